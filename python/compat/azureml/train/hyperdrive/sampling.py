"""How values are chosen."""

from __future__ import annotations

from typing import Any, Dict, List, Mapping, Optional

from ...exceptions import HyperDriveConfigException, all_of

_ARGUMENTS = {
    "choice": 1,
    "randint": 1,
    "uniform": 2,
    "quniform": 3,
    "loguniform": 2,
    "qloguniform": 3,
    "normal": 2,
    "qnormal": 3,
    "lognormal": 2,
    "qlognormal": 3,
}


class HyperParameterSampling:
    """A way to choose values, with the space that it chooses from.

    :param parameter_space: each argument as the script takes it (``--learning_rate``) with its expression.
    """

    _type = ""
    _takes = tuple(_ARGUMENTS)

    def __init__(self, parameter_space: Mapping[str, Any], properties: Optional[Mapping[str, Any]] = None):
        problems: List[str] = []
        if not isinstance(parameter_space, Mapping) or not parameter_space:
            problems.append("the space has at least one parameter: {'--learning_rate': choice(0.01, 0.1)}")
        else:
            for name, expression in parameter_space.items():
                problems += self._problems(name, expression)
        if problems:
            raise HyperDriveConfigException(all_of(problems, "The parameter space is described wrongly:"))
        self._parameter_space = dict(parameter_space)
        self._properties = dict(properties or {})

    @property
    def parameter_space(self) -> Dict[str, Any]:
        return dict(self._parameter_space)

    def _wire(self) -> Dict[str, Any]:
        return {"samplingAlgorithmType": self._type}

    def _problems(self, name: Any, expression: Any) -> List[str]:
        if not isinstance(name, str) or not name.strip("-").strip():
            return [f"{name!r} is no name of an argument"]
        if not isinstance(expression, list) or len(expression) != 2 or expression[0] not in _ARGUMENTS:
            return [f"{name}: {expression!r} is no expression; use choice(…), uniform(…) and their like"]
        kind, arguments = expression
        if not isinstance(arguments, list) or len(arguments) != _ARGUMENTS[kind]:
            return [f"{name}: {kind} has {_ARGUMENTS[kind]} argument(s)"]
        if kind not in self._takes:
            return [f"{name}: {type(self).__name__} takes {', '.join(self._takes)}, not {kind}"]
        return []


class RandomParameterSampling(HyperParameterSampling):
    """Values are drawn. ``properties`` may have ``seed`` and ``rule`` (``random`` or ``sobol``)."""

    _type = "Random"

    def _wire(self) -> Dict[str, Any]:
        known = {name: self._properties[name] for name in ("seed", "rule", "logbase") if name in self._properties}
        return {**super()._wire(), **known}


class GridParameterSampling(HyperParameterSampling):
    """Every combination, each once; of choices only."""

    _type = "Grid"
    _takes = ("choice",)

    def __init__(self, parameter_space: Mapping[str, Any]):
        super().__init__(parameter_space)


class BayesianParameterSampling(HyperParameterSampling):
    """Values are chosen by what earlier ones gave; of choice, uniform and quniform, as in v1."""

    _type = "Bayesian"
    _takes = ("choice", "uniform", "quniform")

    def __init__(self, parameter_space: Mapping[str, Any]):
        super().__init__(parameter_space)
