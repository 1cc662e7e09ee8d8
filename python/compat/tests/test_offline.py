"""A script outside of a trial, and what trials have of NumPy."""

import json
import os
import subprocess
import sys
import tempfile
import unittest

from azureml.core import Run
from azureml.exceptions import UserErrorException

from .host import CLIENT, COMPAT


class OfflineTests(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        before = os.getcwd()
        os.chdir(folder.name)
        self.addCleanup(os.chdir, before)

    def test_a_script_by_itself_logs_to_the_screen_and_has_no_datasets(self):
        run = Run.get_context()
        run.log("loss", 2)
        run.log("loss", 1.5)
        run.log("note", "a text")
        run.log_list("series", [1, 2, 3])
        run.log_row("rows", x=1, y="a")
        run.log_row("rows", x=2)
        run.log_table("table", {"a": [1, 2]})
        run.log_confusion_matrix("matrix", {"schema_type": "confusion_matrix"})
        self.assertEqual(
            run.get_metrics(),
            {
                "loss": [2.0, 1.5],
                "series": [1.0, 2.0, 3.0],
                "note": "a text",
                "rows": {"x": [1, 2], "y": ["a", None]},
                "table": {"a": [1, 2]},
                "matrix": {"schema_type": "confusion_matrix"},
            },
        )
        self.assertEqual(run.get_metrics("loss"), {"loss": [2.0, 1.5]})
        self.assertEqual(run.input_datasets, {})
        run.tag("k", "v")
        self.assertEqual(run.get_tags(), {"k": "v"})
        with run.child_run() as child:
            child.log("x", 1)
        run.complete()

    def test_files_of_a_script_by_itself_go_to_its_outputs_folder(self):
        with open("here.txt", "w", encoding="utf-8") as file:
            file.write("x")
        run = Run.get_context()
        run.upload_file("outputs/there.txt", "here.txt")
        run.log_image("picture", path="here.txt")
        self.assertIn("outputs/there.txt", run.get_file_names())
        self.assertRaises(UserErrorException, run.log_image, "nothing")

    def test_what_is_no_number_is_refused_with_what_takes_it(self):
        run = Run.get_context()
        self.assertRaisesRegex(UserErrorException, "log_table", run.log, "x", {"a": 1})
        self.assertRaisesRegex(UserErrorException, "differ in length", run.log_table, "t", {"a": [1], "b": []})

    def test_without_a_trial_and_not_allowed_to_be_without_it_says_so(self):
        self.assertRaisesRegex(UserErrorException, "no trial", Run.get_context, allow_offline=False)

    def test_names_that_numpy_lost_are_back_in_trials_alone_and_can_be_left_off(self):
        try:
            import numpy  # noqa: F401
        except ImportError:
            self.skipTest("needs numpy")

        def names(**variables):
            text = "import azureml.core, numpy; print('float' in vars(numpy))"
            path = os.pathsep.join([COMPAT, CLIENT])
            environment = {**os.environ, "PYTHONPATH": path, **variables}
            return subprocess.run([sys.executable, "-c", text], env=environment, capture_output=True, text=True, check=True).stdout.strip()

        self.assertEqual(names(), "False")
        self.assertEqual(names(AZUREML_RUN_ID="x_0"), "True")
        self.assertEqual(names(AZUREML_RUN_ID="x_0", ATTUNE_NUMPY_NAMES="0"), "False")

    def test_a_trial_imports_from_the_archive_beside_its_code(self):
        from attune_compat.packages import PACKAGES, packed

        self.assertEqual(packed(), packed())
        os.makedirs(os.path.dirname(PACKAGES))
        with open(PACKAGES, "wb") as file:
            file.write(packed())
        text = (
            "import json, azureml.core\n"
            "from azureml.core import Run, Dataset\n"
            "from attune_compat.packages import packed\n"
            "print(json.dumps([azureml.core.__file__, len(packed())]))"
        )
        environment = {**os.environ, "PYTHONPATH": PACKAGES}
        done = subprocess.run([sys.executable, "-c", text], env=environment, capture_output=True, text=True, check=False)
        self.assertEqual(done.stderr, "")
        place, size = json.loads(done.stdout)
        self.assertIn("attune.zip", place)
        self.assertEqual(size, len(packed()))


if __name__ == "__main__":
    unittest.main()
