"""Jobs as v2 code describes them, and as job files do."""

import inspect
import json
import os
import tempfile
import unittest

from azure.ai.ml import Input, MLClient, Output, command, load_job
from azure.ai.ml.constants import AssetTypes
from azure.ai.ml.entities import AmlCompute, ComputeInstance, Data, Model
from azure.ai.ml.entities.sweep_job import read as read_sweep
from azure.ai.ml.exceptions import UnexpectedKeywordError, ValidationException
from azure.ai.ml.sweep import (
    BanditPolicy,
    BayesianSamplingAlgorithm,
    Choice,
    GridSamplingAlgorithm,
    LogNormal,
    LogUniform,
    MedianStoppingPolicy,
    Normal,
    Objective,
    QLogNormal,
    QLogUniform,
    QNormal,
    QUniform,
    RandomSamplingAlgorithm,
    Randint,
    SweepJob,
    SweepJobLimits,
    TruncationSelectionPolicy,
    Uniform,
)
from azure.ai.ml.sweep import algorithms, policies, search_space

from attune._job_file import _entry, _whole

_ALL = [
    Choice(values=[1, 0.5, "a", True, {"kind": "deep", "layers": Randint(upper=4)}]),
    Randint(upper=9),
    Uniform(min_value=0, max_value=1),
    QUniform(min_value=0, max_value=10, q=2),
    LogUniform(min_value=-3, max_value=0),
    QLogUniform(min_value=0, max_value=3, q=1),
    Normal(mu=0, sigma=1),
    QNormal(mu=0, sigma=1, q=0.5),
    LogNormal(mu=0, sigma=1),
    QLogNormal(mu=0, sigma=1, q=0.5),
]


def _job(**more):
    return command(
        **{
            "code": "./src",
            "command": "python train.py --data ${{inputs.data}} --rate ${{ inputs.rate }}",
            "inputs": {"data": Input(type=AssetTypes.URI_FILE, path="azureml:diabetes-data:1"), "rate": 0.01},
            "environment": "some-environment@latest",
            "compute": "cluster",
            "display_name": "d",
            "experiment_name": "e",
            "tags": {"a": "b"},
            **more,
        }
    )


class CommandTests(unittest.TestCase):
    def test_a_command_called_with_inputs_is_a_new_one_and_all_else_is_copied(self):
        job = _job()
        changed = job(rate=Choice(values=[1, 2]))
        changed.tags["c"] = "d"
        self.assertEqual(job.inputs["rate"], 0.01)
        self.assertEqual(job.tags, {"a": "b"})
        self.assertEqual(changed.inputs["rate"], Choice([1, 2]))
        self.assertEqual((changed.command, changed.code, changed.compute, changed.display_name), (job.command, "./src", "cluster", "d"))

    def test_a_command_called_with_what_it_does_not_take_says_what_it_takes(self):
        self.assertRaisesRegex(UnexpectedKeywordError, "no input x, y; it has: data, rate", _job(), x=1, y=2)

    def test_a_command_with_a_distribution_says_that_it_is_a_sweep(self):
        self.assertRaisesRegex(ValidationException, r"\.sweep\(", _job()(rate=Choice([1]))._written)

    def test_a_sweep_takes_its_space_from_the_inputs_and_names_it_in_the_command(self):
        sweep = _job()(rate=Choice(values=[0.01, 0.1])).sweep(
            compute="other", sampling_algorithm="grid", primary_metric="AUC", goal="Maximize"
        )
        sweep.experiment_name = "sweep-diabetes"
        sweep.set_limits(max_total_trials=4, max_concurrent_trials=2, timeout=7200)
        sweep.early_termination = BanditPolicy(slack_factor=0.1, evaluation_interval=2)
        said = sweep._written()
        self.assertEqual(said["trial"]["command"], "python train.py --data ${{inputs.data}} --rate ${{search_space.rate}}")
        self.assertEqual(said["search_space"], {"rate": {"type": "choice", "values": [0.01, 0.1]}})
        self.assertEqual(said["inputs"], {"data": {"type": "uri_file", "path": "azureml:diabetes-data:1"}})
        self.assertEqual(said["objective"], {"goal": "maximize", "primary_metric": "AUC"})
        self.assertEqual(said["limits"], {"max_total_trials": 4, "max_concurrent_trials": 2, "timeout": 7200})
        self.assertEqual(said["early_termination"], {
            "type": "bandit", "slack_factor": 0.1, "evaluation_interval": 2, "delay_evaluation": 0,
        })
        self.assertEqual((said["compute"], said["experiment_name"], said["sampling_algorithm"]), ("other", "sweep-diabetes", "grid"))

    def test_limits_that_are_not_given_again_stay(self):
        sweep = _job()(rate=Choice([1])).sweep(primary_metric="AUC", goal="minimize", max_total_trials=9)
        sweep.set_limits(timeout=60)
        self.assertEqual(sweep.limits, SweepJobLimits(max_total_trials=9, timeout=60))

    def test_signatures_are_as_the_reference_documents_them(self):
        documented = {
            _job().sweep: "primary_metric goal sampling_algorithm='random' compute=None max_concurrent_trials=None max_total_trials=None "
            "timeout=None trial_timeout=None early_termination_policy=None search_space=None",
            BanditPolicy: "delay_evaluation=0 evaluation_interval=0 slack_amount=0 slack_factor=0",
            MedianStoppingPolicy: "delay_evaluation=0 evaluation_interval=0",
            TruncationSelectionPolicy: "delay_evaluation=0 evaluation_interval=0 truncation_percentage=0",
            RandomSamplingAlgorithm: "rule=None seed=None logbase=None",
            SweepJobLimits: "max_concurrent_trials=None max_total_trials=None timeout=None trial_timeout=None",
            MLClient: "credential=None subscription_id=None resource_group_name=None workspace_name=None",
            SweepJob(trial=_job()).set_limits: "max_concurrent_trials=None max_total_trials=None timeout=None trial_timeout=None",
            Input: "type='uri_folder' path=None mode=None default=None optional=None",
            Uniform: "min_value=None max_value=None",
        }
        for function, wanted in documented.items():
            have = [
                each.name if each.default is each.empty else f"{each.name}={each.default!r}"
                for each in inspect.signature(function).parameters.values()
            ]
            self.assertEqual(have[: len(wanted.split())], wanted.split(), function)
        for policy in (BanditPolicy, MedianStoppingPolicy, TruncationSelectionPolicy):
            self.assertRaises(TypeError, policy, 1)


