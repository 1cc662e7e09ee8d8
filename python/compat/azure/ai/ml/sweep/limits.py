"""How much a sweep may take."""

from __future__ import annotations

import re
from typing import Any, Dict, List, Mapping, Optional

from ..exceptions import refuse

_DURATION = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?)?\Z", re.IGNORECASE)
_NAMES = {
    "maxConcurrentTrials": "max_concurrent_trials",
    "maxTotalTrials": "max_total_trials",
    "timeout": "timeout",
    "trialTimeout": "trial_timeout",
}


class SweepJobLimits:
    """The most trials, those at once, and times in seconds."""

    def __init__(
        self,
        *,
        max_concurrent_trials: Optional[int] = None,
        max_total_trials: Optional[int] = None,
        timeout: Optional[float] = None,
        trial_timeout: Optional[float] = None,
        **_: Any,
    ):
        given = {
            "max_concurrent_trials": max_concurrent_trials,
            "max_total_trials": max_total_trials,
            "timeout": timeout,
            "trial_timeout": trial_timeout,
        }
        problems: List[str] = []
        for name, value in given.items():
            kinds = int if name.startswith("max_") else (int, float)
            if value is not None and (isinstance(value, bool) or not isinstance(value, kinds) or value <= 0):
                problems.append(f"{name} is a {'whole number' if kinds is int else 'number of seconds'} above 0, not {value!r}")
        refuse(problems, "The limits are described wrongly:")
        self.max_concurrent_trials, self.max_total_trials = max_concurrent_trials, max_total_trials
        self.timeout, self.trial_timeout = timeout, trial_timeout

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SweepJobLimits) and vars(self) == vars(other)

    def __repr__(self) -> str:
        return f"SweepJobLimits({', '.join(f'{name}={value!r}' for name, value in self._written().items())})"

    def _written(self) -> Dict[str, Any]:
        return {name: value for name, value in vars(self).items() if value is not None}


def read_wire(wire: Optional[Mapping[str, Any]]) -> SweepJobLimits:
    """What the resource protocol says."""
    said = {_NAMES[name]: value for name, value in (wire or {}).items() if name in _NAMES and value is not None}
    for name in ("timeout", "trial_timeout"):
        if name in said:
            said[name] = seconds(said[name])
    return SweepJobLimits(**said)


def seconds(text: Any) -> Optional[float]:
    """A duration (``PT2H``) in seconds; None for none."""
    if not isinstance(text, str):
        return text
    found = _DURATION.match(text)
    if not found:
        return None
    days, hours, minutes, rest = (float(each or 0) for each in found.groups())
    whole = days * 86400 + hours * 3600 + minutes * 60 + rest
    return int(whole) if whole == int(whole) else whole
