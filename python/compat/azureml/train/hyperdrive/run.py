"""Sweeps and their trials as runs."""

from __future__ import annotations

import json
import math
from typing import Any, Dict, Iterator, List, Mapping, Optional

from attune.errors import NotFound

from ...core import _submission
from ...core.run import Run
from ...exceptions import UserErrorException
from . import arguments

_MAXIMIZE = "maximize"


class HyperDriveRun(Run):
    """A sweep of the host."""

    type = "azureml.sweep"

    def __init__(self, experiment: Any, run_id: str, hyperdrive_config: Any = None, **_: Any):
        super().__init__(experiment, run_id)
        self._described: Optional[Mapping[str, Any]] = None

    @property
    def hyperdrive_config(self) -> Any:
        """The sweep as the host has it: sampling, objective, limits and policy in the protocol's words."""
        facts = self._job()["properties"]
        return {
            name: facts.get(name) for name in ("samplingAlgorithm", "searchSpace", "objective", "limits", "earlyTermination")
        }

    def get_children(self, *_: Any, **how: Any) -> Iterator[Run]:
        """The trials, in the order in which they were proposed."""
        wanted = how.get("status")
        for each in self._trials():
            if wanted in (None, each["status"]):
                yield SampledRun(self.experiment, each["runId"], _parent=self)

    def get_children_sorted_by_primary_metric(
        self, top: int = 0, reverse: bool = False, discard_no_metric: bool = False
    ) -> List[Dict[str, Any]]:
        """The trials as dictionaries, the best first. Those without the metric stand behind, whichever way it is sorted.

        :param top: so many only; 0: all.
        :param reverse: the worst first.
        """
        measured, others = [], []
        for each in self._trials():
            line = {
                "run_id": each["runId"],
                "hyperparameters": self._values_of(each),
                "best_primary_metric": self._best_of(each),
                "status": each["status"],
            }
            (others if line["best_primary_metric"] is None else measured).append(line)
        best_first = self._is_maximized() != reverse
        measured.sort(key=lambda line: line["best_primary_metric"], reverse=best_first)
        found = measured + ([] if discard_no_metric else others)
        return found[:top] if top else found

    def get_best_run_by_primary_metric(self, include_failed: bool = True, include_canceled: bool = True) -> Optional[Run]:
        """The trial with the best value of the primary metric; None where no trial has one."""
        for each in self.get_children_sorted_by_primary_metric(discard_no_metric=True):
            status = each["status"]
            if (include_failed or status != "Failed") and (include_canceled or status != "Canceled"):
                return SampledRun(self.experiment, each["run_id"], _parent=self)
        return None

    def get_hyperparameters(self) -> Dict[str, Optional[str]]:
        """Each trial's values as JSON, by the trial's id."""
        return {each["runId"]: self._values_of(each) for each in self._trials()}

    def get_metrics(
        self, name: Optional[str] = None, recursive: bool = False, run_type: Any = None, populate: bool = False
    ) -> Dict[str, Any]:
        """Each trial's metrics, by the trial's id."""
        return {each.id: each.get_metrics(name) for each in self.get_children()}

    def get_details(self) -> Dict[str, Any]:
        details = super().get_details()
        details.setdefault("properties", {}).setdefault("resume_from", "null")
        details["properties"].setdefault(
            "best_metric_status", "Succeeded" if details["properties"].get("best_child_run_id") else "Failed"
        )
        return details

    def get_properties(self) -> Dict[str, str]:
        # The job says which trial is best; lists of runs do not.
        return dict(self._job()["properties"].get("properties") or {})

    def set_tags(self, tags: Mapping[str, Any]) -> None:
        job = self._job()
        facts = dict(job["properties"])
        facts["tags"] = {**(facts.get("tags") or {}), **{str(k): "" if v is None else str(v) for k, v in tags.items()}}
        self._connection.request("PUT", self._connection.arm("jobs", self.id), {"properties": facts})

    def get_diagnostics(self, *_: Any, **__: Any) -> None:
        raise UserErrorException("get_diagnostics is not supported for sweeps: their logs are among get_details()['logFiles'].")

    def fail(self, *_: Any, **__: Any) -> None:
        raise UserErrorException("A sweep is not failed by hand: cancel() ends it.")

    def complete(self, *_: Any, **__: Any) -> None:
        raise UserErrorException("A sweep ends by itself: cancel() ends it earlier.")

    def log(self, *_: Any, **__: Any) -> None:
        raise UserErrorException("A sweep logs nothing: its trials do, with Run.get_context().log.")

    def _own_tags(self) -> Dict[str, str]:
        return {}

    def _series(self) -> List[Mapping[str, Any]]:
        return []

    def _job(self) -> Mapping[str, Any]:
        return self._connection.get(self._connection.arm("jobs", self.id))

    def _fixed(self) -> Mapping[str, Any]:
        """The job as it was submitted: what it does never changes."""
        if self._described is None:
            self._described = self._job()
        return self._described

    def _definition(self) -> Dict[str, Any]:
        return _submission.definition(self._fixed())

    def _trials(self) -> List[Mapping[str, Any]]:
        path = self._connection.history("runs", self.id, "children")
        return list(self._connection.pages(path, **{"$top": 1000}))

    def _given(self, trial: Mapping[str, Any]) -> Optional[Dict[str, Any]]:
        values = trial.get("parameters")
        if values is None:
            return None
        said = (self._fixed()["properties"].get("properties") or {}).get(_submission.PARAMETERS)
        return arguments.given(values, json.loads(said) if said else {})

    def _values_of(self, trial: Mapping[str, Any]) -> Optional[str]:
        values = self._given(trial)
        return json.dumps(values) if values is not None else None

    def _best_of(self, trial: Mapping[str, Any]) -> Optional[float]:
        # The host's score is the best value of the whole series.
        score = (trial.get("properties") or {}).get("score")
        value = float(score) if score is not None else math.nan
        return value if math.isfinite(value) else None

    def _is_maximized(self) -> bool:
        return str(self._fixed()["properties"]["objective"]["goal"]).lower() == _MAXIMIZE


class SampledRun(Run):
    """A trial of a sweep."""

    type = "azureml.scriptrun"

    def __init__(self, experiment: Any, run_id: str, _parent: Optional[HyperDriveRun] = None, **_: Any):
        super().__init__(experiment, run_id)
        self._sweep = _parent or HyperDriveRun(experiment, run_id.rpartition("_")[0])

    @property
    def parent(self) -> HyperDriveRun:
        return self._sweep

    def get_children(self, *_: Any, **__: Any) -> Iterator[Run]:
        return iter(())

    def get_tags(self) -> Dict[str, str]:
        tags = super().get_tags()
        tags["hyperparameters"] = self._sweep._values_of(self._history()) or ""
        return tags

    def _definition(self) -> Dict[str, Any]:
        try:
            values = self._sweep._given(self._history())
            return _submission.definition(self._sweep._fixed(), arguments.listed(values or {}))
        except NotFound:
            return {}


__all__ = ["HyperDriveRun", "SampledRun"]
