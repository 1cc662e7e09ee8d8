"""Jobs as they go over the wire, and what is told before they do."""

import tempfile
import unittest
from pathlib import Path

import attune
from attune._files import code_files, digest
from attune._job_file import Uploads, properties_of


def wire(job, folder="."):
    job = job.to_dict() if isinstance(job, attune.Command) else job
    return properties_of(job, Uploads(lambda code: f"code:{code}", lambda data: f"data:{data}", Path(folder)))


class Sweeps(unittest.TestCase):
    def sweep(self, **more):
        given = {"space": {"x": attune.uniform(0, 1)}, "maximize": "AUC", **more}
        return attune.Sweep("python3 train.py --x ${{search_space.x}}", **given)

    def test_a_sweep_has_the_protocols_words(self):
        sent = wire(self.sweep(sampling="grid", max_trials=6, max_concurrent=2, trial_timeout=90, tags={"n": 1},
                               early_termination=attune.bandit(slack_factor=0.1), compute="cluster"))
        self.assertEqual("Sweep", sent["jobType"])
        self.assertEqual({"goal": "maximize", "primaryMetric": "AUC"}, sent["objective"])
        self.assertEqual({"samplingAlgorithmType": "grid"}, sent["samplingAlgorithm"])
        self.assertEqual(
            {"jobLimitsType": "Sweep", "maxTotalTrials": 6, "maxConcurrentTrials": 2, "trialTimeout": "PT90S"}, sent["limits"]
        )
        self.assertEqual("bandit", sent["earlyTermination"]["policyType"])
        self.assertEqual(0.1, sent["earlyTermination"]["attune"]["slack_factor"])
        self.assertEqual(({"n": "1"}, "cluster"), (sent["tags"], sent["computeId"]))

    def test_distributions_are_arrays_and_branches_nest(self):
        space = {
            "a": attune.choice(1, "two", {"depth": attune.integer(1, 9)}),
            "b": attune.quniform(0, 1, 0.1),
            "c": attune.real(1e-4, 1, log=True),
            "d": attune.choice(range(3)),
            "e": 7,
        }
        sent = wire(self.sweep(space=space))["searchSpace"]
        depth = ["int", [{"low": 1, "high": 9, "log": False, "step": 1}]]
        self.assertEqual(["choice", [[1, "two", {"depth": depth}]]], sent["a"])
        self.assertEqual(["quniform", [0, 1, 0.1]], sent["b"])
        self.assertEqual(["float", [{"low": 1e-4, "high": 1, "log": True}]], sent["c"])
        self.assertEqual((["choice", [[0, 1, 2]]], 7), (sent["d"], sent["e"]))

    def test_places_of_this_machine_are_uploaded_and_references_stay(self):
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "src").mkdir()
            Path(folder, "d.csv").write_text("a\n1\n")
            job = {
                "type": "command",
                "command": "cat ${{inputs.d}}",
                "code": "src",
                "inputs": {"d": {"path": "d.csv"}, "e": {"path": "azureml:data:1", "mode": "ro_mount"}, "n": 3, "f": True},
            }
            sent = wire(job, folder)
            self.assertEqual(f"code:{folder}/src", sent["codeId"])
            self.assertEqual({"jobInputType": "uri_file", "uri": f"data:{folder}/d.csv"}, sent["inputs"]["d"])
            self.assertEqual(
                {"jobInputType": "uri_folder", "uri": "azureml:data:1", "mode": "ReadOnlyMount"}, sent["inputs"]["e"]
            )
            self.assertEqual(("3", "true"), (sent["inputs"]["n"]["value"], sent["inputs"]["f"]["value"]))
            with self.assertRaisesRegex(FileNotFoundError, "code folder"):
                wire({**job, "code": "elsewhere"}, folder)

    def test_keys_that_are_none_are_all_told_with_the_nearest_ones(self):
        with self.assertRaises(ValueError) as caught:
            wire({"type": "sweep", "serach_space": {}, "trial": {"comand": "x"}})
        self.assertIn("serach_space: there is no such key; did you mean search_space?", str(caught.exception))
        self.assertIn("trial.comand: there is no such key; did you mean command?", str(caught.exception))
        with self.assertRaisesRegex(TypeError, "max_trails.*max_trials"):
            self.sweep(max_trails=3)

    def test_a_sweep_has_one_primary_metric(self):
        with self.assertRaisesRegex(ValueError, "maximize='AUC'"):
            self.sweep(minimize="loss")


class CodeFolders(unittest.TestCase):
    def files(self, ignore, *names):
        with tempfile.TemporaryDirectory() as folder:
            for name in names:
                file = Path(folder, name)
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(name)
            Path(folder, ".gitignore").write_text(ignore)
            return [name for name in code_files(Path(folder)) if name != ".gitignore"]

    def test_what_gits_ignore_file_leaves_out_stays_here(self):
        found = self.files(
            "*.log\n!keep.log\n/data/\nmodels/**/tmp\n# a comment\nb[!x].txt\n",
            "train.py", "a.log", "keep.log", "data/x.csv", "in/data/x.csv", "models/a/b/tmp", "models/a/c", "by.txt", "bx.txt",
            "__pycache__/x.pyc", ".git/config", "in/.ipynb_checkpoints/n.ipynb",
        )
        self.assertEqual(["bx.txt", "in/data/x.csv", "keep.log", "models/a/c", "train.py"], found)

    def test_an_amlignore_stands_in_for_a_gitignore(self):
        # The file's content is its name: it leaves out itself alone.
        self.assertEqual(["a.log"], self.files("*.log\n", ".amlignore", "a.log"))

    def test_the_digest_is_of_names_and_contents(self):
        with tempfile.TemporaryDirectory() as folder:
            one, two = Path(folder, "one"), Path(folder, "two")
            one.write_text("x")
            two.write_text("x")
            self.assertEqual(digest({"a": one}), digest({"a": two}))
            self.assertNotEqual(digest({"a": one}), digest({"b": one}))
            two.write_text("y")
            self.assertNotEqual(digest({"a": one}), digest({"a": two}))


if __name__ == "__main__":
    unittest.main()
