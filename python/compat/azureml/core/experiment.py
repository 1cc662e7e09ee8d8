"""Experiments: what groups runs."""

from __future__ import annotations

from typing import Any, Dict, Iterator, List, Mapping, Optional

from attune_compat import artifacts

from ..exceptions import UserErrorException
from .run import Run, run_of_job

_INTERACTIVE = "azureml.interactive"


class Experiment:
    """A name that groups runs in a workspace. It comes to be with its first run."""

    def __init__(self, workspace: Any, name: str, **_: Any):
        if not name or not str(name).strip():
            raise UserErrorException("An experiment needs a name.")
        self.workspace = workspace
        self.name = str(name)

    def __repr__(self) -> str:
        return f"Experiment(Name: {self.name},\nWorkspace: {self.workspace.name})"

    @property
    def id(self) -> str:
        """The id of the experiment, which is made where there is none yet."""
        return artifacts.experiment(self.workspace._connection, self.name)

    @staticmethod
    def list(workspace: Any, experiment_name: Optional[str] = None, **_: Any) -> "List[Experiment]":
        """The experiments of a workspace."""
        found = workspace._connection.mlflow("POST", "experiments/search", {"max_results": 1000}) or {}
        names = {each["name"] for each in found.get("experiments", [])}
        names.update(each["properties"].get("experimentName") for each in workspace._jobs())
        return [
            Experiment(workspace, name)
            for name in sorted(name for name in names if name)
            if experiment_name in (None, name)
        ]

    def submit(self, config: Any, tags: Optional[Mapping[str, str]] = None, **_: Any) -> Run:
        """Runs a ScriptRunConfig or a HyperDriveConfig; returns at once, the run goes on."""
        submit = getattr(config, "_submit", None)
        if submit is None:
            raise UserErrorException(
                f"submit takes a ScriptRunConfig or a HyperDriveConfig, not {type(config).__name__}: "
                "pipelines, AutoML and estimators are not run here."
            )
        return submit(self, dict(tags or {}))

    def start_logging(self, *_: Any, **how: Any) -> Run:
        """Starts a run of this very program, that logs until ``complete``."""
        connection = self.workspace._connection
        tags = {_INTERACTIVE: "true", **(how.get("tags") or {})}
        return Run(self, artifacts.start(connection, self.name, how.get("display_name"), tags))

    def get_runs(
        self,
        type: Optional[str] = None,  # noqa: A002 - the SDK's name
        tags: Any = None,
        properties: Optional[Mapping[str, str]] = None,
        include_children: bool = False,
    ) -> Iterator[Run]:
        """The runs of the experiment, the newest first."""
        jobs = [each for each in self.workspace._jobs() if each["properties"].get("experimentName") == self.name]
        for job in jobs:
            run = run_of_job(self, job)
            if (type in (None, run.type)) and _fits(job["properties"], tags, properties):
                yield run
                if include_children:
                    yield from run.get_children()
        if type is None and not properties:
            yield from self._interactive(tags)

    def _interactive(self, tags: Any) -> Iterator[Run]:
        connection = self.workspace._connection
        body: Dict[str, Any] = {
            "experiment_ids": [self.id],
            "filter": f"tags.`{_INTERACTIVE}` = 'true'",
            "max_results": 1000,
        }
        for each in (connection.mlflow("POST", "runs/search", body) or {}).get("runs", []):
            pairs = {tag["key"]: tag.get("value") for tag in each.get("data", {}).get("tags", [])}
            if _fits({"tags": pairs}, tags, None):
                yield Run(self, each["info"]["run_id"])


def _fits(said: Mapping[str, Any], tags: Any, properties: Optional[Mapping[str, str]]) -> bool:
    wanted = {tags: None} if isinstance(tags, str) else dict(tags or {})
    have = said.get("tags") or {}
    facts = said.get("properties") or {}
    return all(name in have and value in (None, have[name]) for name, value in wanted.items()) and all(
        facts.get(name) == value for name, value in (properties or {}).items()
    )
