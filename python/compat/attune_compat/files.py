"""Files in the host's datastores."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Iterator, List, NamedTuple, Optional

from attune._files import all_files, upload_data
from attune._wire import Connection
from attune.errors import HostRefusal, NotFound

#: The datastore that uploads go to unless they say otherwise.
DEFAULT_STORE = "workspaceblobstore"


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


def put_data(connection: Connection, path: Path) -> str:
    """Puts a file or folder, unless the host has the same already; returns the address by which jobs name it."""
    folder = upload_data(connection, all_files(path))
    return f"{folder}/{path.name}" if path.is_file() else folder


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


def _entries(connection: Connection, path: str, store: str) -> Optional[List[dict]]:
    """What is in a folder; None for a file."""
    try:
        answer = connection.send("GET", connection.store(*split(path), store=store), headers={"Range": "bytes=0-0"})
    except NotFound:
        return []
    except HostRefusal as refusal:
        if refusal.status == 416:
            return None  # a file, and an empty one
        raise
    if answer.headers.get("Content-Disposition") or answer.status == 206:
        return None
    return (answer.json() or {}).get("files", [])
