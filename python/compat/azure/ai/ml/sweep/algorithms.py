"""How values are chosen."""

from __future__ import annotations

from typing import Any, Dict, List, Mapping, Optional, Union

from ..exceptions import refuse


class SamplingAlgorithm:
    """A way to choose values."""

    type = ""

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and vars(self) == vars(other)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in vars(self).items())})"

    def _written(self) -> Dict[str, Any]:
        return {"type": self.type, **{name: value for name, value in vars(self).items() if value is not None}}


class RandomSamplingAlgorithm(SamplingAlgorithm):
    """Values are drawn; by ``rule="sobol"`` so that they cover the space evenly."""

    type = "random"

    def __init__(
        self, *, rule: Optional[str] = None, seed: Optional[int] = None, logbase: Union[float, str, None] = None, **_: Any
    ):
        problems: List[str] = []
        if rule is not None and str(rule).lower() not in ("random", "sobol"):
            problems.append(f"rule is random or sobol, not {rule!r}")
        if seed is not None and (not isinstance(seed, int) or isinstance(seed, bool) or seed < 0):
            problems.append(f"seed is a whole number from 0, not {seed!r}")
        if logbase is not None and logbase != "e" and not (isinstance(logbase, (int, float)) and logbase > 0):
            problems.append(f"logbase is a number above 0, or 'e', not {logbase!r}")
        refuse(problems, "RandomSamplingAlgorithm is described wrongly:")
        self.rule, self.seed, self.logbase = rule, seed, logbase


class GridSamplingAlgorithm(SamplingAlgorithm):
    """Every combination, each once; of choices only."""

    type = "grid"

    def __init__(self, **_: Any):
        """There is nothing to say."""


class BayesianSamplingAlgorithm(SamplingAlgorithm):
    """Values are chosen by what earlier ones gave."""

    type = "bayesian"

    def __init__(self, **_: Any):
        """There is nothing to say."""


class Further(SamplingAlgorithm):
    """A sampler of the host's own: ``auto``, ``tpe``, ``gp``, ``sobol``, …, with its settings."""

    def __init__(self, written: Mapping[str, Any]):
        self.written = dict(written)

    def _written(self) -> Dict[str, Any]:
        return dict(self.written)


_KINDS = {each.type: each for each in (RandomSamplingAlgorithm, GridSamplingAlgorithm, BayesianSamplingAlgorithm)}


def read(written: Any) -> SamplingAlgorithm:
    """What a job file or a call says: a name, or a name with settings."""
    if written is None:
        return RandomSamplingAlgorithm()
    if isinstance(written, SamplingAlgorithm):
        return written
    members = {"type": written} if isinstance(written, str) else dict(written)
    name = str(members.pop("type", "")).lower()
    kind = _KINDS.get(name)
    if kind is None or not set(members) <= {"rule", "seed", "logbase"} or (members and name != "random"):
        return Further({"type": name, **members})
    return kind(**members)


def read_wire(wire: Optional[Mapping[str, Any]]) -> SamplingAlgorithm:
    """What the resource protocol says."""
    if not wire:
        return RandomSamplingAlgorithm()
    if wire.get("attune"):
        return read(wire["attune"])
    members = {name: wire[name] for name in ("rule", "seed", "logbase") if wire.get(name) is not None}
    if "rule" in members:
        members["rule"] = str(members["rule"]).lower()
    return read({"type": str(wire.get("samplingAlgorithmType", "random")).lower(), **members})
