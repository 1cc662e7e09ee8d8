"""Runs the notebooks for Azure's names, every cell, on kernels of the names that they ask for, against a real host."""

import json
import os
import shutil
import sys
import unittest

from .host import CLIENT, COMPAT, DIABETES, REPOSITORY, CompatCase

try:
    import nbclient
    import nbformat
except ImportError as error:
    raise unittest.SkipTest("needs python3-nbclient") from error

_NOTEBOOKS = os.path.join(REPOSITORY, "notebooks", "azure")
_LIMIT = 480
_START_LIMIT = 180


class NotebookCase(CompatCase):
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
        # As the host places them for a person: the notebooks' folder and the data beside it.
        shutil.copytree(DIABETES, cls.host.path("Users", "me", "data"))
        os.makedirs(cls.host.path("Users", "me", "azure"))

    def executed(self, name):
        """What each cell of a notebook put out, as text."""
        notebook = nbformat.read(os.path.join(_NOTEBOOKS, name), as_version=4)
        nbformat.validate(notebook)
        self.assertFalse(any(cell.get("outputs") for cell in notebook.cells), "The notebook holds outputs.")
        resources = {"metadata": {"path": self.host.path("Users", "me", "azure")}}
        nbclient.NotebookClient(
            notebook,
            timeout=_LIMIT,
            startup_timeout=_START_LIMIT,
            kernel_name=notebook.metadata.kernelspec.name,
            resources=resources,
        ).execute()
        self.notebook = notebook
        return "\n".join(
            output.get("text") or str(output.get("data", {}).get("text/plain", ""))
            for cell in notebook.cells
            if cell.cell_type == "code"
            for output in cell.outputs
        )
