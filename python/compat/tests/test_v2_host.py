"""The names of SDK v2 against a host: jobs, sweeps, data, models, environments and compute."""

import os
import unittest

from azure.ai.ml import Input, MLClient, Output, command, load_job
from azure.ai.ml.constants import AssetTypes
from azure.ai.ml.entities import AmlCompute, ComputeInstance, Data, Environment, Model, Workspace
from azure.ai.ml.exceptions import JobException, UserErrorException, ValidationException
from azure.ai.ml.sweep import Choice, MedianStoppingPolicy, SweepJob, Uniform
from azure.core.exceptions import HttpResponseError, ResourceExistsError, ResourceNotFoundError, ServiceRequestError
from azure.identity import CredentialUnavailableError, DefaultAzureCredential, InteractiveBrowserCredential

from .host import CompatCase

_SCRIPT = """
import os, sys
place, rate = sys.argv[1], float(sys.argv[2])
print('rows', sum(1 for line in open(place)))
if rate > 100:
    sys.exit('a rate of more than 100 is too much')
print(f'AUC={1 / (1 + rate)}')
os.makedirs('outputs', exist_ok=True)
with open('outputs/rate.txt', 'w') as file:
    file.write(sys.argv[2] + ' ' + os.environ.get('NOTE', ''))
"""


