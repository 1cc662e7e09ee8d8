"""Jobs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, Dict, Iterator, Mapping, Optional

from azure.core.polling import LROPoller

from attune._job_file import Uploads, properties_of
from attune._names import new_name
from attune._wire import Connection
from attune.errors import NotFound
from attune_compat import artifacts, files, follow
from attune_compat.code import send_code
from attune_compat.interpreter import trial_variables

from ..entities import command as commands
from ..entities import sweep_job as sweeps
from ..entities.environment import Environment
from ..entities.job import Job
from ..exceptions import JobException, UserErrorException, ValidationException, in_azure_words
from .environments import EnvironmentOperations

_BEST = "best_child_run_id"


@in_azure_words
class JobOperations:
    """Submits, follows, lists, ends and fetches jobs."""

    def __init__(self, connection: Connection):
        self._connection = connection

    def create_or_update(
        self,
        job: Job,
        *,
        description: Optional[str] = None,
        compute: Optional[str] = None,
        tags: Optional[Mapping[str, Any]] = None,
        experiment_name: Optional[str] = None,
        skip_validation: bool = False,
        **_: Any,
    ) -> Job:
        """Submits a job, or changes what is said about one that runs; returns it as the host has it.

        :raises HttpResponseError: the host refuses it; the message names every problem.
        """
        asked = job._copy()
        for name, value in (("description", description), ("compute", compute), ("experiment_name", experiment_name)):
            if value is not None:
                setattr(asked, name, value)
        if tags:
            asked.tags.update(tags)
        if asked.id:
            return self._describe(asked)
        name = asked.name or new_name()
        resource = self._connection.request("PUT", self._path(name), {"properties": self._properties(asked)})
        return read(resource)

    def get(self, name: str) -> Job:
        """A job, or a trial by its name ``SWEEP_3``."""
        return read(self._connection.get(self._path(name)))

    def list(
        self,
        *,
        parent_job_name: Optional[str] = None,
        list_view_type: str = "ActiveOnly",
        max_results: Optional[int] = None,
        tag: Optional[str] = None,
        **_: Any,
    ) -> Iterator[Job]:
        """The jobs of the workspace, or the trials of one."""
        if parent_job_name is not None:
            path = self._connection.history("runs", parent_job_name, "children")
            children = self._connection.pages(path, **{"$top": 1000})
            found = [_trial(each) for each in children]
        else:
            query = {"listViewType": getattr(list_view_type, "value", list_view_type), "tag": tag}
            found = [read(each) for each in self._connection.pages(self._path(), **query)]
        return iter(found[:max_results])

    def stream(self, name: str) -> None:
        """Prints the job's log as it grows, until the job is over.

        :raises JobException: it did not complete.
        """
        job = self.get(name)
        print(f"RunId: {name}\nWeb View: {job.studio_url}", flush=True)
        details = follow.wait(self._connection, name, show=True, out=sys.stdout)
        print(f"\nExecution Summary\n=================\nRunId: {name}\nWeb View: {job.studio_url}\n")
        for each in details.get("warnings") or []:
            print(each.get("message", ""))
        if details["status"] not in ("Completed", "Paused"):
            raise JobException(follow.why(self._connection, details))

    def begin_cancel(self, name: str, **_: Any) -> LROPoller:
        """Asks the host to end a job, or a trial; the poller's result waits for its end."""
        self._connection.request("POST", self._path(name, "cancel"), repeat=True)

        def ended(timeout: Optional[float]) -> None:
            follow.wait(self._connection, name, timeout=timeout)

        return LROPoller(ended)

    def cancel(self, name: str, **_: Any) -> LROPoller:
        return self.begin_cancel(name)

    def archive(self, name: str) -> None:
        """Hides a job from lists."""
        self._mark(name, True)

    def restore(self, name: str) -> None:
        """Shows a job in lists again."""
        self._mark(name, False)

    def validate(self, job: Job, **_: Any) -> None:
        """Raises where the job is described wrongly, without submitting it. What only the host can judge is judged at submission."""
        job._written()

    def download(
        self,
        name: str,
        *,
        download_path: Any = ".",
        output_name: Optional[str] = None,
        all: bool = False,  # noqa: A002 - the SDK's name
    ) -> None:
        """Fetches what a job left: of a sweep what its best trial did, below ``artifacts/``, and its own log below ``hd-artifacts/``.

        :raises JobException: it is not over, or has no best trial.
        """
        if output_name is not None and output_name != "default":
            raise UserErrorException(
                f"output_name: declared outputs stay on the host's machine, in the job's folder (named-outputs/{output_name}); "
                "what the script leaves in ./outputs is fetched."
            )
        details = self._connection.get(self._connection.history("runs", name, "details"))
        if details["status"] not in follow.TERMINAL:
            raise JobException(f"{name} is {details['status']}: it is fetched once it is over.")
        job, root = self.get(name), Path(download_path)
        run = name
        if isinstance(job, sweeps.SweepJob):
            run = job.properties.get(_BEST, "")
            if not run:
                raise JobException(f"{name} has no best trial: no trial has the metric '{job.primary_metric}'.")
            self._fetch_logs(details, root / "hd-artifacts")
        elif not job.parameters:
            run = name + "_0"
        self._fetch(run, root / "artifacts")
        print(f"Downloaded {run} to {root}")

    def show_services(self, name: str, *_: Any, **__: Any) -> Dict[str, Any]:
        return self.get(name).services or {}

    # Within.

    def _path(self, *names: str) -> str:
        return self._connection.arm("jobs", *names)

    def _properties(self, job: Job) -> Dict[str, Any]:
        connection = self._connection
        said = job._written()
        part = said.get("trial", said)
        environment = part.get("environment")
        if isinstance(environment, Environment):
            part["environment"] = EnvironmentOperations(connection)._reference(environment)
        elif isinstance(environment, str):
            part["environment"] = _named(environment)
        part["environment_variables"] = {**trial_variables(connection), **(part.get("environment_variables") or {})}
        uploads = Uploads(
            code=lambda folder: send_code(connection, folder),
            data=lambda place: files.put_data(connection, place),
            folder=Path(job.base_path or "."),
        )
        try:
            return properties_of(said, uploads)
        except (ValueError, FileNotFoundError) as error:
            raise ValidationException(f"The job is described wrongly:\n{error}") from error

    def _describe(self, job: Job) -> Job:
        """Of a job that is there, what is said about it changes; what it does never does."""
        there = self._connection.get(self._path(job.name or ""))
        facts = {**there["properties"], "displayName": job.display_name, "description": job.description, "tags": job.tags}
        return read(self._connection.request("PUT", self._path(job.name or ""), {"properties": facts}))

    def _mark(self, name: str, archived: bool) -> None:
        there = self._connection.get(self._path(name))
        self._connection.request("PUT", self._path(name), {"properties": {**there["properties"], "isArchived": archived}})

    def _fetch(self, run: str, folder: Path) -> None:
        names = artifacts.names(self._connection, run)
        for each in names:
            artifacts.fetch(self._connection, run, each, folder.joinpath("outputs", *each.split("/")))
        try:
            details = self._connection.get(self._connection.history("runs", run, "details"))
        except NotFound:
            return
        self._fetch_logs(details, folder)

    def _fetch_logs(self, details: Mapping[str, Any], folder: Path) -> None:
        for path, address in (details.get("logFiles") or {}).items():
            self._connection.download(address, folder.joinpath(*path.split("/")))


def read(resource: Mapping[str, Any]) -> Job:
    """A job as the host has it."""
    kind = str(resource["properties"].get("jobType", "")).lower()
    return sweeps.read(resource) if kind == "sweep" else commands.read(resource)


def _named(name: str) -> str:
    """An environment's name as the host reads one: ``name@latest`` and ``name:1`` are of the workspace."""
    return f"azureml:{name}" if not name.startswith(("azureml:", "/subscriptions/", "azureml://")) else name


def _trial(run: Mapping[str, Any]) -> Job:
    """A trial from a list of a sweep's runs."""
    made = commands.Command(
        name=run["runId"],
        display_name=run.get("displayName"),
        experiment_name=run.get("experimentName"),
        tags=run.get("tags"),
        properties=run.get("properties"),
        compute=run.get("target"),
        parameters=run.get("parameters"),
    )
    made.status = run["status"]
    return made

