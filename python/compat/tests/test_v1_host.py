"""The names of SDK v1 against a host: data, sweeps, runs, models and compute."""

import json
import os
import unittest

from azureml.core import Dataset, Environment, Experiment, Model, Run, ScriptRunConfig, Workspace
from azureml.core.compute import AmlCompute, ComputeInstance, ComputeTarget
from azureml.exceptions import (
    ActivityFailedException,
    ComputeTargetException,
    DatasetException,
    ModelNotFoundException,
    RunConfigurationException,
    UserErrorException,
    WorkspaceException,
)
from azureml.train.hyperdrive import (
    BanditPolicy,
    GridParameterSampling,
    HyperDriveConfig,
    HyperDriveRun,
    PrimaryMetricGoal,
    RandomParameterSampling,
    choice,
    uniform,
)
from azureml.widgets import RunDetails

from .host import CompatCase

_SCRIPT = """
import argparse, os, sys
from azureml.core import Run

parser = argparse.ArgumentParser()
parser.add_argument('--text', default='')
parser.add_argument('--data')
parser.add_argument('--x-value', dest='x', type=float, required=True)
parser.add_argument('--mode', default='good')
args = parser.parse_args()

run = Run.get_context()
if args.mode == 'bad':
    sys.exit('this trial was told to fail')
if args.mode != 'silent':
    # The best of the series is not its last value.
    for value in (args.x, args.x + 1, args.x - 5):
        run.log('score', value)
if args.mode == 'late' and args.x > 4:
    sys.exit('failed after it had measured')
run.log_row('rows', x=args.x, mode=args.mode)
run.tag('seen', args.text)
run.tag('parent', run.parent.id if run.parent else '')
for name, data in run.input_datasets.items():
    run.log('rows of ' + name, sum(1 for file in data._files() for line in open(file)))
os.makedirs('outputs', exist_ok=True)
with open('outputs/model.txt', 'w') as file:
    file.write(str(args.x))
run.complete()
"""


