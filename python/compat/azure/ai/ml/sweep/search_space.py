"""What a hyperparameter may be."""

from __future__ import annotations

import math
from typing import Any, Dict, List, Mapping, Optional

from ..exceptions import refuse


class SweepDistribution:
    """A distribution; equal ones are equal."""

    type = ""

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and vars(self) == vars(other)

    def __hash__(self) -> int:
        return hash(repr(self))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in vars(self).items())})"

    def _written(self) -> Dict[str, Any]:
        """As a job file has it."""
        return {"type": self.type, **vars(self)}


class Choice(SweepDistribution):
    """One of the values: numbers, texts, booleans, or maps whose entries may be distributions."""

    type = "choice"

    def __init__(self, values: Optional[List[Any]] = None, **_: Any):
        given = list(values) if values is not None else []
        refuse([] if given else ["values has at least one entry"], "Choice is described wrongly:")
        problems: List[str] = []
        self.values = [_plain(each, f"values[{i}]", problems) for i, each in enumerate(given)]
        refuse(problems, "Choice is described wrongly:")

    def _written(self) -> Dict[str, Any]:
        return {"type": self.type, "values": [_entry(each) for each in self.values]}


class Randint(SweepDistribution):
    """A whole number from 0 up to, and without, ``upper``."""

    type = "randint"

    def __init__(self, upper: Optional[int] = None, **_: Any):
        whole = isinstance(upper, int) and not isinstance(upper, bool) and upper > 0
        refuse([] if whole else [f"upper is a whole number above 0, not {upper!r}"], "Randint is described wrongly:")
        self.upper = upper


class Uniform(SweepDistribution):
    """Any number between the two."""

    type = "uniform"

    def __init__(self, min_value: Optional[float] = None, max_value: Optional[float] = None, **_: Any):
        _numbers(type(self).__name__, min_value=min_value, max_value=max_value)
        self.min_value, self.max_value = min_value, max_value


class LogUniform(Uniform):
    """``exp`` of a number between the two: the bounds are logarithms."""

    type = "loguniform"


class QUniform(SweepDistribution):
    """``round(uniform / q) * q``."""

    type = "quniform"

    def __init__(
        self, min_value: Optional[float] = None, max_value: Optional[float] = None, q: Optional[float] = None, **_: Any
    ):
        _numbers(type(self).__name__, min_value=min_value, max_value=max_value, q=q)
        self.min_value, self.max_value, self.q = min_value, max_value, q


class QLogUniform(QUniform):
    """``round(exp(uniform) / q) * q``."""

    type = "qloguniform"


class Normal(SweepDistribution):
    """Normally distributed."""

    type = "normal"

    def __init__(self, mu: Optional[float] = None, sigma: Optional[float] = None, **_: Any):
        _numbers(type(self).__name__, mu=mu, sigma=sigma)
        self.mu, self.sigma = mu, sigma


class LogNormal(Normal):
    """``exp`` of what is normally distributed."""

    type = "lognormal"


class QNormal(SweepDistribution):
    """``round(normal / q) * q``."""

    type = "qnormal"

    def __init__(self, mu: Optional[float] = None, sigma: Optional[float] = None, q: Optional[float] = None, **_: Any):
        _numbers(type(self).__name__, mu=mu, sigma=sigma, q=q)
        self.mu, self.sigma, self.q = mu, sigma, q


class QLogNormal(QNormal):
    """``round(exp(normal) / q) * q``."""

    type = "qlognormal"


class Further(SweepDistribution):
    """A distribution of the host's own, from a job file: ``{type: float, low: 0.001, high: 1, log: true}``."""

    def __init__(self, written: Mapping[str, Any]):
        self.written = dict(written)

    def _written(self) -> Dict[str, Any]:
        return dict(self.written)


_KINDS = {
    each.type: each
    for each in (Choice, Randint, Uniform, LogUniform, QUniform, QLogUniform, Normal, LogNormal, QNormal, QLogNormal)
}
_ARGUMENTS = {
    "randint": ("upper",),
    **dict.fromkeys(("uniform", "loguniform"), ("min_value", "max_value")),
    **dict.fromkeys(("quniform", "qloguniform"), ("min_value", "max_value", "q")),
    **dict.fromkeys(("normal", "lognormal"), ("mu", "sigma")),
    **dict.fromkeys(("qnormal", "qlognormal"), ("mu", "sigma", "q")),
}


def read(written: Any) -> Any:
    """What a job file says of a hyperparameter; a plain value stays one."""
    if not isinstance(written, Mapping):
        return written
    if "type" not in written:
        return {name: read(value) for name, value in written.items()}
    kind = str(written["type"]).lower()
    members = {name: value for name, value in written.items() if name != "type"}
    if kind == "choice":
        return Choice([read(each) for each in members.get("values") or []])
    if kind in _ARGUMENTS and set(members) == set(_ARGUMENTS[kind]):
        return _KINDS[kind](**members)
    return Further(written)


def read_wire(wire: Any) -> Any:
    """What the resource protocol says: ``["uniform", [0, 1]]``."""
    if isinstance(wire, Mapping):
        return {name: read_wire(value) for name, value in wire.items()}
    if not (isinstance(wire, list) and len(wire) == 2 and isinstance(wire[0], str) and isinstance(wire[1], list)):
        return wire
    kind, arguments = wire[0].lower(), wire[1]
    if kind == "choice":
        return Choice([read_wire(each) for each in arguments[0]])
    if kind in _ARGUMENTS and len(arguments) == len(_ARGUMENTS[kind]):
        return _KINDS[kind](*arguments)
    return Further({"type": wire[0], **(arguments[0] if arguments and isinstance(arguments[0], Mapping) else {})})


def _entry(value: Any) -> Any:
    if isinstance(value, SweepDistribution):
        return value._written()
    return {name: _entry(each) for name, each in value.items()} if isinstance(value, Mapping) else value


def _plain(value: Any, at: str, problems: List[str]) -> Any:
    value = value.item() if hasattr(value, "item") and not isinstance(value, SweepDistribution) else value
    if isinstance(value, Mapping):
        return {str(name): _plain(each, f"{at}.{name}", problems) for name, each in value.items()}
    if isinstance(value, float) and not math.isfinite(value):
        problems.append(f"{at}: {value!r} is no finite number")
    elif not isinstance(value, (str, int, float, bool, SweepDistribution)):
        problems.append(f"{at}: a value is a number, a text, a boolean or a map, not {type(value).__name__}")
    return value


def _numbers(name: str, **given: Any) -> None:
    problems = [
        f"{argument} is a number, not {value!r}"
        for argument, value in given.items()
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value)
    ]
    if not problems:
        problems += [f"{each} is above 0, not {given[each]!r}" for each in ("sigma", "q") if given.get(each, 1) <= 0]
        if "min_value" in given and given["min_value"] > given["max_value"]:
            problems.append(f"min_value {given['min_value']!r} is above max_value {given['max_value']!r}")
    refuse(problems, f"{name} is described wrongly:")