class RoundTripTests(unittest.TestCase):
    def test_distributions_come_back_from_job_files_and_from_the_host(self):
        for each in _ALL:
            self.assertEqual(search_space.read(json.loads(json.dumps(each._written()))), each)
            self.assertEqual(search_space.read_wire(json.loads(json.dumps(_entry(each._written())))), each)

    def test_distributions_of_the_hosts_own_come_back_too(self):
        own = {"type": "float", "low": 0.001, "high": 1, "log": True}
        self.assertEqual(search_space.read(own)._written(), own)
        self.assertEqual(search_space.read_wire(_entry(own))._written(), own)

    def test_policies_come_back(self):
        for each in (
            BanditPolicy(slack_factor=0.1, evaluation_interval=2, delay_evaluation=3),
            BanditPolicy(slack_amount=0.1, evaluation_interval=1),
            MedianStoppingPolicy(evaluation_interval=1),
            TruncationSelectionPolicy(truncation_percentage=20, evaluation_interval=5),
        ):
            self.assertEqual(policies.read(each._written()), each)
            self.assertEqual(policies.read_wire(_whole(each._written(), "policyType")), each)
        self.assertEqual(
            policies.read_wire({"policyType": "Bandit", "slackFactor": 0.1, "evaluationInterval": 2, "delayEvaluation": 3}),
            BanditPolicy(slack_factor=0.1, evaluation_interval=2, delay_evaluation=3),
        )

    def test_samplers_come_back_by_name_with_settings_and_from_the_host(self):
        for each in (RandomSamplingAlgorithm(rule="sobol", seed=7), GridSamplingAlgorithm(), BayesianSamplingAlgorithm()):
            self.assertEqual(algorithms.read(each._written()), each)
            self.assertEqual(algorithms.read_wire(_whole(each._written(), "samplingAlgorithmType")), each)
        self.assertEqual(algorithms.read("GRID"), GridSamplingAlgorithm())
        self.assertEqual(algorithms.read({"type": "tpe", "seed": 3})._written(), {"type": "tpe", "seed": 3})
        self.assertEqual(
            algorithms.read_wire({"samplingAlgorithmType": "Random", "seed": 7, "rule": "Sobol"}), RandomSamplingAlgorithm(rule="sobol", seed=7)
        )

    def test_a_sweep_of_the_host_is_read_back(self):
        read = read_sweep({
            "name": "s", "id": "…/jobs/s",
            "properties": {
                "jobType": "Sweep", "status": "Completed", "displayName": "d", "experimentName": "e",
                "computeId": "/subscriptions/s/resourceGroups/g/providers/p/workspaces/w/computes/c",
                "searchSpace": {"x": ["uniform", [0, 1]]}, "objective": {"goal": "Maximize", "primaryMetric": "AUC"},
                "limits": {"maxTotalTrials": 4, "timeout": "PT2H"}, "samplingAlgorithm": {"samplingAlgorithmType": "Grid"},
                "trial": {"command": "python x.py ${{search_space.x}}", "environmentId": "azureml:e:1"},
                "inputs": {"a": {"jobInputType": "literal", "value": "1"}, "b": {"jobInputType": "uri_file", "uri": "azureml:x:1"}},
                "services": {"Studio": {"endpoint": "http://127.0.0.1:1/jobs/s"}},
                "properties": {"best_child_run_id": "s_1"},
            },
        })
        self.assertEqual((read.name, read.status, read.compute, read.studio_url), ("s", "Completed", "c", "http://127.0.0.1:1/jobs/s"))
        self.assertEqual(read.limits, SweepJobLimits(max_total_trials=4, timeout=7200))
        self.assertEqual(read.objective, Objective("maximize", "AUC"))
        self.assertEqual(read.search_space, {"x": Uniform(0, 1)})
        self.assertEqual((read.inputs["a"], read.inputs["b"].path), ("1", "azureml:x:1"))


