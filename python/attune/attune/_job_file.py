"""Job files as the host's resource protocol has them. A part that the protocol has no words for goes along whole, as a job file
writes it, in a member named ``attune``."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Any, Callable, Dict, List, Mapping

_COMMON = (
    "$schema type name display_name experiment_name description tags properties compute inputs outputs queue_settings "
    "resources identity services limits attune"
).split()
_COMMAND = "command code environment environment_variables distribution".split()
KEYS = {
    "sweep": _COMMON + "trial sampling_algorithm search_space objective early_termination".split(),
    "command": _COMMON + _COMMAND,
}
_TRIAL = _COMMAND + ["resources", "queue_settings"]

# Distributions that the protocol writes with arguments in this order; any other takes its members by name.
_ARGUMENTS = {
    "randint": ("upper",),
    "uniform": ("min_value", "max_value"),
    "quniform": ("min_value", "max_value", "q"),
    "loguniform": ("min_value", "max_value"),
    "qloguniform": ("min_value", "max_value", "q"),
    "normal": ("mu", "sigma"),
    "qnormal": ("mu", "sigma", "q"),
    "lognormal": ("mu", "sigma"),
    "qlognormal": ("mu", "sigma", "q"),
}

_MODES = {
    "romount": "ReadOnlyMount",
    "rwmount": "ReadWriteMount",
    "download": "Download",
    "upload": "Upload",
    "direct": "Direct",
    "evalmount": "EvalMount",
    "evaldownload": "EvalDownload",
    "mount": "Mount",
}
_LAYOUTS = {"mpi": "Mpi", "pytorch": "PyTorch", "tensorflow": "TensorFlow", "ray": "Ray"}


class Uploads:
    """What becomes of the places of this machine that a job names."""

    def __init__(self, code: Callable[[Path], str], data: Callable[[Path], str], folder: Path):
        #: A code folder's id at the host.
        self.code = code
        #: The address of a file or folder at the host.
        self.data = data
        #: What relative paths start from.
        self.folder = folder


def properties_of(job: Mapping[str, Any], uploads: Uploads) -> Dict[str, Any]:
    """The properties of a job resource.

    :raises ValueError: the job cannot be read; the message holds every problem that was found here. The rest is the host's to judge.
    """
    problems: List[str] = []
    kind = str(job.get("type") or ("sweep" if "search_space" in job or "trial" in job else "command")).lower()
    if kind not in KEYS:
        raise ValueError(f"type: a job of type '{kind}' is not run here; sweep or command.")
    _check(job, KEYS[kind], "", problems)
    trial = job.get("trial") or {}
    if kind == "sweep":
        _check(trial, _TRIAL, "trial.", problems)
    if problems:
        raise ValueError("\n".join(problems))
    wire: Dict[str, Any] = {
        "jobType": kind.capitalize(),
        "displayName": job.get("display_name"),
        "experimentName": job.get("experiment_name"),
        "description": job.get("description"),
        "tags": _texts(job.get("tags")),
        "properties": _texts(job.get("properties")),
        "computeId": job.get("compute"),
        "identity": _typed(job.get("identity"), "identityType"),
        "services": job.get("services") and {name: {"attune": each} for name, each in job["services"].items()},
        "queueSettings": _camel(job.get("queue_settings")),
        "resources": _camel(job.get("resources")),
        "inputs": _each(job.get("inputs"), lambda each: _input(each, uploads)),
        "outputs": _each(job.get("outputs"), _output),
        "limits": _limits(job.get("limits"), kind),
        "attune": job.get("attune"),
    }
    if kind == "command":
        wire.update(_command(job, uploads))
    else:
        wire.update(
            trial=_bare({
                **_command(trial, uploads),
                "resources": _camel(trial.get("resources")),
                "queueSettings": _camel(trial.get("queue_settings")),
            }),
            samplingAlgorithm=_whole(job.get("sampling_algorithm"), "samplingAlgorithmType"),
            earlyTermination=_whole(job.get("early_termination"), "policyType"),
            searchSpace={name: _entry(each) for name, each in (job.get("search_space") or {}).items()},
            objective=_bare(_camel(job.get("objective")) or {}),
        )
    return _bare(wire)


def _check(part: Mapping[str, Any], known: List[str], path: str, problems: List[str]) -> None:
    for key in part:
        if key not in known:
            near = difflib.get_close_matches(str(key), known, 1)
            problems.append(f"{path}{key}: there is no such key" + (f"; did you mean {near[0]}?" if near else "."))


def _command(part: Mapping[str, Any], uploads: Uploads) -> Dict[str, Any]:
    environment = part.get("environment")
    layout = part.get("distribution")
    code = part.get("code")
    return _bare({
        "command": part.get("command"),
        "codeId": _code(code, uploads) if code is not None else None,
        "environmentId": environment if isinstance(environment, str) else None,
        "environment": environment if isinstance(environment, Mapping) else None,
        "environmentVariables": _texts(part.get("environment_variables")),
        "distribution": layout
        and _bare({
            **_camel({name: value for name, value in layout.items() if name != "type"}),
            "distributionType": _LAYOUTS.get(str(layout.get("type", "")).lower(), layout.get("type")),
        }),
    })


def _code(code: Any, uploads: Uploads) -> str:
    text = str(code)
    if _is_reference(text):
        return text
    folder = uploads.folder / text
    if not folder.exists():
        raise FileNotFoundError(f"There is no code folder {folder}.")
    return uploads.code(folder)


def _input(each: Any, uploads: Uploads) -> Dict[str, Any]:
    if hasattr(each, "as_input"):
        each = each.as_input()
    if isinstance(each, Path):
        each = {"path": str(each)}
    if not isinstance(each, Mapping):
        return {"jobInputType": "literal", "value": None if each is None else _text(each)}
    path = each.get("path")
    if path is None:
        value = each.get("value", each.get("default"))
        return _bare({
            "jobInputType": "literal",
            "value": None if value is None else _text(value),
            "description": each.get("description"),
        })
    text, kind = str(path), each.get("type")
    if each.get("datastore"):
        text = f"azureml://datastores/{each['datastore']}/paths/{text}"
    elif not _is_reference(text):
        place = uploads.folder / text
        if not place.exists():
            raise FileNotFoundError(f"There is no file or folder {place} for the input.")
        kind = kind or ("uri_file" if place.is_file() else "uri_folder")
        text = uploads.data(place)
    return _bare({
        "jobInputType": kind or "uri_folder",
        "uri": text,
        "mode": _mode(each.get("mode")),
        "description": each.get("description"),
    })


def _output(each: Any) -> Dict[str, Any]:
    each = each or {}
    return _bare({
        "jobOutputType": each.get("type") or "uri_folder",
        "uri": each.get("path"),
        "mode": _mode(each.get("mode")),
        "description": each.get("description"),
        "assetName": each.get("name"),
        "assetVersion": each.get("version"),
    })


def _entry(each: Any) -> Any:
    if not isinstance(each, Mapping):
        return each
    if "type" not in each:
        return {name: _entry(value) for name, value in each.items()}
    kind = str(each["type"])
    members = {name: value for name, value in each.items() if name != "type"}
    if kind.lower() == "choice":
        return ["choice", [[_entry(value) for value in members.get("values", [])]]]
    names = _ARGUMENTS.get(kind.lower())
    if names is not None and set(members) == set(names):
        return [kind, [members[name] for name in names]]
    return [kind, [members]]


def _whole(part: Any, type_name: str) -> Any:
    if part is None or isinstance(part, str):
        return part and {type_name: part}
    kind = str(part.get("type", ""))
    return {type_name: kind, "attune": {**part, "type": kind.lower()}}


def _limits(limits: Any, kind: str) -> Any:
    if not limits:
        return None
    wire = _camel(limits)
    for name in ("timeout", "trialTimeout"):
        if isinstance(wire.get(name), (int, float)):
            wire[name] = f"PT{wire[name]:.12g}S"
    return {"jobLimitsType": kind.capitalize(), **wire}


def _typed(part: Any, type_name: str) -> Any:
    if not part:
        return None
    wire = _camel({name: value for name, value in part.items() if name != "type"})
    return {type_name: part.get("type"), **wire}


def _each(parts: Any, map_one: Callable[[Any], Any]) -> Any:
    return {name: map_one(each) for name, each in parts.items()} if parts else None


def _mode(mode: Any) -> Any:
    return mode and _MODES.get(str(mode).replace("_", "").replace("-", "").lower(), mode)


def _camel(part: Any) -> Any:
    if not part:
        return part
    wire = {}
    for name, value in part.items():
        first, *rest = str(name).split("_")
        wire[first + "".join(word.capitalize() for word in rest)] = value
    return wire


def _texts(values: Any) -> Any:
    return values and {str(name): None if value is None else _text(value) for name, value in values.items()}


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _bare(wire: Dict[str, Any]) -> Dict[str, Any]:
    return {name: value for name, value in wire.items() if value is not None}


def _is_reference(text: str) -> bool:
    return "://" in text or text.startswith("azureml:") or text.lower().startswith("/subscriptions/")
