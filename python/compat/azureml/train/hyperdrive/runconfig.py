"""A sweep: a script, how its arguments are chosen, and by what metric trials are judged."""

from __future__ import annotations

import enum
import json
import uuid
from typing import Any, Dict, List, Optional

from attune_compat.names import keep

from ...core import _submission
from ...core.script_run_config import ScriptRunConfig
from ...exceptions import HyperDriveConfigException, all_of
from . import arguments
from .policy import EarlyTerminationPolicy
from .sampling import HyperParameterSampling

_MOST_TRIALS = 1000
_MOST_CONCURRENT = 100


class PrimaryMetricGoal(enum.Enum):
    """Which way the primary metric is better."""

    MAXIMIZE = "MAXIMIZE"
    MINIMIZE = "MINIMIZE"

    @staticmethod
    def from_str(goal: str) -> "PrimaryMetricGoal":
        """The goal of this name, in any letter case."""
        try:
            return PrimaryMetricGoal[goal.upper()]
        except KeyError as error:
            raise HyperDriveConfigException(f"'{goal}' is no goal: MAXIMIZE or MINIMIZE.") from error


class HyperDriveConfig:
    """A sweep, to be submitted with ``Experiment.submit``.

    :raises HyperDriveConfigException: something is wrong; the message names every problem.
    """

    def __init__(
        self,
        hyperparameter_sampling: HyperParameterSampling,
        primary_metric_name: str,
        primary_metric_goal: PrimaryMetricGoal,
        max_total_runs: int,
        max_concurrent_runs: Optional[int] = None,
        max_duration_minutes: Optional[int] = 10080,
        policy: Optional[EarlyTerminationPolicy] = None,
        estimator: Any = None,
        run_config: Optional[ScriptRunConfig] = None,
        resume_from: Any = None,
        resume_child_runs: Any = None,
        pipeline: Any = None,
        debug_flag: Any = None,
        custom_run_id: Optional[str] = None,
    ):
        problems: List[str] = []
        if not isinstance(hyperparameter_sampling, HyperParameterSampling):
            problems.append(
                "hyperparameter_sampling is a RandomParameterSampling, GridParameterSampling or BayesianParameterSampling"
            )
        if not isinstance(primary_metric_name, str) or not primary_metric_name.strip():
            problems.append("primary_metric_name is the name of a metric that the script logs")
        if not isinstance(primary_metric_goal, PrimaryMetricGoal):
            problems.append("primary_metric_goal is PrimaryMetricGoal.MAXIMIZE or PrimaryMetricGoal.MINIMIZE")
        problems += _count("max_total_runs", max_total_runs, _MOST_TRIALS)
        if max_concurrent_runs is not None:
            problems += _count("max_concurrent_runs", max_concurrent_runs, _MOST_CONCURRENT)
        if max_duration_minutes is not None and not (
            isinstance(max_duration_minutes, (int, float)) and max_duration_minutes > 0
        ):
            problems.append(f"max_duration_minutes is a number above 0, not {max_duration_minutes!r}")
        if policy is not None and not isinstance(policy, EarlyTerminationPolicy):
            problems.append("policy is a BanditPolicy, MedianStoppingPolicy, TruncationSelectionPolicy or NoTerminationPolicy")
        if estimator is not None or pipeline is not None:
            problems.append("estimator and pipeline are not run here: describe the script with a ScriptRunConfig as run_config")
        elif not isinstance(run_config, ScriptRunConfig):
            problems.append("run_config is a ScriptRunConfig")
        if resume_from is not None:
            problems.append("resume_from: a sweep does not begin with another's results here")
        if resume_child_runs is not None:
            problems.append(
                "resume_child_runs: trials of another sweep are not taken over; `attune job resume NAME` lets that sweep go on"
            )
        if problems:
            raise HyperDriveConfigException(all_of(problems, "The sweep is described wrongly:"))
        self._sampling, self._policy, self._script = hyperparameter_sampling, policy, run_config
        self._metric, self._goal = primary_metric_name, primary_metric_goal
        self._total, self._concurrent, self._minutes = max_total_runs, max_concurrent_runs, max_duration_minutes
        self._name = custom_run_id

    def _submit(self, experiment: Any, tags: Dict[str, str]) -> Any:
        from .run import HyperDriveRun

        connection = experiment.workspace._connection
        described = _submission.describe(self._script, experiment.workspace)
        name = self._name or f"HD_{uuid.uuid4()}"
        connection.request("PUT", connection.arm("jobs", name), {"properties": self._wire(described, experiment.name, tags)})
        return HyperDriveRun(experiment, name)

    def _wire(self, described: _submission.Described, experiment: str, tags: Dict[str, str]) -> Dict[str, Any]:
        space = self._sampling.parameter_space
        of = arguments.names(space)
        sampled = [f"{argument} ${{{{search_space.{of[argument]}}}}}" for argument in space]
        timeout = f"PT{self._minutes * 60:g}S" if self._minutes else None
        return keep(
            jobType="Sweep",
            experimentName=experiment,
            computeId=described.compute,
            inputs=described.inputs or None,
            tags=tags or None,
            properties={**described.properties, _submission.PARAMETERS: json.dumps(of)},
            samplingAlgorithm=self._sampling._wire(),
            searchSpace={of[argument]: expression for argument, expression in space.items()},
            objective={"goal": self._goal.name.capitalize(), "primaryMetric": self._metric},
            earlyTermination=self._policy._wire() if self._policy else None,
            limits=keep(
                jobLimitsType="Sweep",
                maxTotalTrials=self._total,
                maxConcurrentTrials=self._concurrent,
                timeout=timeout,
            ),
            trial={**described.trial, "command": " ".join([described.command, *sampled])},
        )


def _count(name: str, value: Any, most: int) -> List[str]:
    if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= most:
        return []
    return [f"{name} is a whole number from 1 to {most}, not {value!r}"]
