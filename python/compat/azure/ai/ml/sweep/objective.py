"""What trials are judged by."""

from __future__ import annotations

from typing import Any, Dict, Optional

from ..exceptions import refuse


class Objective:
    """A metric, and which way it is better."""

    def __init__(self, goal: Optional[str] = None, primary_metric: Optional[str] = None, **_: Any):
        problems = []
        if str(goal).lower() not in ("maximize", "minimize"):
            problems.append(f"goal is maximize or minimize, not {goal!r}")
        if not primary_metric:
            problems.append("primary_metric is the name of a metric that the script logs")
        refuse(problems, "The objective is described wrongly:")
        self.goal, self.primary_metric = str(goal).lower(), primary_metric

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Objective) and vars(self) == vars(other)

    def __repr__(self) -> str:
        return f"Objective(goal={self.goal!r}, primary_metric={self.primary_metric!r})"

    def _written(self) -> Dict[str, Any]:
        return {"goal": self.goal, "primary_metric": self.primary_metric}