class RefusalTests(unittest.TestCase):
    def test_what_is_described_wrongly_is_told_where_it_is_written(self):
        for act, words in (
            (lambda: Choice(), "at least one entry"),
            (lambda: Choice([[1]]), r"values\[0\]"),
            (lambda: Uniform(1), "max_value is a number"),
            (lambda: Uniform(2, 1), "is above max_value"),
            (lambda: QUniform(0, 1, 0), "q is above 0"),
            (lambda: Randint(0), "above 0"),
            (lambda: BanditPolicy(), "slack_factor"),
            (lambda: TruncationSelectionPolicy(), "1 to 99"),
            (lambda: RandomSamplingAlgorithm(rule="even", seed=-1), "rule is random or sobol"),
            (lambda: Objective("best", ""), "goal is maximize or minimize"),
            (lambda: SweepJobLimits(max_total_trials=0, timeout=-1), "max_total_trials"),
            (lambda: Input(type="folder"), "type is one of"),
            (lambda: Input(type="integer", path="x"), "has a default, and no path"),
            (lambda: Output(type="x"), "type is one of"),
            (lambda: Data(name="d", type="csv"), "type is one of"),
            (lambda: Model(name="m", type="pickle"), "type is one of"),
            (lambda: AmlCompute(name="c", max_instances=0), "max_instances"),
            (lambda: AmlCompute(name="c", ssh_settings=object(), max_instances=1), "SSH"),
            (lambda: ComputeInstance(name="c", schedules=object()), "in the studio"),
            (lambda: command(command=""), "command is missing"),
            (lambda: _job().sweep(primary_metric="a", goal="maximize"), "nothing to sweep over"),
            (lambda: SweepJob()._written(), "trial is missing"),
        ):
            self.assertRaisesRegex(ValidationException, words, act)

    def test_problems_come_all_at_once(self):
        with self.assertRaises(ValidationException) as caught:
            RandomSamplingAlgorithm(rule="even", seed=-1, logbase=-2)
        self.assertEqual(str(caught.exception).count("\n  - "), 3)


class JobFileTests(unittest.TestCase):
    def _file(self, text):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        file = os.path.join(folder.name, "job.yml")
        with open(file, "w", encoding="utf-8") as writer:
            writer.write(text)
        return file

    def test_a_job_file_is_read_to_what_it_says(self):
        try:
            import yaml  # noqa: F401
        except ImportError:
            self.skipTest("needs python3-yaml")
        file = os.path.join(os.path.dirname(__file__), "..", "..", "..", "samples", "diabetes", "sweep-python.yml")
        sweep = load_job(file, params_override=[{"limits.max_total_trials": 4}])
        self.assertIsInstance(sweep, SweepJob)
        self.assertEqual(sweep.search_space["trees"], Choice([10, 100]))
        self.assertEqual(sweep.limits, SweepJobLimits(max_total_trials=4, max_concurrent_trials=2))
        self.assertEqual(sweep.inputs["patients"].path, "data")
        said = sweep._written()
        self.assertEqual(said["sampling_algorithm"], "grid")
        self.assertEqual(said["trial"]["code"], "src")
        self.assertTrue(os.path.isdir(os.path.join(sweep.base_path, "src")))

    def test_a_job_file_of_json_needs_no_package(self):
        job = load_job(self._file('{"type": "command", "command": "echo", "limits": {"timeout": 60}, "attune": {"retries": 1}}'))
        self.assertEqual((job.command, job.limits.timeout, job.attune), ("echo", 60, {"retries": 1}))

    def test_keys_that_no_job_has_are_all_named(self):
        file = self._file('{"type": "command", "command": "echo", "comand": 1, "pipeline": 2}')
        with self.assertRaises(ValidationException) as caught:
            load_job(file)
        self.assertIn("comand", str(caught.exception))
        self.assertIn("pipeline", str(caught.exception))
        self.assertRaisesRegex(ValidationException, "sweep or command", load_job, self._file('{"type": "pipeline"}'))
        self.assertRaisesRegex(ValidationException, "no file", load_job, "/nowhere.yml")

    def test_a_dumped_job_is_read_back(self):
        sweep = _job()(rate=Choice([1, 2])).sweep(primary_metric="AUC", goal="maximize")
        file = self._file("")
        sweep.dump(file)
        again = load_job(file)
        self.assertEqual(again._written(), sweep._written())


if __name__ == "__main__":
    unittest.main()
