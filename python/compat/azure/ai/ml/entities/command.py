"""A command, to be run once or, through ``sweep``, as many trials."""

from __future__ import annotations

import re
from typing import Any, Dict, Mapping, Optional

from ..exceptions import UnexpectedKeywordError, refuse
from ..sweep.limits import seconds
from ..sweep.search_space import SweepDistribution
from .job import Job, read_inputs, read_outputs, written


class CommandJobLimits:
    """How long a command may take, in seconds."""

    def __init__(self, *, timeout: Optional[float] = None, **_: Any):
        good = timeout is None or (isinstance(timeout, (int, float)) and timeout > 0)
        refuse([] if good else [f"timeout is a number of seconds above 0, not {timeout!r}"], "The limits are described wrongly:")
        self.timeout = timeout

    def _written(self) -> Dict[str, Any]:
        return {"timeout": self.timeout} if self.timeout is not None else {}


class Command(Job):
    """A command with its code, inputs and environment.

    Called with inputs it returns a new command in which these are replaced; a distribution as an input is a hyperparameter of the
    sweep that ``sweep`` makes.
    """

    _kind = "command"

    def __init__(
        self,
        *,
        command: Optional[str] = None,
        code: Any = None,
        environment: Any = None,
        environment_variables: Optional[Mapping[str, Any]] = None,
        distribution: Any = None,
        limits: Optional[CommandJobLimits] = None,
        parameters: Optional[Mapping[str, Any]] = None,
        **common: Any,
    ):
        super().__init__(**common)
        self.command, self.code, self.environment = command, code, environment
        self.environment_variables = dict(environment_variables or {})
        self.distribution, self.limits = distribution, limits
        #: Of a trial: the values that it evaluates.
        self.parameters = dict(parameters or {})

    def __call__(self, *_: Any, **inputs: Any) -> "Command":
        """A new command with these inputs; it has no name yet.

        :raises UnexpectedKeywordError: the command has no such input; every one is named.
        """
        unknown = [name for name in inputs if name not in self.inputs]
        if unknown:
            have = ", ".join(self.inputs) or "none"
            raise UnexpectedKeywordError(f"The command has no input {', '.join(unknown)}; it has: {have}.")
        twin = self._copy()
        twin.name = twin.id = twin.status = None
        twin.environment_variables = dict(self.environment_variables)
        twin.inputs.update(inputs)
        return twin

    def set_resources(self, **how: Any) -> None:
        """What machines it asks for."""
        from .resources import JobResourceConfiguration

        self.resources = JobResourceConfiguration(**how)

    def set_limits(self, *, timeout: Optional[float] = None, **_: Any) -> None:
        self.limits = CommandJobLimits(timeout=timeout)

    def sweep(
        self,
        *,
        primary_metric: str,
        goal: str,
        sampling_algorithm: Any = "random",
        compute: Optional[str] = None,
        max_concurrent_trials: Optional[int] = None,
        max_total_trials: Optional[int] = None,
        timeout: Optional[float] = None,
        trial_timeout: Optional[float] = None,
        early_termination_policy: Any = None,
        search_space: Optional[Mapping[str, Any]] = None,
        identity: Any = None,
        queue_settings: Any = None,
        job_tier: Optional[str] = None,
        priority: Optional[str] = None,
        **_: Any,
    ) -> Any:
        """A sweep of this command: its inputs that are distributions are the search space, with those of ``search_space``."""
        from ..sweep.limits import SweepJobLimits
        from ..sweep.objective import Objective
        from .resources import QueueSettings
        from .sweep_job import SweepJob

        space = {name: each for name, each in self.inputs.items() if isinstance(each, SweepDistribution)}
        space.update(search_space or {})
        refuse(
            [] if space else ["no input is a distribution: call the command with some, such as job(rate=Choice([0.1, 0.01]))"],
            "There is nothing to sweep over:",
        )
        trial = self._copy()
        trial.inputs = {name: each for name, each in self.inputs.items() if name not in space}
        trial.command = as_search_space(self.command or "", space)
        if job_tier or priority:
            queue_settings = QueueSettings(job_tier=job_tier, priority=priority)
        return SweepJob(
            trial=trial,
            compute=compute or self.compute,
            display_name=self.display_name,
            experiment_name=self.experiment_name,
            description=self.description,
            tags=self.tags,
            inputs=trial.inputs,
            outputs=self.outputs,
            identity=identity or self.identity,
            queue_settings=queue_settings or self.queue_settings,
            search_space=space,
            sampling_algorithm=sampling_algorithm,
            objective=Objective(goal, primary_metric),
            limits=SweepJobLimits(
                max_concurrent_trials=max_concurrent_trials,
                max_total_trials=max_total_trials,
                timeout=timeout,
                trial_timeout=trial_timeout,
            ),
            early_termination=early_termination_policy,
            base_path=self.base_path,
        )

    def _written(self) -> Dict[str, Any]:
        said = {**super()._written(), **self._run()}
        limits = written(self.limits)
        return {**said, "limits": limits} if limits else said

    def _run(self) -> Dict[str, Any]:
        """What runs, as a job file has it at the top of a command and under a sweep's trial."""
        hyper = [name for name, each in self.inputs.items() if isinstance(each, SweepDistribution)]
        refuse([f"{name} is a distribution: make a sweep of the command with .sweep(…)" for name in hyper], "A command is run once:")
        said = {
            "command": self.command,
            "code": self.code,
            "environment": written(self.environment),
            "environment_variables": {k: str(v) for k, v in self.environment_variables.items()} or None,
            "distribution": written(self.distribution),
        }
        return {name: value for name, value in said.items() if value is not None}


class CommandJob(Command):
    """A command by its older name."""


def as_search_space(command: str, space: Mapping[str, Any]) -> str:
    """The command with its inputs that are hyperparameters named as such."""
    return re.sub(
        r"\$\{\{\s*inputs\.([A-Za-z_][A-Za-z0-9_]*)\s*\}\}",
        lambda found: "${{search_space.%s}}" % found[1] if found[1] in space else found[0],
        command,
    )


def read(resource: Mapping[str, Any]) -> Command:
    """A command, or a trial, as the host has it."""
    facts = resource["properties"]
    limits = (facts.get("limits") or {}).get("timeout")
    made = Command(
        **run_of(facts),
        inputs=read_inputs(facts.get("inputs")),
        outputs=read_outputs(facts.get("outputs")),
        limits=CommandJobLimits(timeout=seconds(limits)) if limits else None,
        parameters=facts.get("parameters"),
        attune=facts.get("attune"),
    )
    return made._as_of(resource)


def run_of(facts: Mapping[str, Any]) -> Dict[str, Any]:
    return {
        "command": facts.get("command"),
        "code": facts.get("codeId"),
        "environment": facts.get("environmentId") or facts.get("environment"),
        "environment_variables": facts.get("environmentVariables"),
    }

