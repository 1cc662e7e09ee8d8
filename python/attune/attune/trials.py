"""The trials of a sweep: their values, metrics, logs and files."""

from __future__ import annotations

import os
import shlex
from pathlib import Path
from typing import Any, Dict, List, Mapping, NamedTuple, Optional, Union
from urllib.parse import urlsplit

from . import _html
from ._wire import Connection, quoted
from .errors import NotFound

PathLike = Union[str, "os.PathLike[str]"]

OVER = ("Completed", "Failed", "Canceled", "Paused")


class Point(NamedTuple):
    """A value of a metric."""

    step: int
    value: float
    #: When it was logged, as the host writes times.
    time: str


class Run:
    """What a trial and a job have in common: logs, files and metrics."""

    def __init__(self, connection: Connection, name: str):
        self._connection = connection
        self.name = name

    @property
    def studio_url(self) -> str:
        """Its page in the studio."""
        return f"{self._connection.url}/jobs/{quoted(self.name)}"

    def history(self, metric: Optional[str] = None) -> Any:
        """The points of a metric, in the order in which they came; of all metrics by name when none is named."""
        answer = self._connection.get(self._connection.history("runs", self.name, "metrics")) or {}
        points = {
            each["name"]: [Point(int(p["step"]), float(p["value"]), p["createdUtc"]) for p in each["points"]]
            for each in answer.get("value", [])
        }
        return points if metric is None else points.get(metric, [])

    def metrics(self) -> Dict[str, float]:
        """The last value of each metric, by step."""
        found = self.history().items()
        return {name: max(points, key=lambda point: point.step).value for name, points in found if points}

    def log_names(self) -> List[str]:
        """The names of its logs."""
        return sorted(self._logs())

    def logs(self, name: Optional[str] = None) -> str:
        """What it printed; or another log, such as ``logs/training.txt``. Empty while there is none."""
        found = self._logs()
        if name is None:
            printed = [each for each in found if each.startswith("user_logs/std_log")]
            name = max(printed, key=lambda each: (len(each), each)) if printed else next(iter(sorted(found)), None)
            if name is None:
                return ""
        if name not in found:
            raise NotFound(404, "ResourceNotFound", f"{self.name} has no log '{name}'. There are: {', '.join(sorted(found))}")
        return self._connection.send("GET", _path(found[name]), headers={"Accept": "*/*"}).text

    def files(self) -> List[str]:
        """What it left in ``./outputs``, by path below that."""
        try:
            return sorted(self._walk(""))
        except NotFound:
            return []

    def _logs(self) -> Dict[str, str]:
        answer = self._connection.get(self._connection.history("runs", self.name, "details"))
        return answer.get("logFiles") or {}

    def _walk(self, below: str) -> Any:
        query = {"run_id": self.name, "path": below or None}
        answer = self._connection.request("GET", "/api/2.0/mlflow/artifacts/list", query=query) or {}
        self._root = answer.get("root_uri", "")
        for each in answer.get("files", []):
            if each.get("is_dir"):
                yield from self._walk(each["path"])
            else:
                yield each["path"]

    def _download(self, target: PathLike) -> str:
        names = self.files()
        if names:
            root = self._root.split(":/", 1)[1].strip("/").split("/")
            for name in names:
                address = f"/api/2.0/mlflow-artifacts/artifacts/{quoted(*root, *name.split('/'))}"
                self._connection.download(address, Path(target, *name.split("/")))
        return os.fspath(target)


