"""A sweep: one command, run as many trials."""

from __future__ import annotations

from typing import Any, Dict, Mapping, Optional, Union

from ..exceptions import ValidationException, refuse
from ..sweep import algorithms, limits as sweep_limits, policies, search_space as spaces
from ..sweep.limits import SweepJobLimits
from ..sweep.objective import Objective
from .command import Command, run_of
from .job import Job, read_inputs, read_outputs, written


class SweepJob(Job):
    """A command with a search space, a sampler, an objective and limits."""

    _kind = "sweep"

    def __init__(
        self,
        *,
        trial: Any = None,
        search_space: Optional[Mapping[str, Any]] = None,
        sampling_algorithm: Any = None,
        objective: Union[Objective, Mapping[str, Any], None] = None,
        limits: Optional[SweepJobLimits] = None,
        early_termination: Any = None,
        **common: Any,
    ):
        super().__init__(**common)
        self.trial = trial
        self.search_space = {name: spaces.read(each) for name, each in (search_space or {}).items()}
        self.sampling_algorithm = sampling_algorithm if sampling_algorithm is not None else "random"
        self.objective = Objective(**objective) if isinstance(objective, Mapping) else objective
        self.limits = limits or SweepJobLimits()
        self.early_termination = policies.read(early_termination)

    @property
    def primary_metric(self) -> Optional[str]:
        return self.objective.primary_metric if self.objective else None

    @property
    def goal(self) -> Optional[str]:
        return self.objective.goal if self.objective else None

    @property
    def early_termination_policy(self) -> Any:
        return self.early_termination

    @early_termination_policy.setter
    def early_termination_policy(self, value: Any) -> None:
        self.early_termination = value

    def set_limits(
        self,
        *,
        max_concurrent_trials: Optional[int] = None,
        max_total_trials: Optional[int] = None,
        timeout: Optional[float] = None,
        trial_timeout: Optional[float] = None,
        **_: Any,
    ) -> None:
        """Sets limits; those that are not given stay."""
        given = {
            "max_concurrent_trials": max_concurrent_trials,
            "max_total_trials": max_total_trials,
            "timeout": timeout,
            "trial_timeout": trial_timeout,
        }
        self.limits = SweepJobLimits(**{**vars(self.limits), **{k: v for k, v in given.items() if v is not None}})

    def set_objective(self, *, goal: Optional[str] = None, primary_metric: Optional[str] = None) -> None:
        old = self.objective
        self.objective = Objective(goal or (old and old.goal), primary_metric or (old and old.primary_metric))

    def set_resources(self, **how: Any) -> None:
        from .resources import JobResourceConfiguration

        self.resources = JobResourceConfiguration(**how)

    def _written(self) -> Dict[str, Any]:
        refuse(
            [f"{name} is missing" for name in ("trial", "objective") if getattr(self, name) is None]
            + ([] if self.search_space else ["search_space has at least one hyperparameter"]),
            "The sweep is described wrongly:",
        )
        policy = policies.read(self.early_termination)
        sampling = algorithms.read(self.sampling_algorithm)._written()
        said = {
            **super()._written(),
            "trial": self._trial(),
            "search_space": {name: spaces._entry(each) for name, each in self.search_space.items()},
            "sampling_algorithm": sampling if len(sampling) > 1 else sampling["type"],
            "objective": written(self.objective),
            "limits": written(self.limits) or None,
            "early_termination": policy._written() if policy else None,
        }
        return {name: value for name, value in said.items() if value is not None}

    def _trial(self) -> Dict[str, Any]:
        if isinstance(self.trial, Command):
            said = self.trial._run()
            if self.trial.resources is not None:
                said["resources"] = written(self.trial.resources)
            return said
        if isinstance(self.trial, Mapping):
            return {name: written(each) for name, each in self.trial.items()}
        raise ValidationException(f"A trial is a command, not {type(self.trial).__name__}: use azure.ai.ml.command(…).")


Sweep = SweepJob


def read(resource: Mapping[str, Any]) -> SweepJob:
    """A sweep as the host has it."""
    facts = resource["properties"]
    objective = facts.get("objective") or {}
    made = SweepJob(
        trial=Command(**run_of(facts.get("trial") or {})),
        inputs=read_inputs(facts.get("inputs")),
        outputs=read_outputs(facts.get("outputs")),
        sampling_algorithm=algorithms.read_wire(facts.get("samplingAlgorithm")),
        objective=Objective(objective.get("goal"), objective.get("primaryMetric")),
        limits=sweep_limits.read_wire(facts.get("limits")),
        early_termination=policies.read_wire(facts.get("earlyTermination")),
        attune=facts.get("attune"),
    )
    made.search_space = {name: spaces.read_wire(each) for name, each in (facts.get("searchSpace") or {}).items()}
    return made._as_of(resource)
