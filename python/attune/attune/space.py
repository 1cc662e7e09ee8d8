"""What a sweep searches, how it chooses, and when it stops a trial early: the words of job files as functions."""

from __future__ import annotations

from typing import Any, Dict, Optional, Union

Value = Union[int, float, str, bool]
Distribution = Dict[str, Any]


def choice(*values: Union[Value, Dict[str, Any]]) -> Distribution:
    """One of these values; ``choice([1, 2])`` and ``choice(range(3))`` do as well.

    A dictionary is a branch with parameters of its own: ``choice("linear", {"depth": integer(1, 9)})``.
    """
    if len(values) == 1 and not isinstance(values[0], (int, float, str, bool, dict)):
        values = tuple(values[0])
    if not values:
        raise ValueError("A choice needs at least one value.")
    return {"type": "choice", "values": list(values)}


def ordered(*values: Value) -> Distribution:
    """One of these values, whose order means something: ``ordered("small", "medium", "large")``."""
    return {"type": "ordered", "values": list(choice(*values)["values"])}


def real(low: float, high: float, *, log: bool = False, step: Optional[float] = None) -> Distribution:
    """A number between two bounds, on a logarithmic scale if asked: ``real(1e-4, 1, log=True)``; with ``step``, one of
    ``low``, ``low + step``, ..."""
    return {"type": "float", "low": low, "high": high, "log": log, **({} if step is None else {"step": step})}


def integer(low: int, high: int, *, log: bool = False, step: int = 1) -> Distribution:
    """A whole number between two bounds, both included; with ``step``, one of ``low``, ``low + step``, ..."""
    return {"type": "int", "low": low, "high": high, "log": log, "step": step}


def randint(upper: int) -> Distribution:
    """A whole number from 0 to ``upper - 1``."""
    return {"type": "randint", "upper": upper}


def uniform(min_value: float, max_value: float) -> Distribution:
    """A number between two bounds."""
    return {"type": "uniform", "min_value": min_value, "max_value": max_value}


def quniform(min_value: float, max_value: float, q: float) -> Distribution:
    """As :func:`uniform`, rounded to multiples of ``q``."""
    return {**uniform(min_value, max_value), "type": "quniform", "q": q}


def loguniform(min_value: float, max_value: float) -> Distribution:
    """e to the power of a uniform number: as in Azure, the bounds are **exponents**. For plain bounds: ``real(..., log=True)``."""
    return {**uniform(min_value, max_value), "type": "loguniform"}


def qloguniform(min_value: float, max_value: float, q: float) -> Distribution:
    """As :func:`loguniform`, rounded to multiples of ``q``."""
    return {**quniform(min_value, max_value, q), "type": "qloguniform"}


def normal(mu: float, sigma: float) -> Distribution:
    """A normally distributed number."""
    return {"type": "normal", "mu": mu, "sigma": sigma}


def qnormal(mu: float, sigma: float, q: float) -> Distribution:
    """As :func:`normal`, rounded to multiples of ``q``."""
    return {**normal(mu, sigma), "type": "qnormal", "q": q}


def lognormal(mu: float, sigma: float) -> Distribution:
    """e to the power of a normally distributed number."""
    return {**normal(mu, sigma), "type": "lognormal"}


def qlognormal(mu: float, sigma: float, q: float) -> Distribution:
    """As :func:`lognormal`, rounded to multiples of ``q``."""
    return {**qnormal(mu, sigma, q), "type": "qlognormal"}


def bandit(
    *,
    slack_factor: Optional[float] = None,
    slack_amount: Optional[float] = None,
    evaluation_interval: int = 1,
    delay_evaluation: int = 0,
) -> Dict[str, Any]:
    """Stops a trial whose metric falls behind the best one's by more than a share (0.1 for a tenth) or an amount."""
    policy = {"type": "bandit", "slack_factor": slack_factor, "slack_amount": slack_amount}
    return _policy(policy, evaluation_interval, delay_evaluation)


def median_stopping(*, evaluation_interval: int = 1, delay_evaluation: int = 0) -> Dict[str, Any]:
    """Stops a trial whose best metric is worse than the median of the others' running averages."""
    return _policy({"type": "median_stopping"}, evaluation_interval, delay_evaluation)


def truncation_selection(
    percentage: int, *, evaluation_interval: int = 1, delay_evaluation: int = 0
) -> Dict[str, Any]:
    """Stops the worst ``percentage`` (1 to 99) of the trials at each interval."""
    policy = {"type": "truncation_selection", "truncation_percentage": percentage}
    return _policy(policy, evaluation_interval, delay_evaluation)


def asha(*, min_resource: int = 1, reduction_factor: int = 3, brackets: int = 1) -> Dict[str, Any]:
    """Successive halving without waiting: at each rung, only the best of ``reduction_factor`` trials go on.

    :param min_resource: reports of the metric before the first rung.
    :param brackets: trials are spread over so many, each of which begins one rung later.
    """
    return {"type": "asha", "min_resource": min_resource, "reduction_factor": reduction_factor, "brackets": brackets}


def _policy(policy: Dict[str, Any], interval: int, delay: int) -> Dict[str, Any]:
    policy.update(evaluation_interval=interval, delay_evaluation=delay)
    return {name: value for name, value in policy.items() if value is not None}
