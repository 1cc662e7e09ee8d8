"""When trials are stopped before their end. An interval is one report of the primary metric."""

from __future__ import annotations

from typing import Any, Dict, List, Optional

from ...exceptions import HyperDriveConfigException, all_of


class EarlyTerminationPolicy:
    """A policy, applied every ``evaluation_interval`` reports, from the ``delay_evaluation``-th on."""

    _type = ""

    def __init__(self, evaluation_interval: int = 1, delay_evaluation: int = 0):
        problems = [*self._problems()]
        if not _whole(evaluation_interval) or evaluation_interval < 1:
            problems.append(f"evaluation_interval is a whole number from 1, not {evaluation_interval!r}")
        if not _whole(delay_evaluation) or delay_evaluation < 0:
            problems.append(f"delay_evaluation is a whole number from 0, not {delay_evaluation!r}")
        if problems:
            raise HyperDriveConfigException(all_of(problems, f"{type(self).__name__} is described wrongly:"))
        self.evaluation_interval, self.delay_evaluation = evaluation_interval, delay_evaluation

    def _problems(self) -> List[str]:
        return []

    def _wire(self) -> Optional[Dict[str, Any]]:
        return {
            "policyType": self._type,
            "evaluationInterval": self.evaluation_interval,
            "delayEvaluation": self.delay_evaluation,
        }


class BanditPolicy(EarlyTerminationPolicy):
    """Stops what falls behind the best by more than a slack: a factor, or an amount."""

    _type = "Bandit"

    def __init__(
        self,
        evaluation_interval: int = 1,
        slack_factor: Optional[float] = None,
        slack_amount: Optional[float] = None,
        delay_evaluation: int = 0,
    ):
        self.slack_factor, self.slack_amount = slack_factor, slack_amount
        super().__init__(evaluation_interval, delay_evaluation)

    def _problems(self) -> List[str]:
        found = []
        if (self.slack_factor is None) == (self.slack_amount is None):
            found.append("one of slack_factor and slack_amount is needed")
        for name in ("slack_factor", "slack_amount"):
            value = getattr(self, name)
            if value is not None and (isinstance(value, bool) or not isinstance(value, (int, float)) or value < 0):
                found.append(f"{name} is a number from 0, not {value!r}")
        return found

    def _wire(self) -> Dict[str, Any]:
        slack = {"slackFactor": self.slack_factor, "slackAmount": self.slack_amount}
        return {**(super()._wire() or {}), **{name: value for name, value in slack.items() if value is not None}}


class MedianStoppingPolicy(EarlyTerminationPolicy):
    """Stops what is worse than the median of the others' means."""

    _type = "MedianStopping"


class TruncationSelectionPolicy(EarlyTerminationPolicy):
    """Stops the worst part of the trials, in percent, at each interval."""

    _type = "TruncationSelection"

    def __init__(
        self,
        truncation_percentage: int,
        evaluation_interval: int = 1,
        delay_evaluation: int = 0,
        exclude_finished_jobs: bool = False,
    ):
        self.truncation_percentage, self.exclude_finished_jobs = truncation_percentage, exclude_finished_jobs
        super().__init__(evaluation_interval, delay_evaluation)

    def _problems(self) -> List[str]:
        found = []
        if not _whole(self.truncation_percentage) or not 1 <= self.truncation_percentage <= 99:
            found.append(f"truncation_percentage is a whole number from 1 to 99, not {self.truncation_percentage!r}")
        if self.exclude_finished_jobs:
            found.append("exclude_finished_jobs is not had here: finished trials count")
        return found

    def _wire(self) -> Dict[str, Any]:
        return {**(super()._wire() or {}), "truncationPercentage": self.truncation_percentage}


class NoTerminationPolicy(EarlyTerminationPolicy):
    """Every trial runs to its end."""

    def __init__(self) -> None:
        super().__init__()

    def _wire(self) -> None:
        return None


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
