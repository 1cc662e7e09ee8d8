"""Jobs as objects: a sweep, which is one command run as many trials, and a command, which is run once."""

from __future__ import annotations

import difflib
import inspect
import os
from typing import Any, Dict, List, Mapping, Optional, Union

from ._job_file import KEYS
from .space import Distribution

PathLike = Union[str, "os.PathLike[str]"]


class Command:
    """A command to be run once.

    .. code-block:: python

        Command("python3 evaluate.py --data ${{inputs.patients}}", code="src", inputs={"patients": data})

    :param command: run by bash in a folder that holds the code; ``${{inputs.x}}`` and ``${{outputs.x}}`` stand for inputs and outputs.
    :param code: the folder (or file) that is copied for it, without what ``.amlignore`` or ``.gitignore`` leaves out.
    :param inputs: by name: a number or text, data of the workspace, or ``{"path": "a file or folder here", "type": ...}``.
    :param outputs: names of folders that the command writes to; what it writes to ``./outputs`` is kept anyway.
    :param environment: by name, as the host's settings map it; default: the host's own Python.
    :param compute: a cluster of the workspace; default: none.
    :param more: any other key of a job file, such as ``attune={"gpus_per_trial": 1}`` or ``identity``.
    """

    _kind = "command"

    def __init__(
        self,
        command: str,
        code: Optional[PathLike] = None,
        *,
        inputs: Optional[Mapping[str, Any]] = None,
        outputs: Union[Mapping[str, Any], list, tuple, None] = None,
        environment: Union[str, Mapping[str, Any], None] = None,
        environment_variables: Optional[Mapping[str, str]] = None,
        compute: Any = None,
        name: Optional[str] = None,
        display_name: Optional[str] = None,
        experiment: Optional[str] = None,
        description: Optional[str] = None,
        tags: Optional[Mapping[str, Any]] = None,
        timeout: Optional[float] = None,
        **more: Any,
    ):
        self.command, self.code = command, code
        self.inputs = dict(inputs or {})
        self.outputs = {each: {} for each in outputs} if isinstance(outputs, (list, tuple)) else dict(outputs or {})
        self.environment, self.environment_variables = environment, environment_variables
        #: Its name at the host; None: one is chosen when it is submitted.
        self.name = name
        self.compute, self.display_name = compute, display_name
        self.experiment, self.description, self.tags = experiment, description, dict(tags or {})
        #: Seconds that the whole may take; None: as long as it takes.
        self.timeout = timeout
        self.more = more
        known = [each for each in KEYS[self._kind] if each not in ("type", "trial")]
        for key in more:
            if key not in known:
                near = difflib.get_close_matches(key, [*known, *_parameters(type(self))], 1)
                hint = f" Did you mean {near[0]}?" if near else ""
                raise TypeError(f"{type(self).__name__} has no parameter {key}, and a job file no such key.{hint}")

    def to_dict(self) -> Dict[str, Any]:
        """The job as a job file has it."""
        return _bare({**self._common(), **self._run(), "limits": _bare({"timeout": self.timeout}) or None})

    def _run(self) -> Dict[str, Any]:
        return _bare({
            "command": self.command,
            "code": None if self.code is None else os.fspath(self.code),
            "environment": self.environment,
            "environment_variables": self.environment_variables,
        })

    def _common(self) -> Dict[str, Any]:
        return {
            "type": self._kind,
            "name": self.name,
            "display_name": self.display_name,
            "experiment_name": self.experiment,
            "description": self.description,
            "tags": self.tags or None,
            "compute": getattr(self.compute, "name", self.compute),
            "inputs": self.inputs or None,
            "outputs": self.outputs or None,
            **self.more,
        }


class Sweep(Command):
    """A command to be run as many trials, each with values of its own from a search space.

    .. code-block:: python

        Sweep(
            "python3 train.py --rate ${{search_space.rate}} --trees ${{search_space.trees}}",
            code="src",
            space={"rate": attune.real(1e-3, 1, log=True), "trees": attune.integer(10, 200)},
            maximize="AUC",
            max_trials=30, max_concurrent=2,
        )

    :param space: by name: a distribution (:mod:`attune.space`), or a plain value that is the same for all.
    :param maximize: the metric that is to be as high as can be, spelled as the script logs it; or
    :param minimize: the one that is to be as low as can be.
    :param sampling: ``"random"``, ``"grid"``, ``"bayesian"``, ``"auto"``, ``"tpe"``, ``"gp"``, ``"sobol"``, or a dictionary such as
        ``{"type": "random", "seed": 7}``. Default: ``"auto"``.
    :param max_trials: default: all of a grid, else 1,000.
    :param max_concurrent: trials at once; default: as the host has room.
    :param timeout: seconds that the whole sweep may take; :param trial_timeout: and each trial.
    :param early_termination: such as ``attune.bandit(slack_factor=0.1)``.

    The other parameters are those of :class:`Command`.
    """

    _kind = "sweep"

    def __init__(
        self,
        command: str,
        code: Optional[PathLike] = None,
        *,
        space: Mapping[str, Union[Distribution, int, float, str, bool]],
        maximize: Optional[str] = None,
        minimize: Optional[str] = None,
        sampling: Union[str, Mapping[str, Any]] = "auto",
        max_trials: Optional[int] = None,
        max_concurrent: Optional[int] = None,
        trial_timeout: Optional[float] = None,
        early_termination: Optional[Mapping[str, Any]] = None,
        **more: Any,
    ):
        super().__init__(command, code, **more)
        if (maximize is None) == (minimize is None):
            raise ValueError("A sweep has one primary metric: maximize='AUC', or minimize='loss'.")
        self.space = dict(space)
        self.metric: str = maximize or minimize or ""
        self.goal = "maximize" if maximize is not None else "minimize"
        self.sampling, self.early_termination = sampling, early_termination
        self.max_trials, self.max_concurrent, self.trial_timeout = max_trials, max_concurrent, trial_timeout

    def to_dict(self) -> Dict[str, Any]:
        """The job as a job file has it."""
        limits = {
            "max_total_trials": self.max_trials,
            "max_concurrent_trials": self.max_concurrent,
            "timeout": self.timeout,
            "trial_timeout": self.trial_timeout,
        }
        return _bare({
            **self._common(),
            "trial": self._run(),
            "sampling_algorithm": self.sampling,
            "search_space": self.space,
            "objective": {"goal": self.goal, "primary_metric": self.metric},
            "limits": _bare(limits) or None,
            "early_termination": self.early_termination,
        })


def _bare(values: Mapping[str, Any]) -> Dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _parameters(kind: type) -> List[str]:
    return [name for each in kind.__mro__[:-1] for name in inspect.signature(each).parameters]
