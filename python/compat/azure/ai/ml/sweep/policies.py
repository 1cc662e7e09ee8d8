"""When trials are stopped before their end. An interval is one report of the primary metric."""

from __future__ import annotations

from typing import Any, Dict, List, Mapping, Optional

from ..exceptions import refuse


class EarlyTerminationPolicy:
    """A policy, applied every ``evaluation_interval`` reports (0 counts as 1), from the ``delay_evaluation``-th on."""

    type = ""

    def __init__(self, *, delay_evaluation: int = 0, evaluation_interval: int = 0, **_: Any):
        self.delay_evaluation, self.evaluation_interval = delay_evaluation, evaluation_interval
        problems = [
            f"{name} is a whole number from 0, not {getattr(self, name)!r}"
            for name in ("delay_evaluation", "evaluation_interval")
            if not isinstance(getattr(self, name), int) or getattr(self, name) < 0
        ]
        refuse([*problems, *self._problems()], f"{type(self).__name__} is described wrongly:")

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and vars(self) == vars(other)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in vars(self).items())})"

    def _problems(self) -> List[str]:
        return []

    def _written(self) -> Dict[str, Any]:
        said = {name: value for name, value in vars(self).items() if value is not None}
        return {"type": self.type, **said, "evaluation_interval": max(1, self.evaluation_interval)}


class BanditPolicy(EarlyTerminationPolicy):
    """Stops what falls behind the best by more than a slack: a factor, or an amount."""

    type = "bandit"

    def __init__(
        self,
        *,
        delay_evaluation: int = 0,
        evaluation_interval: int = 0,
        slack_amount: float = 0,
        slack_factor: float = 0,
        **_: Any,
    ):
        self.slack_amount, self.slack_factor = slack_amount, slack_factor
        super().__init__(delay_evaluation=delay_evaluation, evaluation_interval=evaluation_interval)

    def _problems(self) -> List[str]:
        found = [
            f"{name} is a number from 0, not {getattr(self, name)!r}"
            for name in ("slack_amount", "slack_factor")
            if isinstance(getattr(self, name), bool)
            or not isinstance(getattr(self, name), (int, float))
            or getattr(self, name) < 0
        ]
        if not found and not self.slack_amount and not self.slack_factor:
            found.append("one of slack_factor and slack_amount is above 0")
        return found

    def _written(self) -> Dict[str, Any]:
        said = super()._written()
        # 0 is how the SDK says that one of them is not meant.
        return {name: value for name, value in said.items() if not (name.startswith("slack_") and not value)}


class MedianStoppingPolicy(EarlyTerminationPolicy):
    """Stops what is worse than the median of the others' means."""

    type = "median_stopping"


class TruncationSelectionPolicy(EarlyTerminationPolicy):
    """Stops the worst part of the trials, in percent, at each interval."""

    type = "truncation_selection"

    def __init__(
        self, *, delay_evaluation: int = 0, evaluation_interval: int = 0, truncation_percentage: int = 0, **_: Any
    ):
        self.truncation_percentage = truncation_percentage
        super().__init__(delay_evaluation=delay_evaluation, evaluation_interval=evaluation_interval)

    def _problems(self) -> List[str]:
        share = self.truncation_percentage
        good = isinstance(share, int) and not isinstance(share, bool) and 1 <= share <= 99
        return [] if good else [f"truncation_percentage is a whole number from 1 to 99, not {share!r}"]


class Further(EarlyTerminationPolicy):
    """A policy of the host's own, from a job file."""

    def __init__(self, written: Mapping[str, Any]):
        self.written = dict(written)

    def _written(self) -> Dict[str, Any]:
        return dict(self.written)


_KINDS = {each.type: each for each in (BanditPolicy, MedianStoppingPolicy, TruncationSelectionPolicy)}


def read(written: Any) -> Optional[EarlyTerminationPolicy]:
    """What a job file says."""
    if written is None or isinstance(written, EarlyTerminationPolicy):
        return written
    members = {name: value for name, value in written.items() if name != "type"}
    kind = _KINDS.get(str(written.get("type", "")).lower().replace("-", "_"))
    known = {"delay_evaluation", "evaluation_interval", "slack_amount", "slack_factor", "truncation_percentage"}
    return kind(**members) if kind is not None and set(members) <= known else Further(written)


def read_wire(wire: Optional[Mapping[str, Any]]) -> Optional[EarlyTerminationPolicy]:
    """What the resource protocol says."""
    if not wire:
        return None
    if wire.get("attune"):
        return read(wire["attune"])
    names = {
        "delayEvaluation": "delay_evaluation",
        "evaluationInterval": "evaluation_interval",
        "slackAmount": "slack_amount",
        "slackFactor": "slack_factor",
        "truncationPercentage": "truncation_percentage",
    }
    kinds = {"Bandit": "bandit", "MedianStopping": "median_stopping", "TruncationSelection": "truncation_selection"}
    members = {names[name]: value for name, value in wire.items() if name in names and value is not None}
    return read({"type": kinds.get(wire["policyType"], wire["policyType"]), **members})