class V1Case(CompatCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ws = Workspace.from_config()
        cls.host.write("exp/train.py", _SCRIPT)

    def sweep(self, space, **how):
        config = HyperDriveConfig(
            hyperparameter_sampling=space,
            primary_metric_name="score",
            primary_metric_goal=how.pop("goal", PrimaryMetricGoal.MAXIMIZE),
            max_total_runs=how.pop("max_total_runs", 10),
            max_concurrent_runs=2,
            policy=how.pop("policy", None),
            run_config=ScriptRunConfig("exp", "train.py", how.pop("arguments", None), **how),
        )
        return Experiment(self.ws, "sweeps").submit(config, tags={"why": "a test"})


class SweepTests(V1Case):
    def test_trials_are_sorted_by_their_best_value_and_those_without_one_stand_behind(self):
        run = self.sweep(GridParameterSampling({"--x-value": choice(1, 2.5), "--mode": choice("good", "silent", "bad")}))
        run.wait_for_completion()

        lines = run.get_children_sorted_by_primary_metric()

        self.assertEqual([line["best_primary_metric"] for line in lines], [3.5, 2.0, None, None, None, None])
        self.assertEqual(json.loads(lines[0]["hyperparameters"]), {"--x-value": 2.5, "--mode": "good"})
        self.assertEqual(list(lines[0]), ["run_id", "hyperparameters", "best_primary_metric", "status"])
        self.assertEqual(lines[0]["status"], "Completed")
        self.assertEqual({line["status"] for line in lines[2:]}, {"Failed"})
        upside_down = run.get_children_sorted_by_primary_metric(reverse=True)
        self.assertEqual([line["best_primary_metric"] for line in upside_down], [2.0, 3.5, None, None, None, None])
        self.assertEqual(len(run.get_children_sorted_by_primary_metric(top=3)), 3)
        self.assertEqual(len(run.get_children_sorted_by_primary_metric(discard_no_metric=True)), 2)

        best = run.get_best_run_by_primary_metric()
        self.assertEqual(best.id, lines[0]["run_id"])
        self.assertEqual(best.get_metrics()["score"], [2.5, 3.5, -2.5])
        self.assertEqual(best.get_metrics("score"), {"score": [2.5, 3.5, -2.5]})
        self.assertEqual(best.get_metrics()["rows"], {"x": [2.5], "mode": ["good"]})
        self.assertEqual(best.get_details()["runDefinition"]["arguments"], ["--x-value", "2.5", "--mode", "good"])
        self.assertEqual(best.parent.id, run.id)
        self.assertEqual(best.tags["parent"], run.id)
        self.assertIn("--x-value", best.tags["hyperparameters"])
        self.assertIn("outputs/model.txt", best.get_file_names())

        self.assertEqual(set(run.get_hyperparameters()), {line["run_id"] for line in lines})
        self.assertEqual(run.get_metrics()[best.id]["score"], [2.5, 3.5, -2.5])
        self.assertEqual(len(list(run.get_children())), 6)
        details = run.get_details()
        self.assertEqual(details["properties"]["best_child_run_id"], best.id)
        self.assertEqual(details["properties"]["runTemplate"], "HyperDrive")
        self.assertEqual(json.loads(details["properties"]["primary_metric_config"]), {"name": "score", "goal": "maximize"})
        self.assertIn("azureml-logs/hyperdrive.txt", details["logFiles"])
        self.assertRegex(run.id, r"^HD_[0-9a-f-]{36}$")
        self.assertTrue(all(each.id == f"{run.id}_{i}" for i, each in enumerate(run.get_children())))
        run.tag("later", "yes")
        self.assertEqual(run.tags, {"why": "a test", "later": "yes"})
        for act in (run.fail, run.get_diagnostics, run.log):
            self.assertRaises(UserErrorException, act)
        again = Experiment(self.ws, "sweeps").get_runs(tags={"later": "yes"})
        self.assertEqual([each.id for each in again], [run.id])
        self.assertIsInstance(self.ws.get_run(run.id), HyperDriveRun)
        self.assertEqual(self.ws.get_run(best.id).get_details()["runDefinition"]["arguments"][:2], ["--x-value", "2.5"])
        self.assertIn("Completed", self.said(RunDetails(run).show))

    def test_values_and_arguments_reach_the_script_as_they_are_and_never_a_shell(self):
        text = "a b'c\"; touch gone $(touch gone) `touch gone` ${{inputs.x}} $[[x]] é\n"
        run = self.sweep(
            GridParameterSampling({"--x-value": choice(1), "--mode": choice("x'; touch gone; '", "$(touch gone)")}),
            arguments=["--text", text],
        )
        run.wait_for_completion()

        for child in run.get_children():
            self.assertEqual(child.get_status(), "Completed")
            self.assertEqual(child.tags["seen"], text)
            self.assertIn(child.get_metrics()["rows"]["mode"], [["x'; touch gone; '"], ["$(touch gone)"]])
        self.assertEqual(run.get_details()["runDefinition"]["arguments"], ["--text", text])
        found = [name for _, _, names in os.walk(self.host.folder) for name in names if name == "gone"]
        self.assertEqual(found, [])

    def test_the_least_value_is_best_where_less_is_better_and_a_best_of_zero_counts(self):
        run = self.sweep(GridParameterSampling({"--x-value": choice(5, 6)}), goal=PrimaryMetricGoal.MINIMIZE)
        run.wait_for_completion()

        lines = run.get_children_sorted_by_primary_metric()

        self.assertEqual([line["best_primary_metric"] for line in lines], [0.0, 1.0])
        self.assertEqual(run.get_best_run_by_primary_metric().id, lines[0]["run_id"])

    def test_a_trial_that_failed_after_it_had_measured_is_best_unless_it_is_left_out(self):
        run = self.sweep(GridParameterSampling({"--x-value": choice(1, 5), "--mode": choice("late")}))
        run.wait_for_completion()

        best, completed = run.get_best_run_by_primary_metric(), run.get_best_run_by_primary_metric(include_failed=False)

        self.assertEqual((best.id, best.get_status()), (f"{run.id}_1", "Failed"))
        self.assertEqual((completed.id, completed.get_status()), (f"{run.id}_0", "Completed"))

    def test_a_sweep_whose_trials_never_measure_fails_with_what_they_printed_and_has_no_best(self):
        run = self.sweep(GridParameterSampling({"--x-value": choice(1), "--mode": choice("bad")}))

        with self.assertRaises(ActivityFailedException) as caught:
            run.wait_for_completion()

        self.assertIn("this trial was told to fail", str(caught.exception))
        self.assertIsNone(run.get_best_run_by_primary_metric())
        self.assertEqual(run.wait_for_completion(raise_on_error=False)["status"], "Failed")

    def test_random_values_with_a_policy_run_and_can_be_canceled(self):
        run = self.sweep(
            RandomParameterSampling({"--x-value": uniform(0, 1)}, {"seed": 1}),
            policy=BanditPolicy(evaluation_interval=1, slack_factor=0.1),
            max_total_runs=50,
        )
        run.cancel()
        details = run.wait_for_completion(raise_on_error=False)
        self.assertEqual(details["status"], "Canceled")
        self.assertEqual(run.hyperdrive_config["earlyTermination"]["policyType"], "Bandit")

    def test_a_description_that_cannot_run_says_all_that_is_wrong_before_anything_is_sent(self):
        for config, words in (
            (ScriptRunConfig("nowhere", "x.py"), "no folder nowhere"),
            (ScriptRunConfig("exp", "x.py", [object()]), r"no file x.py(.|\n)*arguments\[0\]"),
            (ScriptRunConfig("exp"), "script and command"),
        ):
            self.assertRaisesRegex(RunConfigurationException, words, Experiment(self.ws, "e").submit, config)
        self.assertRaisesRegex(UserErrorException, "ScriptRunConfig or a HyperDriveConfig", Experiment(self.ws, "e").submit, object())


class RunTests(V1Case):
    def test_a_script_runs_once_with_its_arguments_and_keeps_its_files(self):
        run = Experiment(self.ws, "once").submit(ScriptRunConfig("exp", "train.py", ["--x-value", 3, "--text", "hello"]))
        said = self.said(run.wait_for_completion, show_output=True)

        self.assertIn("Execution Summary", said)
        self.assertEqual(run.get_metrics()["score"], [3.0, 4.0, -2.0])
        self.assertEqual(run.tags["seen"], "hello")
        definition = run.get_details()["runDefinition"]
        self.assertEqual((definition["script"], definition["arguments"]), ("train.py", ["--x-value", "3", "--text", "hello"]))
        run.download_file("outputs/model.txt", "fetched/model.txt")
        with open("fetched/model.txt", encoding="utf-8") as file:
            self.assertEqual(file.read(), "3.0")
        run.download_files("outputs/", "all", append_prefix=False)
        self.assertTrue(os.path.isfile("all/model.txt"))
        self.assertRaisesRegex(UserErrorException, "It has: .*outputs/model.txt", run.download_file, "outputs/other")

    def test_a_run_of_a_notebook_logs_until_it_is_complete(self):
        experiment = Experiment(self.ws, "by hand")
        with experiment.start_logging() as run:
            run.log("loss", 1)
            run.log("loss", float("nan"), step=7)
            run.log("note", "words")
            run.log_table("table", {"a": [1, 2]})
            self.host.write("here.txt", "x")
            run.upload_file("outputs/there.txt", "here.txt")
            self.assertEqual(run.get_status(), "Running")
            child = run.child_run("below")
            child.log("loss", 3)
            child.complete()
        metrics = run.get_metrics(recursive=True)
        self.assertEqual(metrics["table"], {"a": [1, 2]})
        self.assertEqual(metrics["note"], "words")
        self.assertEqual(metrics["loss"][0], 1.0)
        self.assertNotEqual(metrics["loss"][1], metrics["loss"][1])
        self.assertEqual(run.get_status(), "Completed")
        self.assertEqual(child.parent.id, run.id)
        self.assertIn(run.id, [each.id for each in experiment.get_runs()])
        self.assertEqual(Run.get(self.ws, run.id).experiment.name, "by hand")
        self.assertIn("by hand", [each.name for each in Experiment.list(self.ws)])

    def test_models_are_registered_from_runs_and_files_and_listed_with_tags_and_properties(self):
        run = Experiment(self.ws, "models").submit(ScriptRunConfig("exp", "train.py", ["--x-value", 1]))
        run.wait_for_completion()

        made = run.register_model("text_model", "outputs/model.txt", tags={"Training context": "a test"}, properties={"score": 2.0})
        self.host.write("files/a.txt", "a")
        second = Model.register(self.ws, "files", "text_model", tags={"from": "files"}, model_framework="none")

        self.assertEqual((made.name, made.version, made.tags, made.properties), ("text_model", 1, {"Training context": "a test"}, {"score": "2.0"}))
        self.assertEqual((second.version, second.properties), (2, {"model_framework": "none"}))
        self.assertEqual([each.version for each in Model.list(self.ws, "text_model")], [2, 1])
        self.assertEqual([each.version for each in Model.list(self.ws, "text_model", latest=True)], [2])
        self.assertEqual([each.version for each in Model.list(self.ws, tags=["Training context"])], [1])
        self.assertEqual([each.version for each in Model.list(self.ws, properties=[["score", "2.0"]])], [1])
        self.assertEqual(Model(self.ws, "text_model").version, 2)
        self.assertEqual(Model(self.ws, id="text_model:1").id, "text_model:1")
        self.assertEqual(Model(self.ws, "text_model", version=1).run.id, run.id)
        path = Model(self.ws, "text_model", version=1).download("models")
        with open(path, encoding="utf-8") as file:
            self.assertEqual(file.read(), "1.0")
        made.add_tags({"later": "yes"})
        made.remove_tags("Training context")
        self.assertEqual(Model(self.ws, "text_model", version=1).tags, {"later": "yes"})
        self.assertIn("text_model", self.ws.models)
        self.assertRaises(ModelNotFoundException, Model, self.ws, "none")
        self.assertRaisesRegex(UserErrorException, "It has: .*outputs/model.txt", run.register_model, "m", "outputs/none")


class WorkspaceTests(V1Case):
    def test_the_workspace_is_found_and_written_down_for_others(self):
        self.assertEqual(self.ws.name, "default")
        os.makedirs("elsewhere", exist_ok=True)
        self.ws.write_config("elsewhere")
        found = Workspace.from_config("elsewhere/.azureml/config.json")
        self.assertEqual((found.name, found.subscription_id, found.resource_group), ("default", self.ws.subscription_id, self.ws.resource_group))
        self.assertIn("default", Workspace.list())
        self.assertRaisesRegex(WorkspaceException, "no config file", Workspace.from_config, "nowhere.json")
        self.assertRaisesRegex(WorkspaceException, "no workspace 'other'", Workspace.get, "other")

    def test_compute_is_made_once_and_found_again(self):
        with self.assertRaisesRegex(ComputeTargetException, "ComputeTargetNotFound"):
            ComputeTarget(self.ws, "my-cluster")
        made = ComputeTarget.create(self.ws, "my-cluster", AmlCompute.provisioning_configuration("STANDARD_DS11_V2", max_nodes=2))
        self.assertIn("Succeeded", self.said(made.wait_for_completion, show_output=True))
        self.assertIsInstance(ComputeTarget(self.ws, "my-cluster"), AmlCompute)
        self.assertEqual(made.get_status().scale_settings["maxNodeCount"], 2)
        made.update(max_nodes=3)
        self.assertEqual(ComputeTarget(self.ws, "my-cluster").get_status().scale_settings["maxNodeCount"], 3)
        self.assertIn("my-cluster", self.ws.compute_targets)
        self.assertRaisesRegex(ComputeTargetException, "2 to 24", ComputeTarget.create, self.ws, "!", AmlCompute.provisioning_configuration(max_nodes=1))
        instance = ComputeTarget.create(self.ws, "my-instance", ComputeInstance.provisioning_configuration("STANDARD_DS11_V2"))
        instance.wait_for_completion()
        self.assertIsInstance(instance, ComputeInstance)
        instance.delete()
        made.delete()
        self.assertRaises(ComputeTargetException, ComputeTarget, self.ws, "my-cluster")

    def test_data_is_uploaded_registered_and_given_to_scripts(self):
        store = self.ws.get_default_datastore()
        for name in ("a", "b"):
            self.host.write(f"{name}.csv", f"x,name\n1,{name}\n2,{name}\n")
        said = self.said(store.upload_files, ["a.csv", "b.csv"], target_path="tables/", overwrite=True)
        self.assertIn("tables/a.csv", said)
        self.assertIn("Skipping", self.said(store.upload_files, ["a.csv"], target_path="tables/"))
        data = Dataset.Tabular.from_delimited_files(path=(store, "tables/*.csv"))
        made = data.register(self.ws, "my table", "rows", {"format": "CSV"})
        self.assertIn("my table", self.ws.datasets)
        self.assertEqual((made.name, made.version, made.tags), ("my table", 1, {"format": "CSV"}))
        self.assertRaisesRegex(UserErrorException, "create_new_version=True", data.register, self.ws, "my table")
        self.assertEqual(data.register(self.ws, "my table", create_new_version=True).version, 1)
        only = Dataset.Tabular.from_delimited_files(path=[(store, "tables/a.csv")])
        self.assertEqual(only.register(self.ws, "my table", create_new_version=True).version, 2)
        self.assertEqual(Dataset.get_by_name(self.ws, "my table", 1).id, made.id)
        self.assertEqual(Dataset.get_by_id(self.ws, Dataset.get_by_name(self.ws, "my table").id).version, 2)
        self.assertRaisesRegex(DatasetException, "No file fits", Dataset.Tabular.from_delimited_files, (store, "tables/*.json"))
        self.assertRaises(UserErrorException, Dataset.get_by_name, self.ws, "none")
        files = Dataset.File.from_files((store, "tables"))
        self.assertEqual(files.to_path(), ["/tables/a.csv", "/tables/b.csv"])
        self.assertEqual(len(files.download("down")), 2)

        run = self.sweep(
            GridParameterSampling({"--x-value": choice(1)}),
            arguments=["--data", files.as_named_input("files").as_mount(), "--text", made.as_named_input("table")],
        )
        run.wait_for_completion()
        child = next(run.get_children())
        metrics = child.get_metrics()
        self.assertEqual((metrics["rows of table"], metrics["rows of files"]), (6.0, 6.0))
        self.assertEqual(child.tags["seen"], made.id)

    def test_tables_are_read_with_what_is_asked_of_them(self):
        try:
            import pandas  # noqa: F401
        except ImportError:
            self.skipTest("needs pandas")
        store = self.ws.get_default_datastore()
        self.host.write("c.csv", "x;y\n1;2\n3;4\n")
        self.said(store.upload_files, ["c.csv"], target_path="semicolons")
        data = Dataset.Tabular.from_delimited_files((store, "semicolons/c.csv"), separator=";")
        self.assertEqual(data.to_pandas_dataframe().to_dict("list"), {"x": [1, 3], "y": [2, 4]})
        self.assertEqual(data.skip(1).keep_columns("y").to_pandas_dataframe().to_dict("list"), {"y": [4]})
        some, rest = data.random_split(0.5, seed=1)
        self.assertEqual(len(some.to_pandas_dataframe()) + len(rest.to_pandas_dataframe()), 2)

    def test_environments_are_written_down_once_for_each_content(self):
        self.host.write("env.yml", "name: e\ndependencies:\n- python=3.6.2\n")
        made = Environment.from_conda_specification("my_environment", "env.yml").register(self.ws)
        again = Environment.from_conda_specification("my_environment", "env.yml").register(self.ws)
        self.assertEqual((made.version, again.version), ("1", "1"))
        self.assertIn("python=3.6.2", Environment.get(self.ws, "my_environment").python.conda_dependencies.serialize_to_string())
        self.assertIn("my_environment", self.ws.environments)



if __name__ == "__main__":
    unittest.main()
