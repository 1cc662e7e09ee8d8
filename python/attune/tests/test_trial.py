"""Logging from inside a trial: by a real sweep, with a host that is away, and by hand."""

import json
import math
import os
import subprocess
import sys
import tempfile
import textwrap
import unittest

import attune

from .host import PACKAGE, HostCase, until


class InASweep(HostCase):
    def run_script(self, script, wait=True, **more):
        self.host.write(f"{self._testMethodName}/script.py", textwrap.dedent(script))
        ws = attune.connect(home=self.host.home)
        given = {"space": {"x": attune.choice(2)}, "maximize": "score", "sampling": "grid", **more}
        job = ws.jobs.submit(attune.Sweep("python3 script.py", self.host.path(self._testMethodName), **given))
        return job.wait() if wait else job

    def test_values_are_read_and_metrics_tags_and_files_kept(self):
        job = self.run_script("""
            import attune
            assert attune.params() == {"x": 2, "rate": 0.5, "kind": "a b", "flag": True}, attune.params()
            assert attune.param("x", 1.5) == 2.0 and isinstance(attune.param("x", 1.5), float)
            assert attune.param("flag", False) is True and attune.param("other", "none") == "none"
            assert attune.trial_name().endswith("_0") and attune.attempt() == 1
            for i in range(3):
                attune.log("score", i / 2)
            attune.log("loss", float("nan"))
            attune.log("loss", float("-inf"))
            attune.log_metrics({"a b/c": 1, "odd 'name'": 2}, step=7)
            attune.log_parameters({"library": "1.2", "seed": 3})
            attune.set_tag("colour", "blue")
            attune.log_parameter("seed", 4)  # it cannot change: refused, and said, and nothing else is lost by it
            open("plain.txt", "w").write("kept")
            attune.log_file("plain.txt", "copies/plain.txt")
        """, space={
            "x": attune.choice(2), "rate": attune.choice(0.5), "kind": attune.choice("a b"), "flag": attune.choice(True)})
        trial = job.best()
        history = trial.history()
        self.assertEqual([(0, 0.0), (1, 0.5), (2, 1.0)], [point[:2] for point in history["score"]])
        self.assertTrue(math.isnan(history["loss"][0].value) and history["loss"][1].value == -math.inf)
        self.assertEqual([(7, 1.0)], [point[:2] for point in history["a b/c"]])
        self.assertEqual([(7, 2.0)], [point[:2] for point in history["odd 'name'"]])
        run = job._connection.mlflow("GET", "runs/get", query={"run_id": trial.name})["run"]["data"]
        self.assertEqual("blue", next(tag["value"] for tag in run["tags"] if tag["key"] == "colour"))
        self.assertEqual("1.2", next(each["value"] for each in run["params"] if each["key"] == "library"))
        self.assertEqual("3", next(each["value"] for each in run["params"] if each["key"] == "seed"))
        self.assertIn("did not take seed", trial.logs())
        self.assertEqual(["copies/plain.txt"], trial.files())

    def test_a_host_that_is_away_costs_no_value_and_holds_nothing_up(self):
        job = self.run_script("""
            import attune, os, time
            attune.log("score", 0)
            while not os.path.exists(os.environ["GO"]):
                time.sleep(0.02)
            for i in range(1, 50):
                attune.log("score", i)
            attune.set_tag("said", "while it was away")
            # Reached while the host is away: nothing has waited for it.
            open(os.environ["GO"] + ".logged", "w").close()
            assert attune.flush(170)
        """, wait=False, environment_variables={"GO": self.host.path("go")})
        until(lambda: job.trials() and job.trials()[0].value == 0, "the first value")
        self.host.kill()
        self.host.write("go", "")
        until(lambda: os.path.exists(self.host.path("go.logged")), "the trial's values")
        self.host.start()
        job.resume().wait()
        trial = job.best()
        self.assertEqual(list(range(50)), [point.value for point in trial.history("score")])
        run = job._connection.mlflow("GET", "runs/get", query={"run_id": trial.name})["run"]["data"]
        self.assertIn("while it was away", [tag["value"] for tag in run["tags"]])

    def test_a_trial_that_is_asked_to_stop_can_end_by_itself(self):
        job = self.run_script("""
            import attune, time
            assert not attune.should_stop()
            attune.log("score", 1)
            while not attune.should_stop():
                time.sleep(0.02)
            open(attune.output_path("saved.txt"), "w").write("in time")
        """, wait=False)
        until(lambda: job.trials() and job.trials()[0].value == 1, "its value")
        job.trial(0).cancel()
        until(lambda: job.trial(0).is_over, "its end")
        self.assertEqual(["saved.txt"], job.trial(0).files())


