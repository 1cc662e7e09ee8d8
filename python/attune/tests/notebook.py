"""Runs a notebook with nbclient (Debian's python3-nbclient) in a folder as a person has it, against a host of its own, and judges what became of it.

    python3 -m tests.notebook NOTEBOOK KERNEL_PATH
"""

import json
import os
import shutil
import sys

import nbformat
from nbclient import NotebookClient

import attune

from .host import DIABETES, Host


def main(file):
    host = Host()
    try:
        # As the host places them for a person: the notebook's folder and the data beside it.
        shutil.copytree(DIABETES, host.path("notebooks", "data"))
        folder = host.path("notebooks", "python")
        os.makedirs(folder)
        host.run("workspace", "config", "--path", host.path("notebooks"))
        notebook = nbformat.read(file, as_version=4)
        nbformat.validate(notebook)
        for cell in notebook.cells:
            assert not cell.get("outputs"), "The notebook holds outputs."
        try:
            NotebookClient(
                notebook, timeout=480, startup_timeout=180, kernel_name="python3", resources={"metadata": {"path": folder}}
            ).execute()
        finally:
            for cell in notebook.cells:
                for output in cell.get("outputs", []):
                    print("".join(output.get("text") or output.get("data", {}).get("text/plain", "")))
        judge(attune.connect(home=host.home), [cell for cell in notebook.cells if cell.cell_type == "code"])
    finally:
        host.close()


def judge(ws, cells):
    further, grid = ws.jobs.list()
    best = grid.best()
    shown = "".join(output.data.get("text/html", "") for cell in cells for output in cell.outputs if "data" in output)
    model = ws.models["diabetes_model"]
    facts = {
        "grid": [(grid.status, len(grid.trials()), grid.tags)],
        "best": (round(best.value, 4), best.parameters),
        "model": (model.version, model.run, model.tags, model.properties),
        "further": (further.status, len(further.trials()), round(further.best().value, 4)),
    }
    print(json.dumps(facts, default=str))
    assert (grid.status, further.status) == ("Completed", "Completed")
    assert len(grid.trials()) == 6 and all(trial.status == "Completed" for trial in grid.trials())
    assert best.value > 0.98 and abs(best.value - 0.9886) < 0.001, best.value
    assert best.parameters == {"learning_rate": 0.1, "n_estimators": 100}, best.parameters
    assert model.run == best.name and model.source == f"runs:/{best.name}/diabetes_model.pkl"
    assert model.tags == {"Training context": "Hyperparameter sweep"}
    assert abs(float(model.properties["AUC"]) - best.value) < 1e-9
    assert model.files() == ["diabetes_model.pkl"]
    assert len(further.trials()) == 12 and further.best().value > 0.985
    assert "6 of 6" in shown and "12 of 12" in shown and shown.count("<svg") >= 4, "The live views are not whole."


if __name__ == "__main__":
    main(sys.argv[1])
