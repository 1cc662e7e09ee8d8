"""The jobs of a workspace: handing them in, finding them again."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Iterator, List, Mapping, Optional, Union

from . import _html
from ._files import all_files, upload_code, upload_data
from ._job_file import Uploads, properties_of
from ._names import new_name
from ._reading import read_job_file
from ._wire import Connection
from .job import Job
from .sweep import Command

PathLike = Union[str, "os.PathLike[str]"]


class JobList(List[Job]):
    """Jobs that show themselves as a table."""

    def __repr__(self) -> str:
        return "\n".join(repr(each) for each in self) or "no jobs"

    def _repr_html_(self) -> str:
        rows = [
            [
                _html.link(each.studio_url, each.display_name),
                each.kind,
                _html.badge(each.status),
                each.experiment,
                _html.moment(each.created_at),
            ]
            for each in self
        ]
        return _html.table(["job", "kind", "status", "experiment", "created"], rows)


class Jobs:
    """The jobs of a workspace: ``ws.jobs["calm_otter_7k2m9q"]``, ``for each in ws.jobs``."""

    def __init__(self, connection: Connection):
        self._connection = connection

    def submit(
        self,
        job: Union[Command, Mapping[str, Any], PathLike],
        *,
        name: Optional[str] = None,
        experiment: Optional[str] = None,
        compute: Any = None,
        max_concurrent: Optional[int] = None,
    ) -> Job:
        """Hands a job in, with its code, and returns at once.

        :param job: a :class:`Sweep` or :class:`Command`; a dictionary as a job file has it; or a job file's path. Relative paths
            start from the current folder, those in a file from the file's.
        :param name: its name at the host; default: the job's own, else one is chosen.
        :raises ValueError: what is wrong with the job and could be seen here; :class:`HostRefusal`: what the host sees, all at once.
        """
        folder = Path.cwd()
        if isinstance(job, Command):
            said = job.to_dict()
        elif isinstance(job, Mapping):
            said = dict(job)
        else:
            file = Path(os.fspath(job)).expanduser()
            said, folder = read_job_file(file), file.resolve().parent
        said = dict(said)
        if experiment is not None:
            said["experiment_name"] = experiment
        if compute is not None:
            said["compute"] = getattr(compute, "name", compute)
        if max_concurrent is not None:
            said["limits"] = {**(said.get("limits") or {}), "max_concurrent_trials": max_concurrent}
        name = name or said.get("name") or new_name()
        said["compute"] = _compute(said.get("compute"))
        uploads = Uploads(lambda code: upload_code(self._connection, code), self._place, folder)
        body = {"properties": properties_of(said, uploads)}
        path = self._connection.arm("jobs", name)
        return Job(self._connection, name, self._connection.request("PUT", path, body))

    def get(self, name: str) -> Job:
        """A job.

        :raises NotFound: there is none.
        """
        return Job(self._connection, name)

    def list(self, *, max: Optional[int] = 100, archived: Optional[bool] = False) -> JobList:
        """Jobs, the newest first.

        :param max: so many at most; None: all.
        :param archived: those that are hidden, others (the default), or both (None).
        """
        view = {None: "All", True: "ArchivedOnly", False: "ActiveOnly"}[archived]
        found = JobList()
        for each in self._connection.pages(self._connection.arm("jobs"), listViewType=view):
            if max is not None and len(found) >= max:
                break
            found.append(Job(self._connection, each["name"], each))
        return found

    def __getitem__(self, name: str) -> Job:
        return self.get(name)

    def __contains__(self, name: str) -> bool:
        return self._connection.find(self._connection.arm("jobs", name)) is not None

    def __iter__(self) -> Iterator[Job]:
        return iter(self.list(max=None))

    def __repr__(self) -> str:
        return repr(self.list())

    def _repr_html_(self) -> str:
        return self.list()._repr_html_()

    def _place(self, path: Path) -> str:
        files = all_files(path)
        if not files:
            raise FileNotFoundError(f"There is no file in {path}.")
        uri = upload_data(self._connection, files)
        return f"{uri}/{path.name}" if path.is_file() else uri


def _compute(named: Any) -> Any:
    # As job files write it.
    return named[len("azureml:") :] if isinstance(named, str) and named.startswith("azureml:") else named