class ByHand(unittest.TestCase):
    """Scripts in processes of their own, with the variables that a trial has or has not."""

    def script(self, text, **variables):
        environment = {"PATH": os.environ["PATH"], "PYTHONPATH": PACKAGE, **variables}
        with tempfile.TemporaryDirectory() as folder:
            done = subprocess.run(
                [sys.executable, "-c", textwrap.dedent(text)], cwd=folder, env=environment, check=False,
                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        return done.returncode, done.stdout, done.stderr

    def test_metrics_are_printed_as_a_sweep_reads_them_later(self):
        code, out, error = self.script("""
            import attune
            attune.log("AUC", 0.93)
            attune.log("AUC", 0.95, step=4)
            attune.log("odd name", 1)
            attune.set_tag("a", "b")
            print(attune.params(), attune.param("rate", 0.1), attune.trial_name())
        """)
        self.assertEqual((0, ""), (code, error))
        lines = out.splitlines()
        self.assertEqual(["AUC=0.93", "step=4 AUC=0.95"], lines[:2])
        self.assertEqual(1, json.loads(lines[2])["odd name"])
        self.assertEqual("{} 0.1 None", lines[3])

    def test_what_cannot_be_a_metric_or_a_value_is_told(self):
        for call, words in (
            ("attune.log('step', 1)", "cannot be called 'step'"),
            ("attune.param('rate')", "no parameter 'rate'"),
            ("attune.param('x', 1)", "is 'abc', which is no int"),
        ):
            code, _, error = self.script(f"import attune\n{call}", AZUREML_SWEEP_x="abc")
            self.assertEqual(1, code)
            self.assertIn(words, error)

    def test_a_host_that_never_comes_back_fails_no_script_and_what_it_missed_is_kept(self):
        with tempfile.TemporaryDirectory() as folder:
            code, _, error = self.script(
                """
                import attune
                attune._records.Records.PATIENCE_AT_EXIT = 1.0
                attune.log("AUC", 0.5)
                attune.set_tag("colour", "blue")
                """,
                ATTUNE_TRIAL="x_0", MLFLOW_TRACKING_URI="http://127.0.0.1:9", MLFLOW_TRACKING_TOKEN="attune-trial.x",
                ATTUNE_METRICS_FILE=os.path.join(folder, "logs", "metrics.jsonl"), ATTUNE_OUTPUT_DIRECTORY=folder)
            self.assertEqual(0, code, error)
            with open(os.path.join(folder, "logs", "metrics.jsonl")) as file:
                self.assertEqual(0.5, json.loads(file.read())["AUC"])
            with open(os.path.join(folder, "attune-not-sent.jsonl")) as file:
                self.assertEqual({"kind": "tags", "name": "colour", "value": "blue"}, json.loads(file.read()))

    def test_many_metrics_of_one_step_fit_into_lines_that_the_host_reads_whole(self):
        with tempfile.TemporaryDirectory() as folder:
            target = os.path.join(folder, "m.jsonl")
            self.script("import attune; attune.log_metrics({f'metric {i:>100}': i for i in range(2000)}, step=1)",
                        ATTUNE_METRICS_FILE=target)
            with open(target) as file:
                lines = file.readlines()
        self.assertGreater(len(lines), 1)
        self.assertTrue(all(len(line) < 64 * 1024 for line in lines))
        self.assertEqual(2000, sum(len(json.loads(line)) - 2 for line in lines))


if __name__ == "__main__":
    unittest.main()
