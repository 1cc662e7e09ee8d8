"""Reads job files and their like."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Dict, List, Mapping, Optional, Sequence

from attune._job_file import KEYS

from .entities.command import Command, CommandJobLimits
from .entities.compute import AmlCompute, Compute, ComputeInstance
from .entities.data import Data
from .entities.environment import BuildContext, Environment
from .entities.job import PASSED, Job
from .entities.model import Model
from .entities.sweep_job import SweepJob
from .entities.workspace import Workspace
from .exceptions import ValidationException, refuse
from .inputs import Input, Output
from .sweep.limits import SweepJobLimits


def load_job(
    source: Any, *, relative_origin: Optional[str] = None, params_override: Optional[Sequence[Mapping[str, Any]]] = None, **_: Any
) -> Job:
    """The sweep or command that a job file describes. Relative paths in it start from its folder.

    :raises ValidationException: the file cannot be read, or has keys that no job has; every one is named.
    """
    said, folder = _read(source, relative_origin, params_override)
    kind = str(said.get("type") or "command").lower()
    if kind not in KEYS:
        raise ValidationException(f"A job of type '{said.get('type')}' is not run here: sweep or command.")
    refuse([f"{key}: there is no such key" for key in said if key not in KEYS[kind]], f"{folder}: the job file is not understood:")
    common: Dict[str, Any] = {
        name: said.get(name)
        for name in ("name", "display_name", "description", "tags", "properties", "experiment_name", "compute", *PASSED)
    }
    common["inputs"] = {name: _input(each) for name, each in (said.get("inputs") or {}).items()}
    common["outputs"] = {name: Output(**(each or {})) for name, each in (said.get("outputs") or {}).items()}
    common["base_path"] = folder
    limits = said.get("limits") or {}
    if kind == "command":
        run = {name: said.get(name) for name in ("command", "code", "environment", "environment_variables", "distribution")}
        return Command(**common, **run, limits=CommandJobLimits(**limits) if limits else None)
    missing = [f"{name} is missing" for name in ("trial", "search_space", "objective") if not said.get(name)]
    refuse(missing, f"{folder}: the sweep is not understood:")
    return SweepJob(
        **common,
        trial=said["trial"],
        search_space=said["search_space"],
        sampling_algorithm=said.get("sampling_algorithm"),
        objective=said["objective"],
        limits=SweepJobLimits(**limits),
        early_termination=said.get("early_termination"),
    )


def load_data(source: Any, **how: Any) -> Data:
    said, folder = _read(source, how.get("relative_origin"), how.get("params_override"))
    return _placed(Data(**_plain(said)), folder)


def load_model(source: Any, **how: Any) -> Model:
    said, folder = _read(source, how.get("relative_origin"), how.get("params_override"))
    return _placed(Model(**_plain(said)), folder)


def load_environment(source: Any, **how: Any) -> Environment:
    said, folder = _read(source, how.get("relative_origin"), how.get("params_override"))
    if isinstance(said.get("build"), Mapping):
        said["build"] = BuildContext(**said["build"])
    return _placed(Environment(**_plain(said)), folder)


def load_compute(source: Any, **how: Any) -> Compute:
    said, _folder = _read(source, how.get("relative_origin"), how.get("params_override"))
    kind = str(said.pop("type", "")).lower().replace("_", "")
    kinds = {"amlcompute": AmlCompute, "computeinstance": ComputeInstance}
    if kind not in kinds:
        raise ValidationException("type: compute is amlcompute or computeinstance.")
    return kinds[kind](**_plain(said))


def load_workspace(source: Any, **how: Any) -> Workspace:
    said, _folder = _read(source, how.get("relative_origin"), how.get("params_override"))
    return Workspace(**_plain(said))


def _read(source: Any, origin: Optional[str], overrides: Any) -> "tuple[Dict[str, Any], str]":
    if hasattr(source, "read"):
        text, folder = source.read(), Path(origin or ".")
    else:
        file = Path(source)
        if not file.is_file():
            raise ValidationException(f"There is no file {file}.")
        text, folder = file.read_text(encoding="utf-8"), file.parent
    said = _parsed(text, str(source))
    if not isinstance(said, dict):
        raise ValidationException(f"{source} holds no map of keys.")
    for each in overrides or []:
        for path, value in each.items():
            _set(said, path.split("."), value)
    return said, str(Path(origin).parent if origin else folder)


def _parsed(text: str, name: str) -> Any:
    try:
        return json.loads(text)  # JSON is YAML too, and needs no package
    except ValueError:
        pass
    try:
        import yaml
    except ImportError as error:
        raise ValidationException(
            "Reading YAML needs PyYAML in this Python: pip install pyyaml, or apt install python3-yaml. JSON is read without."
        ) from error
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ValidationException(f"{name} is no YAML: {error}") from error


def _set(said: Any, path: List[str], value: Any) -> None:
    for name in path[:-1]:
        said = said.setdefault(name, {})
    said[path[-1]] = value


def _input(said: Any) -> Any:
    if not isinstance(said, Mapping):
        return said
    if "value" in said:
        return said["value"]
    return Input(**{"type": "uri_folder", **said}) if said.get("path") else None


def _plain(said: Mapping[str, Any]) -> Dict[str, Any]:
    return {name: value for name, value in said.items() if not name.startswith("$")}


def _placed(asset: Any, folder: str) -> Any:
    asset.base_path = folder
    return asset