class Trial(Run):
    """A trial, as it was when it was asked for."""

    def __init__(self, connection: Connection, job: Any, found: Mapping[str, Any]):
        super().__init__(connection, found["runId"])
        properties = found.get("properties") or {}
        #: The sweep that it belongs to.
        self.job = job
        self.number: int = found.get("runNumber") or 0
        #: Such as ``Queued``, ``Running``, ``Completed``, ``Failed``; one that was stopped early is ``Canceled``.
        self.status: str = found["status"]
        #: Attune's own word, which tells ``StoppedEarly`` and ``TimedOut`` from ``Canceled``.
        self.state: str = properties.get("attune.state") or self.status
        #: Why it stands as it does, where there is something to say.
        self.reason: Optional[str] = properties.get("attune.reason")
        #: The values that it tries.
        self.parameters: Dict[str, Any] = found.get("parameters") or {}
        #: Its value of the sweep's primary metric; None while it has none.
        self.value: Optional[float] = float(properties["score"]) if properties.get("score") else None
        self.started_at: Optional[str] = found.get("startTimeUtc")
        self.ended_at: Optional[str] = found.get("endTimeUtc")

    @property
    def is_over(self) -> bool:
        return self.status in OVER

    @property
    def counts(self) -> bool:
        """Whether its value can be the sweep's best: it completed, was stopped early, or is under way."""
        return self.value is not None and self.state in ("Completed", "StoppedEarly", "Running", "Waiting")

    @property
    def seconds(self) -> Optional[float]:
        """How long it ran; None while it runs."""
        start, end = _html.parsed(self.started_at), _html.parsed(self.ended_at)
        return (end - start).total_seconds() if start and end else None

    @property
    def command(self) -> str:
        """The command with this trial's values in it, for people to read; the trial itself reads them from its environment."""
        text = self.job.command
        for name, value in self.parameters.items():
            text = text.replace("${{search_space.%s}}" % name, shlex.quote(_plain(value)))
        for name, value in self.job.inputs.items():
            text = text.replace("${{inputs.%s}}" % name, shlex.quote(value))
        return text

    @property
    def arguments(self) -> List[str]:
        """What stands behind the script in :attr:`command`, word by word."""
        words = shlex.split(self.command)
        scripts = [i for i, word in enumerate(words) if word.endswith((".py", ".cs", ".sh", ".R", ".jl"))]
        return words[scripts[0] + 1 :] if scripts else words[1:]

    def download(self, target: PathLike = ".") -> str:
        """Fetches what it left in ``./outputs`` to a folder, and gives it."""
        return self._download(target)

    def cancel(self, reason: Optional[str] = None) -> None:
        """Stops it; the sweep goes on."""
        self.job._control("POST", self.name, "cancel", {"reason": reason or "canceled from Python"})

    def register_model(
        self,
        name: str,
        path: str = "",
        *,
        tags: Optional[Mapping[str, Any]] = None,
        properties: Optional[Mapping[str, Any]] = None,
        description: Optional[str] = None,
    ) -> Any:
        """Registers files that it left as the next version of a model; they are copied.

        The same files with the same properties again give the version that is there: a cell may be run twice.

        :param path: a file or folder in ``./outputs``, such as ``model.pkl`` or ``outputs/model``; default: all of them.
        :param tags: may change later; :param properties: facts, which do not.
        """
        from .models import Models

        path = path.strip("/")
        if path and not path.startswith("outputs/") and path not in ("outputs", "."):
            path = "outputs/" + path
        inner = "" if path in ("", "outputs", ".") else path[len("outputs/") :]
        there = self.files()
        if inner and not any(each == inner or each.startswith(inner + "/") for each in there):
            names = ", ".join(there) or "nothing"
            raise FileNotFoundError(f"{self.name} left no {inner} in ./outputs. There is: {names}")
        source = f"runs:/{self.name}/{inner}" if inner else f"runs:/{self.name}"
        return Models(self._connection)._create(name, source, self.name, tags, properties, description)

    def __repr__(self) -> str:
        value = "" if self.value is None else f" {self.job.metric}={_html.number(self.value)}"
        return f"Trial({self.name} {self.status}{value} {_html.values(self.parameters)})"

    def _repr_html_(self) -> str:
        return _html.facts(
            _html.link(self.studio_url, self.name),
            [
                ("status", _html.badge(self.status)),
                (self.job.metric, _html.number(self.value, 7)),
                ("values", _html.values(self.parameters)),
                ("took", _html.duration(self.seconds)),
                ("reason", self.reason),
            ],
        )


class Trials(List[Trial]):
    """Trials in an order, that show themselves as a table."""

    def __init__(self, trials: Any = (), metric: str = "", goal: str = "maximize"):
        super().__init__(trials)
        self.metric, self.goal = metric, goal

    def best(self) -> Optional[Trial]:
        """The best one; None while none has a value. One that failed is none, whatever it logged."""
        valued = [each for each in self if each.counts]
        if not valued:
            return None
        return (max if self.goal == "maximize" else min)(valued, key=lambda each: each.value)

    def rows(self) -> List[Dict[str, Any]]:
        """A dictionary for each: number, status, value, parameters, seconds."""
        return [
            {"trial": each.number, "status": each.status, self.metric or "value": each.value, **each.parameters,
             "seconds": each.seconds}
            for each in self
        ]

    def to_pandas(self) -> Any:
        """A data frame, by trial number as the index; needs pandas."""
        import pandas

        return pandas.DataFrame(self.rows()).set_index("trial") if self else pandas.DataFrame()

    def __repr__(self) -> str:
        return "\n".join(repr(each) for each in self) or "no trials"

    def _repr_html_(self) -> str:
        names: List[str] = []
        for each in self:
            names += [name for name in each.parameters if name not in names]
        best = self.best()
        rows = [
            [
                _html.link(each.studio_url, each.number),
                _html.badge(each.status),
                each.value,
                *[each.parameters.get(name) for name in names],
                _html.duration(each.seconds),
                each.reason if each.state not in ("Completed", "Running") else "",
            ]
            for each in self
        ]
        columns = ["trial", "status", self.metric or "value", *names, "took", ""]
        return _html.table(columns, rows, best=self.index(best) if best is not None else None)


def _plain(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _path(address: str) -> str:
    parts = urlsplit(address)
    return parts.path + ("?" + parts.query if parts.query else "")
