"""Arguments as scripts take them, and the names of hyperparameters that stand for them: ``--learning_rate`` is ``learning_rate``."""

from __future__ import annotations

import json
import re
from typing import Any, Dict, Iterable, List, Mapping

_REFUSED = re.compile(r"[^A-Za-z0-9_]")


def names(arguments: Iterable[str]) -> Dict[str, str]:
    """A name for each argument, none twice."""
    found: Dict[str, str] = {}
    for argument in arguments:
        name = _REFUSED.sub("_", argument.lstrip("-")) or "_"
        name = "_" + name if name[0].isdigit() else name
        count, free = 2, name
        while free in found.values():
            free = f"{name}_{count}"
            count += 1
        found[argument] = free
    return found


def given(values: Mapping[str, Any], arguments: Mapping[str, str]) -> Dict[str, Any]:
    """A trial's values by its arguments, in the order of the space.

    :param arguments: each argument with its name; a sweep that was not made here has none, and names are arguments.
    """
    return {argument: values[name] for argument, name in arguments.items() if name in values} or dict(values)


def listed(values: Mapping[str, Any]) -> List[str]:
    """Arguments and values as a command has them."""
    return [text for argument, value in values.items() for text in (argument, shown(value))]


def shown(value: Any) -> str:
    """A value as a trial's command has it."""
    if isinstance(value, bool):
        return "True" if value else "False"
    return json.dumps(value) if isinstance(value, (dict, list)) else str(value)
