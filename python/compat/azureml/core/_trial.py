"""The run that a script is: as a trial of a host, or by itself."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any, Dict, List, Mapping, Optional

import attune
from attune import _inside, _wire

from ._kept import in_outputs
from .run import Run


def trial_run() -> "Optional[TrialRun]":
    """The run of this process; None when it is no trial."""
    run = os.environ.get("AZUREML_RUN_ID") or os.environ.get("MLFLOW_RUN_ID")
    if not run or not os.environ.get("MLFLOW_TRACKING_URI"):
        return None
    from .experiment import Experiment
    from .workspace import Workspace

    url, token = os.environ["MLFLOW_TRACKING_URI"], os.environ.get("MLFLOW_TRACKING_TOKEN", "")
    connection = _wire.connect(url, token, os.environ.get("ATTUNE_WORKSPACE"))
    name = os.environ.get("MLFLOW_EXPERIMENT_NAME") or os.environ.get("AZUREML_ARM_PROJECT_NAME") or "Default"
    return TrialRun(Experiment(Workspace(_connection=connection), name), run)


class TrialRun(Run):
    """A trial, from inside. Its token reads and writes its own run and nothing else."""

    @property
    def input_datasets(self) -> Dict[str, Any]:
        from .dataset import trial_datasets

        return trial_datasets()

    @property
    def parent(self) -> Optional[Run]:
        """The sweep, whose id is known; a trial may not read more of it."""
        from ..train.hyperdrive.run import HyperDriveRun

        of_sweep = any(name.startswith("AZUREML_SWEEP_") for name in os.environ)
        return HyperDriveRun(self.experiment, self.id.rpartition("_")[0]) if of_sweep else None

    def _send(self, name: str, points: List[Any]) -> None:
        if name in _inside._TAKEN or not os.environ.get("ATTUNE_METRICS_FILE"):
            super()._send(name, points)
            return
        # A file that the host reads: nothing waits for the host, and what was logged before a crash is there.
        for step, value in points:
            attune.log(name, value, step)

    def complete(self, _set_status: bool = True) -> None:
        """Nothing is to be done: what was logged is kept, and the exit code says how the trial ended."""

    def fail(self, error_details: Any = None, error_code: Any = None, _set_status: bool = True) -> None:
        """Ends the trial as failed."""
        raise SystemExit(f"The trial failed: {error_details or 'no reason is given'}")

    def cancel(self) -> None:
        raise SystemExit("The trial ended itself.")


class OfflineRun(Run):
    """A script that runs by itself: what it logs is printed, and kept for get_metrics."""

    def __init__(self) -> None:
        super().__init__(_NoExperiment(), "OfflineRun_" + os.urandom(4).hex())
        self._logged: Dict[str, List[Any]] = {}
        self._tags: Dict[str, str] = {}

    def get_status(self) -> str:
        return "Running"

    def get_details(self) -> Dict[str, Any]:
        return {"runId": self.id, "status": "Running", "properties": {}, "logFiles": {}}

    def get_metrics(self, name: Optional[str] = None, *_: Any, **__: Any) -> Dict[str, Any]:
        found = {key: each[0] if len(each) == 1 else list(each) for key, each in self._logged.items()}
        found.update({key: each["value"] for key, each in self._values.items()})
        return found if name is None else {key: value for key, value in found.items() if key == name}

    def get_properties(self) -> Dict[str, str]:
        return {}

    def get_tags(self) -> Dict[str, str]:
        return dict(self._tags)

    def set_tags(self, tags: Mapping[str, Any]) -> None:
        self._tags.update({str(key): "" if value is None else str(value) for key, value in tags.items()})

    def remove_tags(self, tags: Any) -> None:
        for key in [tags] if isinstance(tags, str) else tags:
            self._tags.pop(key, None)

    def get_file_names(self) -> List[str]:
        return sorted(each.as_posix() for each in Path("outputs").rglob("*") if each.is_file())

    def get_children(self, *_: Any, **__: Any) -> Any:
        return iter(())

    def child_run(self, name: Optional[str] = None, run_id: Optional[str] = None, **_: Any) -> Run:
        return OfflineRun()

    def complete(self, _set_status: bool = True) -> None:
        """There is nothing to end."""

    def fail(self, error_details: Any = None, error_code: Any = None, _set_status: bool = True) -> None:
        print(f"Attempted to fail an offline run: {error_details}")

    def cancel(self) -> None:
        """There is nothing to cancel."""

    def _send(self, name: str, points: List[Any]) -> None:
        for _, value in points:
            self._logged.setdefault(name, []).append(value)
            print(f"Attempted to log scalar metric {name}:\n{value}")

    def _keep(self, name: str, document: Dict[str, Any]) -> None:
        self._values[name] = document
        print(f"Attempted to log {document['kind']} metric {name}:\n{document['value']}")

    def _put(self, path: str, source: Any) -> None:
        target = Path("outputs").joinpath(*in_outputs(path).split("/"))
        target.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(source, bytes):
            target.write_bytes(source)
        elif Path(source).resolve() != target.resolve():
            shutil.copy(source, target)


class _NoExperiment:
    name = "offline"
    workspace = None


__all__ = ["OfflineRun", "TrialRun", "trial_run"]
