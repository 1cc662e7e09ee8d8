"""What a hyperparameter may be. An expression is a list, as it goes to the host: ``["uniform", [0, 1]]``."""

from __future__ import annotations

import math
from typing import Any, List

from ...exceptions import HyperDriveConfigException


def choice(*options: Any) -> List[Any]:
    """One of the options; a single list or range stands for its entries."""
    values = list(options)
    if len(values) == 1:
        only = values[0].tolist() if hasattr(values[0], "tolist") else values[0]
        values = list(only) if isinstance(only, (list, tuple, range)) else [only]
    if not values:
        raise HyperDriveConfigException("choice needs at least one option.")
    return ["choice", [[_option(each) for each in values]]]


def randint(upper: int) -> List[Any]:
    """A whole number from 0 up to, and without, ``upper``."""
    value = _number("randint", "upper", upper)
    if value != int(value) or value < 1:
        raise HyperDriveConfigException(f"randint: upper is a whole number above 0, not {upper!r}.")
    return ["randint", [int(value)]]


def uniform(min_value: float, max_value: float) -> List[Any]:
    """Any number between the two."""
    return ["uniform", _bounds("uniform", min_value, max_value)]


def quniform(min_value: float, max_value: float, q: float) -> List[Any]:
    """``round(uniform / q) * q``."""
    return ["quniform", [*_bounds("quniform", min_value, max_value), _above("quniform", "q", q)]]


def loguniform(min_value: float, max_value: float) -> List[Any]:
    """``exp(uniform)``: the bounds are logarithms."""
    return ["loguniform", _bounds("loguniform", min_value, max_value)]


def qloguniform(min_value: float, max_value: float, q: float) -> List[Any]:
    """``round(exp(uniform) / q) * q``."""
    return ["qloguniform", [*_bounds("qloguniform", min_value, max_value), _above("qloguniform", "q", q)]]


def normal(mu: float, sigma: float) -> List[Any]:
    """Normally distributed."""
    return ["normal", [_number("normal", "mu", mu), _above("normal", "sigma", sigma)]]


def qnormal(mu: float, sigma: float, q: float) -> List[Any]:
    """``round(normal / q) * q``."""
    return ["qnormal", [_number("qnormal", "mu", mu), _above("qnormal", "sigma", sigma), _above("qnormal", "q", q)]]


def lognormal(mu: float, sigma: float) -> List[Any]:
    """``exp(normal)``."""
    return ["lognormal", [_number("lognormal", "mu", mu), _above("lognormal", "sigma", sigma)]]


def qlognormal(mu: float, sigma: float, q: float) -> List[Any]:
    """``round(exp(normal) / q) * q``."""
    name = "qlognormal"
    return [name, [_number(name, "mu", mu), _above(name, "sigma", sigma), _above(name, "q", q)]]


def _bounds(name: str, low: Any, high: Any) -> List[Any]:
    lowest, highest = _number(name, "min_value", low), _number(name, "max_value", high)
    if lowest > highest:
        raise HyperDriveConfigException(f"{name}: min_value {low!r} is above max_value {high!r}.")
    return [lowest, highest]


def _above(name: str, argument: str, value: Any) -> Any:
    number = _number(name, argument, value)
    if number <= 0:
        raise HyperDriveConfigException(f"{name}: {argument} is above 0, not {value!r}.")
    return number


def _number(name: str, argument: str, value: Any) -> Any:
    plain = value.item() if hasattr(value, "item") else value
    if isinstance(plain, bool) or not isinstance(plain, (int, float)) or not math.isfinite(plain):
        raise HyperDriveConfigException(f"{name}: {argument} is a number, not {value!r}.")
    return plain


def _option(value: Any) -> Any:
    plain = value.item() if hasattr(value, "item") else value
    if isinstance(plain, float) and not math.isfinite(plain):
        raise HyperDriveConfigException(f"choice: {value!r} is no finite number.")
    if not isinstance(plain, (str, int, float, bool)):
        raise HyperDriveConfigException(
            f"choice: an option is a number, a text or a boolean, not {type(value).__name__}; give a text that the script takes apart."
        )
    return plain