class V2Case(CompatCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.client = MLClient.from_config(credential=DefaultAzureCredential())
        cls.host.write("src/train.py", _SCRIPT)
        cls.host.write("data.csv", "x\n1\n2\n")

    def job(self, **more):
        said = {
            "code": "./src",
            "command": "python train.py ${{inputs.data}} ${{inputs.rate}}",
            "inputs": {"data": Input(type=AssetTypes.URI_FILE, path="data.csv"), "rate": 0.5},
            "environment": "some-environment@latest",
            "environment_variables": {"NOTE": "hello"},
            "display_name": "a job",
            "experiment_name": "jobs",
            **more,
        }
        return command(**said)


class JobTests(V2Case):
    def test_a_command_runs_is_streamed_and_fetched(self):
        made = self.client.create_or_update(self.job())
        self.assertRegex(made.name, r"^[a-z]+_[a-z]+_[a-z0-9]{6}$")
        self.assertEqual(made.studio_url, f"{self.client._connection.url}/jobs/{made.name}")

        said = self.said(self.client.jobs.stream, made.name)

        self.assertIn("Streaming user_logs/std_log.txt", said)
        self.assertIn("rows 3", said)
        self.assertIn("Execution Summary", said)
        ended = self.client.jobs.get(made.name)
        self.assertEqual((ended.status, ended.display_name, ended.experiment_name), ("Completed", "a job", "jobs"))
        self.said(self.client.jobs.download, made.name, download_path="fetched")
        with open("fetched/artifacts/outputs/rate.txt", encoding="utf-8") as file:
            self.assertEqual(file.read(), "0.5 hello")
        self.assertTrue(os.path.isfile("fetched/artifacts/user_logs/std_log.txt"))
        ended.tags["more"] = "said"
        ended.description = "later"
        changed = self.client.jobs.create_or_update(ended)
        self.assertEqual((changed.tags["more"], changed.description, changed.status), ("said", "later", "Completed"))
        self.client.jobs.archive(made.name)
        self.assertNotIn(made.name, [each.name for each in self.client.jobs.list()])
        self.client.jobs.restore(made.name)
        self.assertIn(made.name, [each.name for each in self.client.jobs.list()])

    def test_a_grid_of_three_is_done_with_three_trials_though_four_are_allowed(self):
        sweep = self.job()(rate=Choice(values=[0.1, 1, 10])).sweep(primary_metric="AUC", goal="Maximize", sampling_algorithm="grid")
        sweep.experiment_name = "sweeps"
        sweep.set_limits(max_total_trials=4, max_concurrent_trials=2, timeout=7200)

        made = self.client.create_or_update(sweep)
        said = self.said(self.client.jobs.stream, made.name)

        self.assertIsInstance(made, SweepJob)
        self.assertIn("azureml-logs/hyperdrive.txt", said)
        ended = self.client.jobs.get(made.name)
        self.assertEqual((ended.status, ended.experiment_name, ended.goal, ended.primary_metric), ("Completed", "sweeps", "maximize", "AUC"))
        self.assertEqual(ended.search_space, {"rate": Choice([0.1, 1, 10])})
        trials = list(self.client.jobs.list(parent_job_name=made.name))
        self.assertEqual([each.parameters["rate"] for each in trials], [0.1, 1, 10])
        best = self.client.jobs.get(ended.properties["best_child_run_id"])
        self.assertEqual((best.name, best.parameters), (f"{made.name}_0", {"rate": 0.1}))
        self.said(self.client.jobs.download, made.name, download_path="best", all=True)
        with open("best/artifacts/outputs/rate.txt", encoding="utf-8") as file:
            self.assertEqual(file.read(), "0.1 hello")
        self.assertTrue(os.path.isfile("best/hd-artifacts/azureml-logs/hyperdrive.txt"))
        self.said(self.client.jobs.download, best.name, download_path="trial")
        self.assertTrue(os.path.isfile("trial/artifacts/outputs/rate.txt"))

    def test_a_job_file_of_a_folder_elsewhere_runs_by_its_own_paths(self):
        self.host.write("files/code/train.py", _SCRIPT)
        self.host.write("files/d.csv", "x\n")
        self.host.write(
            "files/sweep.json",
            '{"type": "sweep", "inputs": {"d": {"type": "uri_file", "path": "d.csv"}}, "trial": {"code": "code", '
            '"command": "python train.py ${{inputs.d}} ${{search_space.r}}"}, "sampling_algorithm": {"type": "tpe", "seed": 3}, '
            '"search_space": {"r": {"type": "float", "low": 0.1, "high": 10, "log": true}}, '
            '"objective": {"goal": "maximize", "primary_metric": "AUC"}, "limits": {"max_total_trials": 2}, "attune": {"retries": 1}}',
        )
        sweep = load_job("files/sweep.json")
        sweep.early_termination = MedianStoppingPolicy(delay_evaluation=5, evaluation_interval=1)
        made = self.client.jobs.create_or_update(sweep, tags={"from": "a file"})
        self.said(self.client.jobs.stream, made.name)
        ended = self.client.jobs.get(made.name)
        self.assertEqual((ended.status, ended.tags), ("Completed", {"from": "a file"}))
        self.assertEqual(ended.early_termination, sweep.early_termination)
        self.assertEqual(ended.attune["retries"], 1)
        self.assertEqual(ended.sampling_algorithm._written(), {"type": "tpe", "seed": 3})

    def test_a_job_that_fails_says_what_it_printed(self):
        made = self.client.create_or_update(self.job()(rate=101))
        with self.assertRaises(JobException) as caught:
            self.said(self.client.jobs.stream, made.name)
        self.assertIn("a rate of more than 100 is too much", str(caught.exception))

    def test_a_job_is_canceled(self):
        made = self.client.create_or_update(self.job(command="sleep 600 # ${{inputs.data}} ${{inputs.rate}}"))
        self.client.jobs.begin_cancel(made.name).result()
        self.assertEqual(self.client.jobs.get(made.name).status, "Canceled")

    def test_the_host_says_all_that_is_wrong_in_azures_error(self):
        sweep = self.job(command="python train.py ${{inputs.data}} ${{inputs.rate}} ${{inputs.none}}", compute="no-such-cluster")(
            rate=Uniform(0, 1)
        ).sweep(primary_metric="AUC", goal="maximize", sampling_algorithm="grid")
        with self.assertRaises(HttpResponseError) as caught:
            self.client.create_or_update(sweep)
        for words in ("inputs.none", "no-such-cluster", "Grid sampling needs a list"):
            self.assertIn(words, str(caught.exception))
        self.assertEqual(caught.exception.status_code, 400)
        self.assertRaisesRegex(ResourceNotFoundError, "no job 'none'", self.client.jobs.get, "none")
        self.assertRaisesRegex(ValidationException, "no code folder", self.client.create_or_update, self.job(code="nowhere"))
        self.assertRaisesRegex(ValidationException, "no file or folder", self.client.create_or_update, self.job()(data=Input(path="none.csv")))
        self.assertRaisesRegex(UserErrorException, "begin_create_or_update", self.client.create_or_update, AmlCompute(name="c"))
        self.assertRaisesRegex(UserErrorException, "output_name", self.client.jobs.download, "x", output_name="model")

    def test_literals_reach_the_command_as_python_writes_them(self):
        given = {"yes": True, "number": 1e-05, "whole": 3, "text": "a 'b' $(c)"}
        job = command(command="printf '%s|' " + " ".join("${{inputs.%s}}" % name for name in given), inputs=given)
        made = self.client.create_or_update(job)
        self.assertIn("True|1e-05|3|a 'b' $(c)|", self.said(self.client.jobs.stream, made.name))

    def test_declared_outputs_are_given_to_the_script(self):
        job = self.job(command="echo AUC=1 > ${{outputs.there}}/x; echo ${{inputs.data}} ${{inputs.rate}}", outputs={"there": Output()})
        made = self.client.create_or_update(job)
        self.said(self.client.jobs.stream, made.name)
        self.assertEqual(list(self.client.jobs.get(made.name).outputs), ["there"])


class AssetTests(V2Case):
    def test_data_has_versions_whose_content_stays(self):
        made = self.client.data.create_or_update(Data(name="rows", version="1", type=AssetTypes.URI_FILE, path="data.csv", description="d"))
        self.assertEqual((made.name, made.version, made.type, made.description), ("rows", "1", "uri_file", "d"))
        again = self.client.data.create_or_update(Data(name="rows", version="1", type=AssetTypes.URI_FILE, path="data.csv"))
        self.assertEqual(again.path, made.path)
        self.host.write("other.csv", "y\n")
        other = Data(name="rows", version="1", type=AssetTypes.URI_FILE, path="other.csv")
        self.assertRaises(ResourceExistsError, self.client.data.create_or_update, other)
        other.version = None
        self.assertEqual(self.client.create_or_update(other).version, "2")
        self.assertEqual(self.client.data.get("rows", label="latest").version, "2")
        self.assertEqual([each.version for each in self.client.data.list("rows")], ["2", "1"])
        self.assertIn(("rows", "2"), [(each.name, each.latest_version) for each in self.client.data.list()])
        self.client.data.archive("rows", "2")
        self.assertEqual([each.version for each in self.client.data.list("rows")], ["1"])
        self.assertRaises(ResourceNotFoundError, self.client.data.get, "rows", "9")
        self.assertRaisesRegex(UserErrorException, "label='latest'", self.client.data.get, "rows")
        self.assertRaisesRegex(ValidationException, "is a file", self.client.data.create_or_update, Data(name="r", path="data.csv"))

        job = self.client.create_or_update(self.job()(data=Input(type="uri_file", path="azureml:rows:1")))
        self.assertIn("rows 3", self.said(self.client.jobs.stream, job.name))
        for data in (made, Input(type="uri_file", path="file://" + self.host.path("data.csv"))):
            job = self.client.create_or_update(self.job()(data=data))
            self.assertIn("rows 3", self.said(self.client.jobs.stream, job.name))

    def test_models_come_from_files_and_jobs_and_are_numbered_by_the_host(self):
        job = self.client.create_or_update(self.job())
        self.said(self.client.jobs.stream, job.name)
        path = f"azureml://jobs/{job.name}/outputs/artifacts/paths/outputs/rate.txt"
        made = self.client.models.create_or_update(Model(name="m", path=path, tags={"a": "b"}, properties={"AUC": 0.5}))
        self.assertEqual((made.version, made.tags, made.properties, made.job_name), ("1", {"a": "b"}, {"AUC": "0.5"}, job.name + "_0"))
        self.assertEqual(self.client.create_or_update(Model(name="m", path="data.csv")).version, "2")
        self.assertEqual([each.version for each in self.client.models.list("m")], ["2", "1"])
        self.assertEqual(self.client.models.get("m", label="latest").version, "2")
        self.said(self.client.models.download, "m", "1", "down")
        with open("down/m/rate.txt", encoding="utf-8") as file:
            self.assertEqual(file.read(), "0.5 hello")
        self.assertRaisesRegex(UserErrorException, "the next of 'm' is 3", self.client.models.create_or_update, Model(name="m", version="7", path="data.csv"))
        self.assertRaises(ResourceNotFoundError, self.client.models.get, "none", label="latest")

    def test_environments_are_made_once_for_each_content(self):
        self.host.write("conda.yml", "dependencies:\n- python=3.10\n")
        given = Environment(name="env", image="some/image", conda_file="conda.yml")
        self.assertEqual(self.client.environments.create_or_update(given).version, "1")
        self.assertEqual(self.client.environments._reference(given), "azureml:env:1")
        given.image = "other/image"
        self.assertEqual(self.client.environments._reference(given), "azureml:env:2")
        read = self.client.environments.get("env", label="latest")
        self.assertEqual((read.version, read.image), ("2", "other/image"))
        self.assertIn("python=3.10", read.conda_file)
        self.assertEqual([each.name for each in self.client.environments.list()], ["env"])


class ComputeTests(V2Case):
    def test_clusters_and_instances_are_made_started_stopped_and_deleted(self):
        poller = self.client.compute.begin_create_or_update(AmlCompute(name="my-cluster", size="STANDARD_DS11_V2", max_instances=2))
        made = poller.result()
        self.assertTrue(poller.done())
        self.assertEqual((made.name, made.max_instances, made.provisioning_state, made.type), ("my-cluster", 2, "Succeeded", "amlcompute"))
        instance = self.client.begin_create_or_update(ComputeInstance(name="my-instance", idle_time_before_shutdown_minutes=30)).result()
        self.assertEqual(instance.idle_time_before_shutdown_minutes, 30)
        self.assertEqual({each.name for each in self.client.compute.list()}, {"my-cluster", "my-instance"})
        self.assertEqual([each.name for each in self.client.compute.list(compute_type="amlcompute")], ["my-cluster"])
        self.assertEqual(list(self.client.compute.list_nodes("my-cluster")), [])
        self.client.compute.begin_stop("my-instance").wait()
        self.assertEqual(self.client.compute.get("my-instance").state, "Stopped")
        self.client.compute.begin_delete("my-instance").wait()
        self.assertRaises(ResourceNotFoundError, self.client.compute.get, "my-instance")

    def test_workspaces_and_datastores_are_found(self):
        self.assertEqual(self.client.workspaces.get().name, "default")
        self.assertEqual(self.client.begin_create_or_update(Workspace(name="second", display_name="Second")).result().display_name, "Second")
        self.assertEqual({each.name for each in self.client.workspaces.list()}, {"default", "second"})
        self.assertTrue(self.client.datastores.get_default().is_default)
        self.assertEqual(len(list(self.client.datastores.list())), 4)


class SignInTests(V2Case):
    def test_every_credential_gives_the_hosts_token(self):
        with open(self.host.path(".attune", "keys", "host-token"), encoding="utf-8") as file:
            token = file.read().strip()
        for kind in (DefaultAzureCredential, InteractiveBrowserCredential):
            given = kind(tenant_id="any").get_token("https://management.azure.com/.default")
            self.assertEqual(given.token, token)
            self.assertGreater(given.expires_on, 0)

    def test_a_client_is_made_by_names_too_and_says_what_it_lacks(self):
        client = MLClient(DefaultAzureCredential(), "a-subscription", "a-group", "default")
        self.assertEqual((client.subscription_id, client.resource_group_name, client.workspace_name), ("a-subscription", "a-group", "default"))
        self.assertIn("/subscriptions/a-subscription/resourceGroups/a-group/", client.workspaces.get().id)
        self.assertRaisesRegex(ImportError, "models are not served here", lambda: client.online_endpoints)
        self.assertRaises(AttributeError, lambda: client.zebra)
        self.assertRaisesRegex(UserErrorException, "no config file", MLClient.from_config, path="nowhere.json")

    def test_where_there_is_no_host_both_say_so(self):
        os.makedirs("/tmp/attune-nowhere", exist_ok=True)
        before = os.getcwd()
        os.chdir("/tmp/attune-nowhere")
        try:
            self.assertRaisesRegex(ServiceRequestError, "No Attune host was found", MLClient.from_config)
            self.assertRaisesRegex(CredentialUnavailableError, "No Attune host was found", DefaultAzureCredential().get_token, "scope")
        finally:
            os.chdir(before)
            os.rmdir("/tmp/attune-nowhere")


if __name__ == "__main__":
    unittest.main()
