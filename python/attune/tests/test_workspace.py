"""A workspace from Python, against a real host: data, compute, jobs, trials, models."""

import io
import os
import unittest
from pathlib import Path

import attune

from .host import DIABETES, HostCase, until

SCRIPT = """
import sys
import attune

x = attune.param("x", 1.0)
attune.log_metrics({"score": x * x, "half": x / 2})
with open(attune.output_path("model/weights.txt"), "w") as file:
    file.write(str(x))
print("x is", x)
if x == 3:
    sys.exit(3)
"""


class Workspaces(HostCase):
    def setUp(self):
        self.ws = attune.connect(home=self.host.home)
        self.host.write("src/train.py", SCRIPT)

    def sweep(self, **more):
        given = {
            "space": {"x": attune.choice(1, 2.5, 3)}, "maximize": "score", "sampling": "grid", "max_concurrent": 2,
            **more,
        }
        return attune.Sweep("python3 train.py ${{search_space.x}}", self.host.path("src"), **given)

    def test_a_config_file_leads_here(self):
        self.host.run("workspace", "config", "--path", self.host.path("project"))
        below = self.host.path("project", "notebooks")
        os.makedirs(below)
        here = os.getcwd()
        os.chdir(below)
        try:
            ws = attune.Workspace.from_config()
        finally:
            os.chdir(here)
        self.assertEqual(("default", self.ws.url), (ws.name, ws.url))
        self.assertIn("config.json", ws._repr_html_())

    def test_data_is_uploaded_once_and_found_again(self):
        made = self.ws.data.create("patients", [f"{DIABETES}/diabetes*.csv"], tags={"rows": 15000}, description="first")
        self.assertEqual(("1", "uri_folder", {"rows": "15000"}), (made.version, made.type, made.tags))
        self.assertEqual(["diabetes.csv", "diabetes2.csv"], made.files())
        again = self.ws.data.create("patients", [f"{DIABETES}/diabetes*.csv"], description="second")
        self.assertEqual(("1", "second"), (again.version, again.description))
        other = self.ws.data.create("patients", f"{DIABETES}/diabetes2.csv")
        self.assertEqual(("2", "uri_file", ["diabetes2.csv"]), (other.version, other.type, other.files()))
        self.assertEqual("2", self.ws.data["patients"].version)
        self.assertEqual("1", self.ws.data["patients:1"].version)
        self.assertEqual(["2", "1"], [each.version for each in self.ws.data.versions("patients")])
        self.assertIn("patients", self.ws.data)
        fetched = Path(made.download(self.host.path("fetched")), "diabetes2.csv")
        self.assertEqual(Path(DIABETES, "diabetes2.csv").read_bytes(), fetched.read_bytes())
        self.assertEqual(["diabetes2.csv"], os.listdir(other.download(self.host.path("one"))))
        with self.assertRaisesRegex(FileNotFoundError, "nothing-here"):
            self.ws.data.create("patients", ["nothing-here*.csv"])

    def test_a_cluster_is_made_and_changed(self):
        self.assertEqual((2, "cluster"), (self.ws.compute.create_cluster("small", 2).max_nodes, self.ws.compute["small"].kind))
        self.assertEqual(3, self.ws.compute.create_cluster("small", 3).max_nodes)
        self.assertIn("small", [each.name for each in self.ws.compute])
        self.ws.compute.delete("small")
        self.assertNotIn("small", self.ws.compute)

    def test_a_sweep_is_followed_judged_and_fetched(self):
        cluster = self.ws.compute.create_cluster("two", 2)
        data = self.ws.data.create("inputs", f"{DIABETES}/diabetes2.csv")
        job = self.ws.jobs.submit(self.sweep(inputs={"patients": data, "note": "a b"}, compute=cluster, experiment="e"))
        self.assertEqual(3, job.total)
        out = io.StringIO()
        job.stream(out)
        self.assertEqual("Completed", job.status)
        self.assertRegex(out.getvalue(), r"trial 1 Completed score=6\.25  x=2\.5  best so far")
        self.assertRegex(out.getvalue(), r"trial 2 Failed.*exit code 3")

        trials = job.trials()
        self.assertEqual([1, 0, 2], [trial.number for trial in trials])
        best = job.best()
        self.assertEqual((1, 6.25, {"x": 2.5}), (best.number, best.value, best.parameters))
        self.assertEqual({"score": 6.25, "half": 1.25}, best.metrics())
        self.assertEqual(["2.5"], best.arguments)
        self.assertIn("x is 2.5", best.logs())
        self.assertIn("evaluates x=2.5", job.logs())
        self.assertEqual(["model/weights.txt"], best.files())
        self.assertGreater(best.seconds, 0)
        self.assertEqual("2.5", Path(job.download(self.host.path("got")), "model/weights.txt").read_text())
        self.assertEqual(3, len(os.listdir(job.download(self.host.path("all"), all=True))))
        self.assertEqual({"trial": 1, "status": "Completed", "score": 6.25, "x": 2.5}, {
            key: value for key, value in trials.rows()[0].items() if key != "seconds"
        })
        self.assertIn(job.name, [each.name for each in self.ws.jobs.list()])

    def test_a_model_is_registered_once_with_its_lineage(self):
        job = self.ws.jobs.submit(self.sweep()).wait()
        best = job.best()
        made = best.register_model("weights", "model", tags={"for": "test"}, properties={"score": best.value})
        self.assertEqual((1, best.name, f"runs:/{best.name}/model"), (made.version, made.run, made.source))
        self.assertEqual(({"for": "test"}, {"score": "6.25"}), (made.tags, made.properties))
        again = best.register_model("weights", "outputs/model", tags={"for": "more"}, properties={"score": best.value})
        self.assertEqual((1, {"for": "more"}), (again.version, again.tags))
        self.assertEqual(2, best.register_model("weights", "model/weights.txt").version)
        self.assertEqual([2, 1], [each.version for each in self.ws.models.list("weights")])
        made.set_alias("champion")
        self.assertEqual(1, self.ws.models.get("weights", alias="champion").version)
        self.assertEqual("2.5", Path(made.download(self.host.path("model")), "weights.txt").read_text())
        with self.assertRaisesRegex(FileNotFoundError, "There is: model/weights.txt"):
            best.register_model("weights", "model.pkl")

    def test_files_of_this_machine_become_a_model(self):
        made = self.ws.models.register("from_here", self.host.path("src"), description="a script")
        self.assertEqual((["train.py"], "a script"), (made.files(), self.ws.models["from_here"].description))

    def test_a_trial_that_is_stopped_says_so_and_the_sweep_goes_on(self):
        self.host.write("slow/wait.py", "import time\nprint('score=1', flush=True)\ntime.sleep(600)\n")
        job = self.ws.jobs.submit(
            attune.Sweep("python3 wait.py", self.host.path("slow"), space={"x": attune.choice(1, 2)}, maximize="score",
                         sampling="grid", max_concurrent=2))
        until(lambda: sum(trial.value is not None for trial in job.trials()) == 2, "both values")
        job.trial(0).cancel("enough")
        until(lambda: job.trial(0).is_over, "its end")
        self.assertIn("enough", job.trial(0).reason)
        self.assertFalse(job.refresh().is_over)
        job.cancel("enough of it")
        with self.assertRaisesRegex(attune.JobFailed, "is Canceled: .*enough of it"):
            job.wait()
        with self.assertRaises(ValueError):
            job.trials(order="nonsense")

    def test_a_command_prints_while_it_runs_and_leaves_files(self):
        job = self.ws.jobs.submit(attune.Command("for i in 1 2 3; do echo line $i; done; echo made > outputs/a.txt"))
        out = io.StringIO()
        job.stream(out)
        self.assertIn("line 1\nline 2\nline 3\n", out.getvalue())
        self.assertEqual(["a.txt"], os.listdir(job.download(self.host.path("command"))))
        failed = self.ws.jobs.submit(attune.Command("exit 7"))
        with self.assertRaisesRegex(attune.JobFailed, "exit code 7"):
            failed.wait()

    def test_a_job_file_is_read_as_the_host_reads_it(self):
        self.host.write("sweep.yml", f"""
type: sweep
experiment_name: from_file
trial:
  code: src
  command: python3 train.py ${{{{search_space.x}}}}
  environment_variables: {{ANSWER: yes}}
sampling_algorithm: random
search_space:
  x: {{type: uniform, min_value: 1e-3, max_value: 1}}
objective: {{goal: maximize, primary_metric: score}}
limits: {{max_total_trials: 2, max_concurrent_trials: 2}}
""")
        try:
            import yaml  # noqa: F401
        except ImportError:
            with self.assertRaisesRegex(attune.AttuneError, "PyYAML"):
                self.ws.jobs.submit(self.host.path("sweep.yml"))
            return
        job = self.ws.jobs.submit(self.host.path("sweep.yml"), name="from_file_1").wait()
        self.assertEqual(("from_file", 2, "from_file_1"), (job.experiment, len(job.trials()), job.name))

    def test_a_persons_token_is_enough_and_a_readers_is_not(self):
        self.host.run("user", "add", "ann", "--role", "contributor")
        token = self.host.run("token", "create", "-u", "ann").split()[-1]
        theirs = attune.connect(self.ws.url, token)
        job = theirs.jobs.submit(self.sweep(space={"x": attune.choice(1, 2)})).wait()
        self.assertEqual(1, job.register_model("theirs", "model").version)
        theirs.jobs.submit(attune.Command("sleep 600")).cancel()
        self.host.run("user", "add", "bob", "--role", "reader")
        looking = attune.connect(self.ws.url, self.host.run("token", "create", "-u", "bob").split()[-1])
        self.assertEqual(2, len(looking.jobs[job.name].trials()))
        with self.assertRaisesRegex(attune.AccessDenied, "reader"):
            looking.compute.create_cluster("theirs", 1)

    def test_jobs_outlive_a_host_that_is_killed_and_their_files_are_there_after(self):
        self.host.write("steps/steps.py", "import attune, time\nfor i in range(30):\n    attune.log('score', i)\n    time.sleep(0.1)\n"
                        "open(attune.output_path('done.txt'), 'w').close()\n")
        job = self.ws.jobs.submit(
            attune.Sweep("python3 steps.py", self.host.path("steps"), space={"x": attune.choice(1)}, maximize="score",
                         sampling="grid"))
        until(lambda: job.trials() and job.trials()[0].history("score"), "its first value")
        self.host.kill()
        self.host.start()
        job.resume().wait()
        best = job.best()
        self.assertEqual(list(range(30)), [point.value for point in best.history("score")])
        self.host.kill()
        self.host.start()
        self.assertEqual(["done.txt"], job.best().files())


if __name__ == "__main__":
    unittest.main()
