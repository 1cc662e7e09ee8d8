"""Sweeps as v1 code describes them, and how they go to the host."""

import inspect
import json
import random
import unittest

from azureml.core import Environment, Experiment, Model, Run, ScriptRunConfig, Workspace
from azureml.core._submission import Described
from azureml.core.compute import AmlCompute, ComputeTarget
from azureml.core.dataset import Dataset
from azureml.core.datastore import Datastore, folder_of, matches
from azureml.data.naming import asset_name
from azureml.data.sources import Source, rebuilt, written
from azureml.exceptions import ComputeTargetException, HyperDriveConfigException, UserErrorException
from azureml.train import hyperdrive
from azureml.train.hyperdrive import (
    BanditPolicy,
    BayesianParameterSampling,
    GridParameterSampling,
    HyperDriveConfig,
    MedianStoppingPolicy,
    NoTerminationPolicy,
    PrimaryMetricGoal,
    RandomParameterSampling,
    TruncationSelectionPolicy,
    choice,
    uniform,
)
from azureml.train.hyperdrive import arguments
from azureml.widgets import RunDetails

# As the SDK's reference documents them: what a person may write by position or by name, with its default.
_DOCUMENTED = {
    Workspace.from_config: "path=None auth=None _logger=None _file_name=None",
    Datastore.upload_files: "files relative_root=None target_path=None overwrite=False show_progress=True",
    Dataset.Tabular.from_delimited_files: "path validate=True include_path=False infer_column_types=True "
    "set_column_types=None separator=',' header=True",
    Run.log: "name value description='' step=None",
    Run.complete: "_set_status=True",
    Run.get_metrics: "name=None recursive=False run_type=None populate=False",
    Run.wait_for_completion: "show_output=False wait_post_processing=False raise_on_error=True",
    Run.register_model: "model_name model_path=None tags=None properties=None model_framework=None "
    "model_framework_version=None description=None datasets=None",
    Run.tag: "key value=None",
    Run.upload_file: "name path_or_stream",
    Run.upload_folder: "name path",
    Run.download_file: "name output_file_path=None",
    Run.log_image: "name path=None plot=None",
    AmlCompute.provisioning_configuration: "vm_size='' vm_priority='dedicated' min_nodes=0 max_nodes=None "
    "idle_seconds_before_scaledown=1800",
    AmlCompute.wait_for_completion: "show_output=False min_node_count=None timeout_in_minutes=25",
    ComputeTarget.create: "workspace name provisioning_configuration",
    Environment.from_conda_specification: "name file_path",
    ScriptRunConfig.__init__: "source_directory=None script=None arguments=None run_config=None "
    "_telemetry_values=None compute_target=None environment=None distributed_job_config=None resume_from=None "
    "max_run_duration_seconds=2592000 command=None docker_runtime_config=None",
    Experiment.submit: "config tags=None",
    RunDetails.show: "render_lib=None refresh_rate=5",
    Model.list: "workspace name=None tags=None properties=None run_id=None latest=False",
    HyperDriveConfig.__init__: "hyperparameter_sampling primary_metric_name primary_metric_goal max_total_runs "
    "max_concurrent_runs=None max_duration_minutes=10080 policy=None estimator=None run_config=None resume_from=None "
    "resume_child_runs=None pipeline=None",
    RandomParameterSampling.__init__: "parameter_space properties=None",
    GridParameterSampling.__init__: "parameter_space",
    BayesianParameterSampling.__init__: "parameter_space",
    BanditPolicy.__init__: "evaluation_interval=1 slack_factor=None slack_amount=None delay_evaluation=0",
    MedianStoppingPolicy.__init__: "evaluation_interval=1 delay_evaluation=0",
    TruncationSelectionPolicy.__init__: "truncation_percentage evaluation_interval=1 delay_evaluation=0 "
    "exclude_finished_jobs=False",
    hyperdrive.HyperDriveRun.get_children_sorted_by_primary_metric: "top=0 reverse=False discard_no_metric=False",
    hyperdrive.HyperDriveRun.get_best_run_by_primary_metric: "include_failed=True include_canceled=True",
    hyperdrive.randint: "upper",
    hyperdrive.uniform: "min_value max_value",
    hyperdrive.quniform: "min_value max_value q",
    hyperdrive.loguniform: "min_value max_value",
    hyperdrive.qloguniform: "min_value max_value q",
    hyperdrive.normal: "mu sigma",
    hyperdrive.qnormal: "mu sigma q",
    hyperdrive.lognormal: "mu sigma",
    hyperdrive.qlognormal: "mu sigma q",
}


def _signature(function):
    texts = []
    for each in inspect.signature(function).parameters.values():
        if each.name == "self" or each.kind in (each.VAR_KEYWORD, each.VAR_POSITIONAL):
            continue
        texts.append(each.name if each.default is each.empty else f"{each.name}={each.default!r}")
    return texts


