"""The guide's snippets, run in their order: the last one is the script that the sweep runs."""

import contextlib
import io
import os
import re
import shutil
import subprocess
import sys

from .host import DIABETES, PACKAGE, REPOSITORY, HostCase

GUIDE = os.path.join(REPOSITORY, "docs", "guides", "python.md")


class Guide(HostCase):
    def test_its_snippets_do_what_they_say(self):
        with open(GUIDE, encoding="utf-8") as file:
            *snippets, script = re.findall(r"^```python\n(.*?)^```", file.read(), re.MULTILINE | re.DOTALL)
        self.host.write("src/train.py", script)
        shutil.copytree(DIABETES, self.host.path("data"))
        here, names, out = os.getcwd(), {}, io.StringIO()
        os.chdir(self.host.folder)
        try:
            with contextlib.redirect_stdout(out):
                for snippet in snippets:
                    exec(compile(snippet, GUIDE, "exec"), names)  # pylint: disable=exec-used
        finally:
            os.chdir(here)
        self.assertGreaterEqual(len(snippets), 7)
        self.assertEqual(["diabetes.csv", "diabetes2.csv"], names["patients"].files())
        self.assertEqual(("Completed", 4), (names["job"].status, len(names["job"].trials())))
        self.assertEqual(["model.txt"], os.listdir(self.host.path("best-model")))
        self.assertEqual(("diabetes_model", 1), (names["model"].name, names["model"].version))
        self.assertIn("diabetes_model 1 " + names["best"].name, out.getvalue())

    def test_the_script_runs_by_hand(self):
        with open(GUIDE, encoding="utf-8") as file:
            script = re.findall(r"^```python\n(.*?)^```", file.read(), re.MULTILINE | re.DOTALL)[-1]
        self.host.write("hand/train.py", script)
        done = subprocess.run(
            [sys.executable, "train.py"], cwd=self.host.path("hand"), env={**os.environ, "PYTHONPATH": PACKAGE},
            check=True, stdout=subprocess.PIPE, text=True)
        self.assertEqual("step=1 AUC=0.901", done.stdout.splitlines()[0])
