"""The notebooks for Azure's names, every cell, on kernels of the names that they ask for, against a real host."""

import json
import os
import shutil
import sys
import unittest

from .host import CLIENT, COMPAT, DIABETES, REPOSITORY, CompatCase

try:
    import nbclient
    import nbformat
except ImportError:
    nbclient = None

_NOTEBOOKS = os.path.join(REPOSITORY, "notebooks", "azure")
_LIMIT = 300


@unittest.skipIf(nbclient is None, "needs python3-nbclient")
class NotebookTests(CompatCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        jupyter = cls.host.path("jupyter")
        for name in ("python3-azureml", "python310-sdkv2"):
            spec = {
                "argv": [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
                "display_name": name,
                "language": "python",
                "env": {"PYTHONPATH": os.pathsep.join([COMPAT, CLIENT])},
            }
            cls.host.write(os.path.join("jupyter", "kernels", name, "kernel.json"), json.dumps(spec))
        before = os.environ.get("JUPYTER_PATH")
        os.environ["JUPYTER_PATH"] = jupyter
        cls.addClassCleanup(lambda: os.environ.pop("JUPYTER_PATH") if before is None else os.environ.update(JUPYTER_PATH=before))
        # As in a user's folder: the data lies beside the notebooks.
        shutil.copytree(DIABETES, cls.host.path("Users", "me", "data"))

    def executed(self, name):
        """What each cell of a notebook put out, as text."""
        notebook = nbformat.read(os.path.join(_NOTEBOOKS, name), as_version=4)
        resources = {"metadata": {"path": self.host.path("Users", "me")}}
        nbclient.NotebookClient(
            notebook, timeout=_LIMIT, kernel_name=notebook.metadata.kernelspec.name, resources=resources
        ).execute()
        self.notebook = notebook
        return "\n".join(
            output.get("text") or str(output.get("data", {}).get("text/plain", ""))
            for cell in notebook.cells
            if cell.cell_type == "code"
            for output in cell.outputs
        )

    def test_the_exercise_of_sdk_v1_runs_to_its_end_and_finds_the_best_auc(self):
        said = self.executed("Tune Hyperparameters (SDK v1).ipynb")

        lines = [line for line in said.splitlines() if line.startswith("{'run_id'")]
        self.assertEqual(len(lines), 6)
        self.assertIn('{"--learning_rate": 0.1, "--n_estimators": 100}', lines[0])
        self.assertIn("'best_primary_metric': 0.988", lines[0])
        self.assertIn("'status': 'Completed'", lines[0])
        auc = float(said.split(" - AUC: ")[1].split()[0])
        self.assertAlmostEqual(auc, 0.9886, places=3)
        self.assertAlmostEqual(float(said.split(" - Accuracy: ")[1].split()[0]), 0.946, places=2)
        self.assertIn("'--learning_rate', '0.1', '--n_estimators', '100']", said)
        self.assertIn("diabetes_model version: 1", said)
        self.assertIn("Training context : Hyperdrive", said)
        self.assertIn(f"AUC : {auc}", said)
        self.assertIn("Registered.", said)
        html = "".join(
            output.get("data", {}).get("text/html", "")
            for cell in self.notebook.cells
            for output in cell.get("outputs", [])
        )
        widgets = json.dumps(self.notebook.metadata.get("widgets", {}))
        self.assertIn("mslearn-diabetes-hyperdrive", html + widgets)

    def test_the_sweep_of_sdk_v2_runs_to_its_end_twice(self):
        for _ in range(2):
            said = self.executed("Sweep (SDK v2).ipynb")

            self.assertIn("aml-cluster is Succeeded", said)
            self.assertIn("Streaming azureml-logs/hyperdrive.txt", said)
            trials = [line for line in said.splitlines() if "Completed {'reg_rate'" in line]
            self.assertEqual(len(trials), 3)
            score = float(next(line for line in said.splitlines() if line.startswith("Completed ")).split()[-1])
            self.assertGreater(score, 0.8)
            self.assertIn("Downloaded", said)
            self.assertTrue(os.path.isfile(self.host.path("Users", "me", "best", "hd-artifacts", "azureml-logs", "hyperdrive.txt")))


if __name__ == "__main__":
    unittest.main()
