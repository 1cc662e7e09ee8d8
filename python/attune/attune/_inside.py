"""From inside a trial: its values, its metrics, its files.

Metrics are lines appended to the file that the host reads, ``ATTUNE_METRICS_FILE``: nothing waits for the host, a host that is away
finds them when it is back, and what was logged before a crash is there.
"""

from __future__ import annotations

import json
import math
import os
import re
import shutil
import signal
import sys
import threading
import time
from typing import Any, Dict, List, Mapping, Optional, Tuple, TypeVar, Union

from ._place import PathLike
from ._records import Records
from .errors import AttuneError

T = TypeVar("T", bool, int, float, str)

_SWEEP = "AZUREML_SWEEP_"

# The host passes the rest of a longer line over.
_LONGEST_LINE = 60_000

# Words in a line that number or date the others.
_TAKEN = ("step", "epoch", "timestamp")

_gate = threading.RLock()
_counts: Dict[str, int] = {}


def trial_name() -> Optional[str]:
    """The name of the trial that this process is, such as ``calm_otter_7k2m9q_3``; None outside a trial."""
    return os.environ.get("ATTUNE_TRIAL") or None


def attempt() -> int:
    """Which attempt at the trial this is, from 1."""
    text = os.environ.get("ATTUNE_ATTEMPT", "")
    return int(text) if text.isdigit() else 1


def log(name: str, value: float, step: Optional[int] = None) -> None:
    """Logs a metric; returns at once, whether the host is there or not. Outside a trial it is printed.

    :param name: the sweep's primary metric is matched exactly.
    :param value: NaN and infinities are kept.
    :param step: default: how often this metric was logged before, from 0.
    """
    log_metrics({name: value}, step)


def log_metrics(values: Mapping[str, float], step: Optional[int] = None) -> None:
    """Logs several metrics of one step."""
    points: List[Tuple[str, float, int]] = []
    for name, value in values.items():
        if not name or name in _TAKEN:
            raise ValueError(f"A metric cannot be called '{name}': {', '.join(_TAKEN)} number and date the others.")
        points.append((name, float(value), _count(name) if step is None else int(step)))
    target = os.environ.get("ATTUNE_METRICS_FILE")
    if not target:
        _print(points, step)
        return
    now = int(time.time() * 1000)
    lines = _lines(points, now)
    try:
        with _gate:
            os.makedirs(os.path.dirname(target), exist_ok=True)
            # One write a line: processes of one trial do not cut into each other's.
            handle = os.open(target, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o666)
            try:
                for line in lines:
                    os.write(handle, line.encode("utf-8"))
            finally:
                os.close(handle)
    except OSError as error:
        # Printed lines are read for the primary metric at least.
        print(f"attune: {target} cannot be written ({error}); metrics are printed.", file=sys.stderr)
        _print(points, step)


def log_parameter(name: str, value: Any) -> None:
    """Records a value that the sweep does not know of, such as a library's version. It cannot change afterwards."""
    _records.add("params", name, value)


def log_parameters(values: Mapping[str, Any]) -> None:
    """Records several such values."""
    for name, value in values.items():
        _records.add("params", name, value)


def set_tag(name: str, value: Any) -> None:
    """Sets a tag of the trial; the newest value counts."""
    _records.add("tags", name, value)


def params() -> Dict[str, Union[int, float, bool, str]]:
    """The values of the trial by name: numbers and booleans as such, anything else as text. Empty outside a trial."""
    return {name[len(_SWEEP) :]: _typed(text) for name, text in os.environ.items() if name.startswith(_SWEEP)}


