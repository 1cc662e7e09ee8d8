"""A job: how it stands, how it goes on, and what became of it."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import Any, Dict, Iterator, List, Mapping, Optional, TextIO, Tuple, Union

from . import _html
from ._wire import Connection, quoted
from .errors import HostRefusal, JobFailed, NotFound
from .trials import OVER, Run, Trial, Trials

PathLike = Union[str, "os.PathLike[str]"]

_PAUSED_FOR = 10.0


class Job(Run):
    """A sweep, or a command that is run once. What it says of itself is from when it was asked for last: :meth:`refresh`."""

    def __init__(self, connection: Connection, name: str, found: Optional[Mapping[str, Any]] = None):
        super().__init__(connection, name)
        self._read(found if found is not None else self._ask())

    def refresh(self) -> "Job":
        """Asks the host how it stands now."""
        self._read(self._ask())
        return self

    @property
    def is_sweep(self) -> bool:
        return self.kind == "sweep"

    @property
    def is_over(self) -> bool:
        """Whether nothing happens to it any more by itself. One whose host was stopped is ``Paused``."""
        return self.status in OVER

    def wait(self, timeout: Optional[float] = None, *, raise_on_failure: bool = True) -> "Job":
        """Waits for its end.

        :param timeout: seconds; None: as long as it takes.
        :raises JobFailed: it did not complete, unless ``raise_on_failure`` is False.
        :raises TimeoutError: it is not over yet.
        """
        for _ in self.follow(timeout):
            pass
        return self._ended(raise_on_failure)

    def stream(self, file: Optional[TextIO] = None, *, timeout: Optional[float] = None) -> "Job":
        """Prints what happens until its end: of a sweep its trials, of a command what it prints."""
        out = file or sys.stdout
        seen: Dict[int, str] = {}
        printed = 0
        print(f"{self.name}: {self.studio_url}", file=out, flush=True)
        for trials in self.follow(timeout):
            for trial in sorted(trials, key=lambda each: each.number):
                if trial.status != seen.get(trial.number) and (trial.is_over or trial.status == "Running"):
                    seen[trial.number] = trial.status
                    print(self._line(trial, trials), file=out, flush=True)
            if not self.is_sweep:
                printed = self._print_on(printed, out)
        print(f"{self.name} is {self.status}" + (f": {self.reason}" if self.reason else ""), file=out, flush=True)
        return self

    def show(self, *, timeout: Optional[float] = None) -> None:
        """Shows how it goes until its end, in a notebook as a live view. Interrupting ends the view, not the job."""
        from ._live import show

        show(self, timeout)

    live = show

    def follow(self, timeout: Optional[float] = None) -> Iterator[Trials]:
        """Its trials, again and again until its end; the last time after it."""
        ends = None if timeout is None else time.monotonic() + timeout
        paused_until: Optional[float] = None
        while True:
            asked = time.monotonic()
            self.refresh()
            trials = self.trials(order="number")
            yield trials
            if self.status == "Paused":
                # A host that was started anew takes its jobs up in a moment, or is told to.
                paused_until = paused_until or asked + _PAUSED_FOR
            else:
                paused_until = None
            if self.is_over and (paused_until is None or asked >= paused_until):
                return
            if ends is not None and time.monotonic() > ends:
                raise TimeoutError(f"{self.name} is {self.status} after {timeout:g} s.")
            # A sweep of thousands of trials is asked less often than one of six.
            time.sleep(min(30.0, max(0.5, 10 * (time.monotonic() - asked))))

    def trials(self, order: str = "best") -> Trials:
        """Its trials: the best first, then those whose value does not count because they failed, then those without one; or by
        ``"number"``."""
        if not self.is_sweep:
            return Trials()
        path = self._connection.history("runs", self.name, "children")
        found = [Trial(self._connection, self, each) for each in self._connection.pages(path, **{"$top": 1000})]
        if order not in ("best", "number"):
            raise ValueError("order is 'best' or 'number'.")

        def key(trial: Trial) -> Tuple[bool, bool, float, int]:
            if order == "number":
                return False, False, 0.0, trial.number
            sign = -1 if self.goal == "maximize" else 1
            return trial.value is None, not trial.counts, sign * (trial.value or 0.0), trial.number

        return Trials(sorted(found, key=key), self.metric, self.goal)

    def trial(self, number: int) -> Trial:
        """A trial by its number, from 0.

        :raises NotFound: there is none.
        """
        return Trial(self._connection, self, self._connection.get(self._connection.history("runs", f"{self.name}_{number}")))

    def best(self) -> Optional[Trial]:
        """The best trial by the primary metric; None while none has a value."""
        name = self.refresh().properties.get("best_child_run_id")
        return self.trial(int(name.rsplit("_", 1)[1])) if name else None

    def all_metrics(self) -> Dict[int, Dict[str, float]]:
        """The last value of each metric of each trial, by the trial's number."""
        return {trial.number: trial.metrics() for trial in self.trials(order="number")}

    def cancel(self, reason: Optional[str] = None) -> "Job":
        """Cancels it with its running trials, which are given some seconds to end."""
        path = self._connection.arm("jobs", self.name, "cancel")
        try:
            self._control("POST", self.name, "cancel", {"reason": reason or "canceled from Python"})
        except HostRefusal as refusal:
            if refusal.status != 403:
                raise
            # The other door asks for no reason, and for less of a role.
            self._connection.send("POST", path, repeat=True)
        return self.refresh()

    def resume(self) -> "Job":
        """Lets it go on after its host was stopped, or after it was canceled or has failed."""
        self._control("POST", self.name, "resume")
        return self.refresh()

    def delete(self) -> None:
        """Deletes it, once it is over, with its trials, metrics and files."""
        self._connection.request("DELETE", self._connection.arm("jobs", self.name))

    def download(self, target: Optional[PathLike] = None, *, all: bool = False) -> str:
        """Fetches what it left in ``./outputs`` to a folder, and gives it: of a sweep, its best trial's.

        :param target: default: a folder of the job's name here.
        :param all: every trial's, each in a folder of its own.
        """
        folder = Path(os.fspath(target) if target is not None else self.name)
        if not self.is_sweep:
            return Trial(self._connection, self, {"runId": self.name + "_0", "status": self.status}).download(folder)
        if all:
            for trial in self.trials(order="number"):
                trial.download(folder / str(trial.number))
            return os.fspath(folder)
        best = self.best()
        if best is None:
            raise NotFound(404, "ResourceNotFound", f"{self.name} has no trial with a value of {self.metric} yet.")
        return best.download(folder)

    def register_model(self, name: str, path: str = "", **more: Any) -> Any:
        """Registers files of its best trial, of a command its own: see :meth:`Trial.register_model`."""
        if not self.is_sweep:
            only = Trial(self._connection, self, {"runId": self.name + "_0", "status": self.status})
            return only.register_model(name, path, **more)
        best = self.best()
        if best is None:
            raise NotFound(404, "ResourceNotFound", f"{self.name} has no trial with a value of {self.metric} yet.")
        return best.register_model(name, path, **more)

    @property
    def total(self) -> Optional[int]:
        """How many trials it will have at most; None where the search space says no number."""
        limit = self._limits.get("maxTotalTrials")
        if self._sampling.lower() != "grid":
            return limit
        size = 1
        for entry in self._space.values():
            if not isinstance(entry, list):
                continue
            if entry[0] != "choice" or any(isinstance(each, dict) for each in entry[1][0]):
                return limit
            size *= len(entry[1][0])
        return min(size, limit) if limit else size

    def __repr__(self) -> str:
        return f"Job({self.name}, {self.kind}, {self.status})"

    def _repr_html_(self) -> str:
        from ._live import view

        return view(self, self.trials(order="number"))

    def _ask(self) -> Mapping[str, Any]:
        return self._connection.get(self._connection.arm("jobs", self.name))

    def _read(self, found: Mapping[str, Any]) -> None:
        wire = found["properties"]
        #: ``sweep`` or ``command``.
        self.kind: str = wire["jobType"].lower()
        #: ``Queued``, ``Preparing``, ``Running``, ``Completed``, ``Failed``, ``Canceled``, or ``Paused`` when its host was stopped.
        self.status: str = wire["status"]
        self.properties: Dict[str, str] = wire.get("properties") or {}
        #: Why it stands as it does, where there is something to say.
        self.reason: Optional[str] = self.properties.get("attune.reason")
        #: What the host found worth saying about the job when it took it in.
        self.notices: List[str] = (self.properties.get("attune.notices") or "").splitlines()
        self.display_name: str = wire.get("displayName") or self.name
        self.experiment: str = wire.get("experimentName") or ""
        self.description: Optional[str] = wire.get("description")
        self.tags: Dict[str, str] = wire.get("tags") or {}
        objective = wire.get("objective") or {}
        #: The primary metric and whether it is to be high (``maximize``) or low (``minimize``); of a command both are empty.
        self.metric: str = objective.get("primaryMetric") or ""
        self.goal: str = (objective.get("goal") or "").lower()
        self.command: str = (wire.get("trial") or wire).get("command") or ""
        #: By name: a literal's text, or how the host names the data.
        self.inputs: Dict[str, str] = {
            name: each.get("uri") or str(each.get("value") or "") for name, each in (wire.get("inputs") or {}).items() if each
        }
        self.created_at: Optional[str] = (found.get("systemData") or {}).get("createdAt")
        self._limits: Mapping[str, Any] = wire.get("limits") or {}
        self._space: Mapping[str, Any] = wire.get("searchSpace") or {}
        self._sampling: str = (wire.get("samplingAlgorithm") or {}).get("samplingAlgorithmType") or ""

    def _ended(self, raise_on_failure: bool) -> "Job":
        if raise_on_failure and self.status != "Completed":
            raise JobFailed(self.name, self.status, self.reason)
        return self

    def _line(self, trial: Trial, trials: Trials) -> str:
        value = "" if trial.value is None else f" {self.metric}={_html.number(trial.value)}"
        best = trials.best()
        mark = "  best so far" if trial.is_over and best is not None and best.number == trial.number else ""
        reason = f" ({trial.reason})" if trial.is_over and trial.reason and trial.status != "Completed" else ""
        return f"trial {trial.number} {trial.state}{value}  {_html.values(trial.parameters)}{mark}{reason}"

    def _print_on(self, printed: int, out: TextIO) -> int:
        text = self.logs()
        out.write(text[printed:])
        out.flush()
        return len(text)

    def _control(self, method: str, name: str, verb: str, body: Optional[Mapping[str, Any]] = None) -> Any:
        # Asked twice, these do the same.
        return self._connection.request(method, self._connection.control("jobs", name, verb), body, repeat=True)
