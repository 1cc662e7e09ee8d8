"""A described script as a job of the host."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import Any, Dict, List, Mapping, NamedTuple, Optional, Sequence

from attune_compat.code import send_code
from attune_compat.interpreter import trial_variables
from attune_compat.names import keep

from ..data.abstract_dataset import AbstractDataset
from ..data.consumption import VARIABLE, DatasetConsumptionConfig
from ..exceptions import RunConfigurationException, all_of

#: Properties of a job that hold what v1 code gave, for whoever asks the run for it.
ARGUMENTS = "azureml.arguments"
SCRIPT = "azureml.script"
PARAMETERS = "azureml.parameters"

# What needs no quotes in a shell, and is no expression of a job file.
_PLAIN = re.compile(r"[A-Za-z0-9_./:=@%+,-]+\Z")


class Described(NamedTuple):
    """What stands in a job of either kind: a command job has it at its top, a sweep under its trial."""

    #: The command with its own arguments.
    command: str
    trial: Dict[str, Any]
    inputs: Dict[str, Any]
    properties: Dict[str, str]
    compute: Optional[str]


def describe(config: Any, workspace: Any) -> Described:
    """Sends the code, and describes the rest.

    :raises RunConfigurationException: something is wrong; every problem is named.
    """
    problems: List[str] = []
    root = Path(config.source_directory or ".")
    if not root.is_dir():
        problems.append(f"source_directory: there is no folder {root}")
    elif config.script and not (root / config.script).is_file():
        problems.append(f"script: there is no file {config.script} in {root}")
    if bool(config.script) == bool(config.command):
        problems.append("one of script and command is needed")
    arguments = list(config.arguments or [])
    problems += [
        f"arguments[{i}]: {each!r} is nothing that a command takes; give numbers, texts, or datasets with as_named_input"
        for i, each in enumerate(arguments)
        if not isinstance(each, (str, int, float, bool, DatasetConsumptionConfig))
    ]
    datasets = _datasets([*arguments, *_words(config.command)], problems)
    if problems:
        raise RunConfigurationException(all_of(problems, "The run is described wrongly:"))
    inputs: Dict[str, Any] = {}
    for each in datasets.values():
        inputs.update(each._inputs())
    words = ["python", config.script] if config.script else _words(config.command)
    command = " ".join([*_rendered(words, inputs, raw=not config.script), *_rendered(arguments, inputs)])
    variables = {**trial_variables(workspace._connection), **config._variables()}
    if datasets:
        variables[VARIABLE] = json.dumps({name: each._described() for name, each in datasets.items()})
    trial = keep(
        codeId=send_code(workspace._connection, root),
        environmentId=config.environment._reference(workspace) if config.environment else None,
        environmentVariables=variables,
    )
    properties = {ARGUMENTS: json.dumps([str(each) for each in arguments]), SCRIPT: config.script or ""}
    return Described(command, trial, inputs, properties, compute_name(config.compute_target))


def compute_name(target: Any) -> Optional[str]:
    """The compute's name; None for this machine itself."""
    name = target if isinstance(target, str) or target is None else target.name
    return None if name in (None, "local") else name


def definition(job: Mapping[str, Any], more: Sequence[str] = ()) -> Dict[str, Any]:
    """What v1 shows as a run's definition."""
    facts = job["properties"]
    properties = facts.get("properties") or {}
    trial = facts.get("trial") or facts
    return {
        "script": properties.get(SCRIPT) or None,
        "command": trial.get("command", ""),
        "arguments": [*json.loads(properties.get(ARGUMENTS) or "[]"), *more],
        "framework": "Python",
        "target": (facts.get("computeId") or "local").rpartition("/")[2],
        "environment": {"name": _environment(trial.get("environmentId"))},
        "sourceDirectoryDataStore": None,
        "data": {},
    }


def _environment(reference: Optional[str]) -> Optional[str]:
    return reference[8:].split(":")[0].split("@")[0] if reference and reference.startswith("azureml:") else reference


def _datasets(words: Sequence[Any], problems: List[str]) -> Dict[str, DatasetConsumptionConfig]:
    found: Dict[str, DatasetConsumptionConfig] = {}
    for each in words:
        if isinstance(each, DatasetConsumptionConfig):
            if not isinstance(each.dataset, AbstractDataset):
                problems.append(f"the input '{each.name}' is no dataset")
            elif found.setdefault(each.name, each).dataset is not each.dataset:
                problems.append(f"two datasets are named '{each.name}'")
    return found


def _words(command: Any) -> List[Any]:
    if not command:
        return []
    return [command] if isinstance(command, str) else list(command)


def _rendered(words: Sequence[Any], inputs: Dict[str, Any], raw: bool = False) -> List[str]:
    """The words for a shell. What could mean something to it becomes an input, so that no value is read as shell."""
    return [each if raw and isinstance(each, str) else _word(each, inputs) for each in words]


def _word(word: Any, inputs: Dict[str, Any]) -> str:
    if isinstance(word, DatasetConsumptionConfig):
        if word.mode != "direct":
            return "${{inputs.%s}}" % word.name
        word = word.dataset.id
    text = str(word)
    if not text or _PLAIN.match(text):
        return shlex.quote(text)
    name = next(name for name in (f"argument_{i}" for i in range(len(inputs) + 1)) if name not in inputs)
    inputs[name] = {"jobInputType": "literal", "value": text}
    return "${{inputs.%s}}" % name
