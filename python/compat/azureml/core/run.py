"""Runs: a job or trial of the host, a run of a notebook, and the run that a script finds itself in."""

from __future__ import annotations

from typing import Any, Dict, Iterator, Mapping, Optional, Sequence, Union

from attune.errors import NotFound
from attune_compat import artifacts, follow

from ..exceptions import ActivityFailedException, ExperimentExecutionException, UserErrorException
from ._kept import Kept, in_outputs
from ._measured import Measured

#: Statuses by the words of v1, as the tracking protocol says them.
_STATUSES = {"RUNNING": "Running", "SCHEDULED": "Queued", "FINISHED": "Completed", "FAILED": "Failed", "KILLED": "Canceled"}


class Run(Measured, Kept):
    """A run of an experiment. Thread-safe for logging."""

    #: What kind of run the host says it is, where it knows.
    type: Optional[str] = None

    def __init__(self, experiment: Any, run_id: str, outputs: Any = None, **_: Any):
        super().__init__()
        self.experiment = experiment
        self._run_id = run_id

    def __repr__(self) -> str:
        return f"{type(self).__name__}(Experiment: {self.experiment.name},\nId: {self.id},\nStatus: {self.get_status()})"

    @staticmethod
    def get_context(allow_offline: bool = True, **_: Any) -> "Run":
        """The run that this script is; outside of one a run that prints what it is told.

        :raises UserErrorException: there is none, and ``allow_offline`` is not set.
        """
        from ._trial import OfflineRun, trial_run

        run = trial_run()
        if run is None and not allow_offline:
            raise UserErrorException(
                "This script is no trial: AZUREML_RUN_ID and MLFLOW_TRACKING_URI are not set. Submit it, or set allow_offline=True."
            )
        return run or OfflineRun()

    get_submitted_run = get_context

    @staticmethod
    def get(workspace: Any, run_id: str) -> "Run":
        """The run of this id in a workspace."""
        from .experiment import Experiment

        connection = workspace._connection
        # The one trial of a command is the command's own run.
        for name in (run_id, run_id[:-2] if run_id.endswith("_0") else run_id):
            job = connection.find(connection.arm("jobs", name))
            if job is not None:
                return run_of_job(Experiment(workspace, job["properties"].get("experimentName") or "Default"), job)
        info = artifacts.get(connection, run_id)["info"]
        found = connection.mlflow("GET", "experiments/get", query={"experiment_id": info["experiment_id"]})
        return Run(Experiment(workspace, found["experiment"]["name"]), run_id)

    @staticmethod
    def list(  # noqa: A003 - the SDK's name
        experiment: Any, type: Optional[str] = None, tags: Any = None, properties: Any = None, **_: Any  # noqa: A002
    ) -> Iterator["Run"]:
        return experiment.get_runs(type, tags, properties)

    # What it is.

    @property
    def id(self) -> str:
        return self._run_id

    @property
    def name(self) -> str:
        return self._history().get("displayName") or self.id

    display_name = name

    @property
    def number(self) -> Optional[int]:
        return self._history().get("runNumber")

    @property
    def status(self) -> str:
        return self.get_status()

    @property
    def parent(self) -> "Optional[Run]":
        """The sweep that a trial belongs to; None where there is none."""
        parent = self._history().get("parentRunId")
        return Run.get(self.experiment.workspace, parent) if parent else None

    @property
    def properties(self) -> Dict[str, str]:
        return self.get_properties()

    @property
    def tags(self) -> Dict[str, str]:
        return self.get_tags()

    @property
    def input_datasets(self) -> Dict[str, Any]:
        """The datasets that a script was given, by the names of its inputs."""
        return {}

    def get_status(self) -> str:
        """Queued, Preparing, Running, Completed, Failed, Canceled and so on."""
        return self._history()["status"]

    def get_properties(self) -> Dict[str, str]:
        return dict(self._history().get("properties") or {})

    def get_tags(self) -> Dict[str, str]:
        return {**(self._history().get("tags") or {}), **self._own_tags()}

    def get_details(self) -> Dict[str, Any]:
        """How the run stands: status, times, properties, definition, logs."""
        try:
            details = self._connection.get(self._connection.history("runs", self.id, "details"))
        except NotFound:
            details = {**self._history(), "logFiles": {}}
        definition = self._definition()
        if definition:
            details["runDefinition"] = definition
        details.setdefault("inputDatasets", [])
        details.setdefault("outputDatasets", [])
        return details

    def get_details_with_logs(self) -> Dict[str, Any]:
        details = self.get_details()
        details["logFiles"] = {
            name: self._connection.send("GET", address, headers={"Accept": "*/*"}).text
            for name, address in details["logFiles"].items()
        }
        return details

    def get_portal_url(self) -> str:
        """The run's page in the studio."""
        return f"{self._connection.url}/jobs/{self.id}"

    def get_children(self, *_: Any, **__: Any) -> Iterator["Run"]:
        """The runs below this one."""
        query = {"experiment_ids": [self.experiment.id], "filter": f"tags.`mlflow.parentRunId` = '{self.id}'"}
        for each in (self._connection.mlflow("POST", "runs/search", query) or {}).get("runs", []):
            yield Run(self.experiment, each["info"]["run_id"])

    # What is said about it.

    def tag(self, key: str, value: Optional[str] = None) -> None:
        self.set_tags({key: value})

    def set_tags(self, tags: Mapping[str, Any]) -> None:
        """Sets tags; others stay."""
        for key, value in tags.items():
            body = {"run_id": self._tracked_id, "key": str(key), "value": "" if value is None else str(value)}
            self._connection.mlflow("POST", "runs/set-tag", body, repeat=True)

    def remove_tags(self, tags: Union[str, Sequence[str]]) -> None:
        for key in [tags] if isinstance(tags, str) else tags:
            self._connection.mlflow("POST", "runs/delete-tag", {"run_id": self._tracked_id, "key": key})

    def add_properties(self, properties: Mapping[str, Any]) -> None:
        """Adds facts; kept as tags, which run history shows beside the host's own."""
        self.set_tags(properties)

    def register_model(
        self,
        model_name: str,
        model_path: Optional[str] = None,
        tags: Optional[Mapping[str, str]] = None,
        properties: Optional[Mapping[str, Any]] = None,
        model_framework: Optional[str] = None,
        model_framework_version: Optional[str] = None,
        description: Optional[str] = None,
        datasets: Any = None,
        sample_input_dataset: Any = None,
        sample_output_dataset: Any = None,
        resource_configuration: Any = None,
        **_: Any,
    ) -> Any:
        """Registers what the run keeps at a path as the next version of a model."""
        from .model import register_from_run

        facts = dict(properties or {})
        if model_framework:
            facts["model_framework"] = model_framework
        if model_framework_version:
            facts["model_framework_version"] = model_framework_version
        path = in_outputs(model_path or model_name)
        return register_from_run(self, model_name, path, tags, facts, description)

    # Its course.

    def cancel(self) -> None:
        """Asks the host to end it."""
        self._connection.request("POST", self._connection.arm("jobs", self.id, "cancel"))

    def complete(self, _set_status: bool = True) -> None:
        """The run of a notebook is over. Of a trial its exit code decides; this only makes sure that all is sent."""
        self.flush()
        if _set_status and not self._is_of_host():
            artifacts.end(self._connection, self.id)

    def fail(self, error_details: Any = None, error_code: Any = None, _set_status: bool = True) -> None:
        """The run of a notebook failed."""
        if self._is_of_host():
            raise UserErrorException("A run of the host ends by its exit code; cancel() ends it.")
        if error_details is not None:
            self.set_tags({"azureml.error": str(error_details)[:5000]})
        artifacts.end(self._connection, self.id, "FAILED")

    def flush(self, timeout_seconds: int = 300) -> None:
        """Returns once all that was logged is kept: that is so when ``log`` returns."""

    def start(self) -> None:
        """A run of a notebook runs from its beginning."""

    def child_run(self, name: Optional[str] = None, run_id: Optional[str] = None, **_: Any) -> "Run":
        """A run below this one, of this very program."""
        made = artifacts.start(self._connection, self.experiment.name, name, {"azureml.interactive": "true"}, self.id)
        return Run(self.experiment, made)

    def wait_for_completion(
        self, show_output: bool = False, wait_post_processing: bool = False, raise_on_error: bool = True
    ) -> Dict[str, Any]:
        """The details of the run once it is over.

        :raises ActivityFailedException: it failed, and ``raise_on_error`` is set.
        """
        if not self._is_of_host():
            raise ExperimentExecutionException("This run is of a program: it is over when that calls complete().")
        if show_output:
            print(f"RunId: {self.id}\nWeb View: {self.get_portal_url()}")
        details = follow.wait(self._connection, self.id, show=show_output)
        if show_output:
            print(f"\nExecution Summary\n=================\nRunId: {self.id}\nWeb View: {self.get_portal_url()}\n")
        if raise_on_error and details["status"] in ("Failed", "Canceled", "NotResponding"):
            raise ActivityFailedException(follow.why(self._connection, details))
        return self.get_details()

    def __enter__(self) -> "Run":
        return self

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        if kind is None:
            self.complete()
        elif not self._is_of_host():
            self.fail(error)

    # Within.

    @property
    def _connection(self) -> Any:
        return self.experiment.workspace._connection

    @property
    def _tracked_id(self) -> str:
        """The id by which the tracking protocol has its values and files."""
        return self.id

    def _is_of_host(self) -> bool:
        return self.type is not None

    def _history(self) -> Dict[str, Any]:
        """What run history says; of a notebook's run, what the tracking protocol says, in the same words."""
        if self._is_of_host():
            return self._connection.get(self._connection.history("runs", self.id))
        run = artifacts.get(self._connection, self.id)
        tags = {each["key"]: each.get("value", "") for each in run.get("data", {}).get("tags", [])}
        return {
            "runId": self.id,
            "displayName": run["info"].get("run_name"),
            "status": _STATUSES.get(run["info"]["status"], run["info"]["status"]),
            "parentRunId": tags.get("mlflow.parentRunId"),
            "tags": tags,
            "properties": {},
        }

    def _own_tags(self) -> Dict[str, str]:
        if not self._is_of_host():
            return {}
        try:
            data = artifacts.get(self._connection, self._tracked_id).get("data", {})
        except NotFound:
            return {}
        return {
            each["key"]: each.get("value", "")
            for each in data.get("tags", [])
            if not each["key"].startswith(("mlflow.", "attune."))
        }

    def _definition(self) -> Dict[str, Any]:
        return {}


def run_of_job(experiment: Any, job: Mapping[str, Any]) -> Run:
    """The run that a job of the host is."""
    from .script_run import ScriptRun

    facts = job["properties"]
    if str(facts.get("jobType", "")).lower() == "sweep":
        from ..train.hyperdrive.run import HyperDriveRun

        return HyperDriveRun(experiment, job["name"])
    if facts.get("parameters") is not None:
        from ..train.hyperdrive.run import SampledRun

        return SampledRun(experiment, job["name"])
    return ScriptRun(experiment, job["name"])