class SignatureTests(unittest.TestCase):
    def test_signatures_are_as_the_reference_documents_them(self):
        for function, documented in _DOCUMENTED.items():
            wanted = documented.split()
            self.assertEqual(_signature(function)[: len(wanted)], wanted, function.__qualname__)

    def test_run_has_every_member_that_scripts_use(self):
        members = (
            "log log_list log_row log_table log_image log_confusion_matrix log_accuracy_table log_predictions log_residuals tag "
            "set_tags get_tags add_properties upload_file upload_folder download_file download_files get_file_names child_run parent "
            "experiment flush wait_for_completion get_context get_details get_status get_children cancel complete id input_datasets"
        ).split()
        made = Run(None, "r")
        self.assertEqual([each for each in members if not hasattr(type(made), each) and each not in vars(made)], [])


class ExpressionTests(unittest.TestCase):
    def test_expressions_are_the_lists_that_go_to_the_host(self):
        self.assertEqual(choice(0.01, 0.1), ["choice", [[0.01, 0.1]]])
        self.assertEqual(choice([1, 2]), ["choice", [[1, 2]]])
        self.assertEqual(choice(range(3)), ["choice", [[0, 1, 2]]])
        self.assertEqual(choice("a"), ["choice", [["a"]]])
        self.assertEqual(hyperdrive.randint(5), ["randint", [5]])
        self.assertEqual(uniform(0, 1), ["uniform", [0, 1]])
        self.assertEqual(hyperdrive.quniform(0, 10, 2), ["quniform", [0, 10, 2]])
        self.assertEqual(hyperdrive.loguniform(-3, 0), ["loguniform", [-3, 0]])
        self.assertEqual(hyperdrive.qlognormal(0, 1, 0.5), ["qlognormal", [0, 1, 0.5]])

    def test_numbers_of_numpy_are_numbers(self):
        try:
            import numpy
        except ImportError:
            self.skipTest("needs numpy")
        text = json.dumps([choice(numpy.array([1, 2])), choice(numpy.float64(0.5)), uniform(numpy.float32(0), numpy.int64(1))])
        self.assertEqual(text, '[["choice", [[1, 2]]], ["choice", [[0.5]]], ["uniform", [0.0, 1]]]')

    def test_what_no_host_would_take_is_refused_where_it_is_written(self):
        for act in (
            lambda: choice(),
            lambda: choice(None),
            lambda: choice(float("nan")),
            lambda: choice([1], [2]),
            lambda: hyperdrive.randint(0),
            lambda: uniform(1, 0),
            lambda: uniform("a", 1),
            lambda: hyperdrive.normal(0, 0),
            lambda: hyperdrive.quniform(0, 1, 0),
        ):
            self.assertRaises(HyperDriveConfigException, act)

    def test_names_of_hyperparameters_stand_for_arguments_and_come_back(self):
        chance = random.Random(7)
        for _ in range(200):
            given = {
                chance.choice(["--", "-", ""]) + "".join(chance.choice("abz-_.9 é") for _ in range(chance.randint(1, 6))): 0
                for _ in range(chance.randint(1, 6))
            }
            given = {name: i for i, name in enumerate(name for name in given if name.strip("-").strip())}
            names = arguments.names(given)
            self.assertEqual(len(set(names.values())), len(given))
            for name in names.values():
                self.assertRegex(name, r"^[A-Za-z_][A-Za-z0-9_]*$")
            values = {names[argument]: value for argument, value in given.items()}
            self.assertEqual(arguments.given(values, json.loads(json.dumps(names))), given)

    def test_values_are_listed_as_the_command_has_them(self):
        self.assertEqual(arguments.listed({"--a": 0.1, "--b": True, "-c": "x y"}), ["--a", "0.1", "--b", "True", "-c", "x y"])