def param(name: str, default: Optional[T] = None) -> Any:
    """One value of the trial; outside a trial the default. With a default, it is of the default's type.

    :raises KeyError: there is none, and no default.
    :raises ValueError: it is not of the default's type.
    """
    text = os.environ.get(_SWEEP + name)
    if text is None:
        if default is None:
            raise KeyError(
                f"There is no parameter '{name}': the variable {_SWEEP}{name} is not set. Declare it in the job's search space, "
                "give a default, or set the variable when you run the script by itself."
            )
        return default
    value = _typed(text)
    if default is None or isinstance(default, str):
        return value if default is None else text
    if isinstance(default, bool):
        if text.lower() in ("true", "1", "yes"):
            return True
        if text.lower() in ("false", "0", "no"):
            return False
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        if isinstance(default, float):
            return float(value)
        if float(value).is_integer():
            return int(value)
    raise ValueError(f"The parameter '{name}' is '{text}', which is no {type(default).__name__}.")


def output_path(name: str = "") -> str:
    """The path for a file that is kept with the trial, in its ``outputs`` folder; folders on the way are made."""
    folder = os.environ.get("ATTUNE_OUTPUT_DIRECTORY") or "outputs"
    path = os.path.abspath(os.path.join(folder, name))
    os.makedirs(os.path.dirname(path) if name else path, exist_ok=True)
    return path


def log_file(file: PathLike, name: Optional[str] = None) -> str:
    """Keeps a copy of a file with the trial, under its own name or another, and gives the copy's path."""
    target = output_path(name or os.path.basename(os.fspath(file)))
    if not (os.path.exists(target) and os.path.samefile(file, target)):
        shutil.copyfile(os.fspath(file), target)
    return target


def should_stop() -> bool:
    """Whether the host has asked the trial to end (SIGTERM), some seconds before it is ended by force.

    The first call takes the signal over: the script must then end by itself. Without a call, the signal ends it. Call it from the
    main thread first.
    """
    if not _stop.taken:
        _stop.take()
    return _stop.asked


def flush(timeout: float = 30.0) -> bool:
    """Waits until parameters and tags are with the host; metrics are in their file already. Gives whether all are."""
    return _records.flush(timeout)


class _Stop:
    def __init__(self) -> None:
        self.taken = self.asked = False

    def take(self) -> None:
        try:
            signal.signal(signal.SIGTERM, self._ask)
        except ValueError:
            raise AttuneError("should_stop() is called from the main thread first: only there a signal is taken over.") from None
        self.taken = True

    def _ask(self, *_: Any) -> None:
        self.asked = True


_stop = _Stop()
_records = Records(output_path)


def _count(name: str) -> int:
    with _gate:
        _counts[name] = _counts.get(name, -1) + 1
        return _counts[name]


def _lines(points: List[Tuple[str, float, int]], now: int) -> List[str]:
    """The points as lines of JSON: those of one step in one line, as far as a line may be long."""
    lines: List[str] = []
    by_step: Dict[int, Dict[str, Any]] = {}
    for name, value, step in points:
        by_step.setdefault(step, {})[name] = value if math.isfinite(value) else _word(value)
    for step, values in by_step.items():
        part: Dict[str, Any] = {}
        length = 0
        for name, value in values.items():
            length += len(json.dumps(name)) + 32
            if part and length > _LONGEST_LINE:
                lines.append(json.dumps({"step": step, "timestamp": now, **part}) + "\n")
                part, length = {}, 0
            part[name] = value
        lines.append(json.dumps({"step": step, "timestamp": now, **part}) + "\n")
    return lines


def _print(points: List[Tuple[str, float, int]], asked: Optional[int]) -> None:
    for name, value, step in points:
        if re.fullmatch(r"[A-Za-z][A-Za-z0-9_./]*", name):
            print((f"step={step} " if asked is not None else "") + f"{name}={value!r}", flush=True)
        else:
            print(_lines([(name, value, step)], int(time.time() * 1000))[0], end="", flush=True)


def _word(value: float) -> str:
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"


def _typed(text: str) -> Union[int, float, bool, str]:
    if re.fullmatch(r"[-+]?(0|[1-9][0-9]*)", text):
        return int(text)
    if re.fullmatch(r"[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?", text):
        return float(text)
    return {"true": True, "false": False}.get(text.lower(), text) if text.lower() in ("true", "false") else text
