"""Files in the host's datastores."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Dict, Iterator, List, NamedTuple, Optional

from attune._wire import Connection
from attune.errors import HostRefusal, NotFound

from .ignore import IgnoreRules

#: The datastore that uploads go to unless they say otherwise.
DEFAULT_STORE = "workspaceblobstore"

_CHUNK = 1024 * 1024


class StoredFile(NamedTuple):
    """A file in a datastore."""

    #: Its path there.
    path: str
    size: int


def place(store: str, path: str) -> str:
    """The address by which jobs and assets name a place in a datastore."""
    return f"azureml://datastores/{store}/paths/{path.strip('/')}"


def split(path: str) -> List[str]:
    """The names of a path."""
    return [name for name in path.replace(os.sep, "/").split("/") if name and name != "."]


def put(connection: Connection, source: "os.PathLike[str] | str", path: str, store: str = DEFAULT_STORE) -> None:
    """Puts a file; it is there whole or not at all."""
    connection.send("PUT", connection.store(*split(path), store=store), file=source)


def walk(connection: Connection, path: str, store: str = DEFAULT_STORE) -> Iterator[StoredFile]:
    """The files in a folder of a datastore and below it, or the file itself; none where there is nothing."""
    listed = _entries(connection, path, store)
    if listed is None:
        folder, _, name = path.strip("/").rpartition("/")
        listed = [each for each in _entries(connection, folder, store) or [] if each["path"].rpartition("/")[2] == name]
    for entry in listed:
        if entry.get("is_dir"):
            yield from walk(connection, entry["path"], store)
        else:
            yield StoredFile(entry["path"], int(entry.get("file_size") or 0))


def fetch(connection: Connection, path: str, target: "os.PathLike[str] | str", store: str = DEFAULT_STORE) -> str:
    """Fetches a file."""
    return connection.download(connection.store(*split(path), store=store), target)


def put_once(connection: Connection, source: "os.PathLike[str] | str", folder: str) -> str:
    """Puts a file or folder at a place that its content decides, unless it is there already; returns the path."""
    root = Path(source)
    parts = local_files(root)
    target = f"{folder}/{digest(parts)[:24]}"
    done = f"{target}/.complete"
    if not _is_there(connection, done):
        for name, file in parts.items():
            put(connection, file, f"{target}/{root.name}/{name}" if root.is_dir() else f"{target}/{name}")
        connection.send("PUT", connection.store(*split(done)), data=b"")
    return f"{target}/{root.name}"


def local_files(root: Path) -> Dict[str, Path]:
    """The files of a folder by their paths below it, in order, without those that its ignore files name; of a file itself."""
    if root.is_file():
        return {root.name: root}
    if not root.is_dir():
        raise FileNotFoundError(f"There is no file or folder {root}.")
    return dict(sorted(IgnoreRules.walk(root)))


def digest(parts: Dict[str, Path], further: Optional[Dict[str, bytes]] = None) -> str:
    """What tells contents apart."""
    whole = hashlib.sha256()
    for name, file in parts.items():
        one = hashlib.sha256()
        with open(file, "rb") as stream:
            for chunk in iter(lambda: stream.read(_CHUNK), b""):
                one.update(chunk)
        whole.update(f"{name}\0{one.hexdigest()}\n".encode())
    for name, data in (further or {}).items():
        whole.update(f"{name}\0{hashlib.sha256(data).hexdigest()}\n".encode())
    return whole.hexdigest()


def _entries(connection: Connection, path: str, store: str) -> Optional[List[dict]]:
    try:
        answer = connection.send("GET", connection.store(*split(path), store=store), headers={"Range": "bytes=0-0"})
    except NotFound:
        return []
    except HostRefusal as refusal:
        if refusal.status == 416:
            return None  # a file, and an empty one
        raise
    if answer.headers.get("Content-Disposition") or answer.status == 206:
        return None  # it is a file
    return (answer.json() or {}).get("files", [])


def _is_there(connection: Connection, path: str) -> bool:
    try:
        connection.send("GET", connection.store(*split(path)))
        return True
    except NotFound:
        return False