class ConfigTests(unittest.TestCase):
    def test_a_space_says_all_that_is_wrong_with_it(self):
        with self.assertRaises(HyperDriveConfigException) as caught:
            GridParameterSampling({"--a": uniform(0, 1), "--b": [1, 2], "": choice(1), "--c": choice(1)})
        self.assertEqual(str(caught.exception).count("\n"), 3)
        self.assertIn("takes choice, not uniform", str(caught.exception))
        self.assertRaisesRegex(HyperDriveConfigException, "not loguniform", BayesianParameterSampling, {"a": hyperdrive.loguniform(0, 1)})
        self.assertRaisesRegex(HyperDriveConfigException, "at least one", RandomParameterSampling, {})

    def test_policies_go_to_the_host_in_its_words(self):
        self.assertEqual(
            BanditPolicy(evaluation_interval=2, slack_factor=0.1, delay_evaluation=5)._wire(),
            {"policyType": "Bandit", "evaluationInterval": 2, "delayEvaluation": 5, "slackFactor": 0.1},
        )
        self.assertEqual(TruncationSelectionPolicy(20)._wire()["truncationPercentage"], 20)
        self.assertIsNone(NoTerminationPolicy()._wire())
        self.assertRaisesRegex(HyperDriveConfigException, "one of slack_factor", BanditPolicy)
        self.assertRaisesRegex(HyperDriveConfigException, "one of slack_factor", BanditPolicy, 1, 0.1, 0.1)
        self.assertRaisesRegex(HyperDriveConfigException, "1 to 99", TruncationSelectionPolicy, 100)
        self.assertRaisesRegex(HyperDriveConfigException, "evaluation_interval", MedianStoppingPolicy, 0)

    def test_a_sweep_says_all_that_is_wrong_with_it(self):
        with self.assertRaises(HyperDriveConfigException) as caught:
            HyperDriveConfig("grid", "", "max", 0, 101, -1, "none", resume_from=object(), resume_child_runs=[1])
        self.assertEqual(str(caught.exception).count("\n  - "), 10)

    def test_a_sweep_goes_to_the_host_without_values_in_its_command(self):
        config = HyperDriveConfig(
            RandomParameterSampling({"--learning-rate": uniform(0, 1), "n": choice(1, 2)}, {"seed": 7}),
            "AUC", PrimaryMetricGoal.MINIMIZE, 20, 4, 30, MedianStoppingPolicy(), run_config=ScriptRunConfig(".", "x.py"),
        )
        described = Described("python x.py --fixed 1", {"codeId": "c"}, {}, {}, "cluster")
        wire = config._wire(described, "e", {})
        self.assertEqual(
            wire["trial"]["command"],
            "python x.py --fixed 1 --learning-rate ${{search_space.learning_rate}} n ${{search_space.n}}",
        )
        self.assertEqual(wire["searchSpace"], {"learning_rate": ["uniform", [0, 1]], "n": ["choice", [[1, 2]]]})
        self.assertEqual(wire["samplingAlgorithm"], {"samplingAlgorithmType": "Random", "seed": 7})
        self.assertEqual(wire["objective"], {"goal": "Minimize", "primaryMetric": "AUC"})
        self.assertEqual(
            wire["limits"], {"jobLimitsType": "Sweep", "maxTotalTrials": 20, "maxConcurrentTrials": 4, "timeout": "PT1800S"}
        )
        self.assertEqual(PrimaryMetricGoal.from_str("maximize"), PrimaryMetricGoal.MAXIMIZE)
        self.assertEqual([each.value for each in PrimaryMetricGoal], ["MAXIMIZE", "MINIMIZE"])

    def test_a_cluster_without_a_size_or_with_impossible_nodes_is_refused(self):
        self.assertRaisesRegex(ComputeTargetException, "max_nodes", AmlCompute.provisioning_configuration)
        self.assertRaisesRegex(ComputeTargetException, "min_nodes", AmlCompute.provisioning_configuration, min_nodes=3, max_nodes=2)
        self.assertRaisesRegex(UserErrorException, "one process", ScriptRunConfig, distributed_job_config=object())


class DataDescriptionTests(unittest.TestCase):
    def test_names_of_data_become_names_of_assets_and_never_the_same_one(self):
        self.assertEqual(asset_name("diabetes-1.0_x"), "diabetes-1.0_x")
        self.assertRegex(asset_name("diabetes dataset"), r"^diabetes-dataset-[0-9a-f]{6}$")
        self.assertNotEqual(asset_name("diabetes dataset"), asset_name("diabetes  dataset"))
        self.assertRegex(asset_name("данные"), r"^data-[0-9a-f]{6}$")

    def test_patterns_tell_their_folder_and_their_files(self):
        self.assertEqual(folder_of("a/b/*.csv"), ("a/b", "*.csv"))
        self.assertEqual(folder_of("a/b.csv"), ("a/b.csv", None))
        self.assertTrue(matches("a/b/c.csv", "a/**/*.csv"))
        self.assertTrue(matches("a/c.csv", "a/**/*.csv"))
        self.assertTrue(matches("a/b/c.csv", "a/**"))
        self.assertFalse(matches("a/b/c.csv", "a/*.csv"))
        self.assertFalse(matches("a/c.txt", "a/*.csv"))

    def test_sources_come_back_as_they_were_written(self):
        given = [Source("a/*.csv", "store"), Source("https://example.org/x.csv")]
        self.assertEqual(rebuilt(json.loads(json.dumps(written(given)))), given)
        self.assertEqual(given[0].uri, "azureml://datastores/store/paths/a")
        self.assertEqual((given[0].type, given[1].type), ("uri_folder", "uri_file"))

    def test_a_path_of_this_machine_says_that_it_is_uploaded_first(self):
        self.assertRaisesRegex(UserErrorException, "upload_files", Dataset.Tabular.from_delimited_files, "here.csv")
        self.assertRaisesRegex(UserErrorException, "set_column_types", Dataset.Tabular.from_delimited_files, "x", set_column_types={})


if __name__ == "__main__":
    unittest.main()
