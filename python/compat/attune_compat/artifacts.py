"""Runs of the tracking protocol, and the files that they keep."""

from __future__ import annotations

import getpass
import os
import time
from pathlib import Path
from typing import Any, Dict, Iterator, List, Mapping, Optional, Union

from attune._wire import Connection, quoted
from attune.errors import Conflict, HostRefusal, NotFound

DOOR = "/api/2.0/mlflow-artifacts/artifacts/"


def now() -> int:
    """This moment as the protocol says it."""
    return int(time.time() * 1000)


def experiment(connection: Connection, name: str) -> str:
    """The id of an experiment, which is made where there is none."""
    try:
        return connection.mlflow("GET", "experiments/get-by-name", query={"experiment_name": name})["experiment"][
            "experiment_id"
        ]
    except NotFound:
        pass
    try:
        return connection.mlflow("POST", "experiments/create", {"name": name})["experiment_id"]
    except (Conflict, HostRefusal):
        # Somebody else was first.
        found = connection.mlflow("GET", "experiments/get-by-name", query={"experiment_name": name})
        return found["experiment"]["experiment_id"]


def start(connection: Connection, of: str, name: Optional[str], tags: Mapping[str, str], parent: Optional[str] = None) -> str:
    """Starts a run in an experiment; returns its id."""
    pairs = {"mlflow.user": _user(), **tags}
    if parent:
        pairs["mlflow.parentRunId"] = parent
    body: Dict[str, Any] = {
        "experiment_id": experiment(connection, of),
        "start_time": now(),
        "user_id": _user(),
        "tags": [{"key": key, "value": value} for key, value in pairs.items()],
    }
    if name:
        body["run_name"] = name
    return connection.mlflow("POST", "runs/create", body)["run"]["info"]["run_id"]


def end(connection: Connection, run: str, status: str = "FINISHED") -> None:
    connection.mlflow("POST", "runs/update", {"run_id": run, "status": status, "end_time": now()}, repeat=True)


def get(connection: Connection, run: str) -> Dict[str, Any]:
    return connection.mlflow("GET", "runs/get", query={"run_id": run})["run"]


def root(connection: Connection, run: str) -> str:
    """Where the files of a run lie, below the door for files."""
    return get(connection, run)["info"]["artifact_uri"].split(":/", 1)[1].strip("/")


def put(connection: Connection, run: str, path: str, source: Union[str, "os.PathLike[str]", bytes]) -> None:
    """Puts a file, or bytes as a file."""
    address = DOOR + quoted(*root(connection, run).split("/"), *path.strip("/").split("/"))
    if isinstance(source, bytes):
        connection.send("PUT", address, data=source)
    else:
        connection.send("PUT", address, file=source)


def names(connection: Connection, run: str, path: str = "") -> List[str]:
    """The files of a run, below a folder, by their whole paths."""
    try:
        start = root(connection, run)
    except NotFound:
        return []
    folder = "/".join(part for part in (start, path.strip("/")) if part)
    prefix = path.strip("/") + "/" if path.strip("/") else ""
    return [prefix + each for each in below(connection, folder)]


def fetch(connection: Connection, run: str, path: str, target: Union[str, Path]) -> str:
    address = DOOR + quoted(*root(connection, run).split("/"), *path.strip("/").split("/"))
    return connection.download(address, target)


def read(connection: Connection, run: str, path: str) -> bytes:
    address = DOOR + quoted(*root(connection, run).split("/"), *path.strip("/").split("/"))
    return connection.send("GET", address, headers={"Accept": "*/*"}).body


def below(connection: Connection, folder: str) -> Iterator[str]:
    """The files below a folder of the door for files, by their paths below it."""
    listed = connection.request("GET", DOOR.rstrip("/"), query={"path": folder}) or {}
    for entry in listed.get("files", []):
        if entry.get("is_dir"):
            for path in below(connection, f"{folder}/{entry['path']}"):
                yield f"{entry['path']}/{path}"
        else:
            yield entry["path"]


def _user() -> str:
    try:
        return getpass.getuser()
    except Exception:  # no such user, no such variable
        return "unknown"
