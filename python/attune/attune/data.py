"""Data of a workspace: named, with versions whose content never changes."""

from __future__ import annotations

import glob
import os
from pathlib import Path
from typing import Any, Dict, Iterator, List, Mapping, Optional, Sequence, Union

from . import _html
from ._files import all_files, digest, upload_data
from ._wire import Connection
from .errors import Conflict, NotFound

PathLike = Union[str, "os.PathLike[str]"]

_STORE = "azureml://datastores/"


class Data:
    """A version of data. As an input of a job it is a file or folder that the script finds by ``${{inputs.NAME}}``."""

    def __init__(self, connection: Connection, name: str, found: Mapping[str, Any]):
        self._connection = connection
        properties = found["properties"]
        self.name = name
        self.version: str = found["name"]
        #: ``uri_file``, ``uri_folder`` or ``mltable``.
        self.type: str = properties.get("dataType", "uri_folder")
        self.uri: str = properties.get("dataUri", "")
        self.description: Optional[str] = properties.get("description")
        self.tags: Dict[str, str] = properties.get("tags") or {}
        self.properties: Dict[str, str] = properties.get("properties") or {}
        self.created_at: Optional[str] = (found.get("systemData") or {}).get("createdAt")

    @property
    def path(self) -> str:
        """How job files name it: ``azureml:NAME:VERSION``."""
        return f"azureml:{self.name}:{self.version}"

    def as_input(self, mode: Optional[str] = None) -> Dict[str, Any]:
        """The input of a job."""
        return {"type": self.type, "path": self.path, **({"mode": mode} if mode else {})}

    def files(self) -> List[str]:
        """The files by relative path, where they lie with the host; empty when they lie elsewhere."""
        store, folder = _place(self.uri)
        if store is None:
            return []
        if self.type == "uri_file":
            return [folder.rsplit("/", 1)[-1]]
        return [name[len(folder) :].lstrip("/") for name in _walk(self._connection, store, folder)]

    def download(self, target: PathLike = ".") -> str:
        """Fetches the files to a folder, and gives it."""
        store, folder = _place(self.uri)
        if store is None:
            raise ValueError(f"{self.path} lies at {self.uri}, which is no place of the host's that files are fetched from.")
        above = folder.rsplit("/", 1)[0] if self.type == "uri_file" else folder
        for name in self.files():
            parts = [part for part in f"{above}/{name}".split("/") if part]
            self._connection.download(self._connection.store(*parts, store=store), Path(target, *name.split("/")))
        return os.fspath(target)

    def __repr__(self) -> str:
        return f"Data({self.path}, {self.type})"

    def _repr_html_(self) -> str:
        return _html.facts(
            f"{self.name} version {self.version}",
            [
                ("type", self.type),
                ("files", ", ".join(self.files())),
                ("description", self.description),
                ("tags", _html.values(self.tags)),
                ("in job files", self.path),
                ("created", _html.moment(self.created_at)),
            ],
        )


class DataAssets:
    """The data of a workspace: ``ws.data["diabetes"]``, ``"diabetes" in ws.data``, ``for each in ws.data``."""

    def __init__(self, connection: Connection):
        self._connection = connection

    def create(
        self,
        name: str,
        path: Union[PathLike, Sequence[PathLike]],
        *,
        description: Optional[str] = None,
        tags: Optional[Mapping[str, Any]] = None,
        version: Optional[str] = None,
        type: Optional[str] = None,
    ) -> Data:
        """Makes a version of data from files here, which are uploaded, or from an address.

        The same files again give the version that is there: a cell may be run twice.

        :param path: a file, a folder, a list of files (``*`` and ``?`` are filled in), or an address such as ``https://...``.
        :param version: default: the next one.
        :param type: ``uri_file``, ``uri_folder`` or ``mltable``; default: by what is there.
        :raises Conflict: the version is there with another content.
        """
        properties: Dict[str, Any] = {"description": description, "tags": {k: str(v) for k, v in (tags or {}).items()}}
        if isinstance(path, str) and "://" in path:
            properties.update(dataUri=path, dataType=type or "uri_folder")
            mark = None
        else:
            files, kind = _files(path)
            uri = upload_data(self._connection, files)
            mark = digest(files)
            kind = type or kind
            properties.update(
                dataUri=f"{uri}/{next(iter(files))}" if kind == "uri_file" else uri,
                dataType=kind,
                properties={"attune.digest": mark},
            )
        return self._save(name, version, mark, properties)

    def get(self, name: str, version: Optional[str] = None) -> Data:
        """A version; the latest unless one is named.

        :raises NotFound: there is none.
        """
        version = version or self._connection.get(self._connection.arm("data", name))["properties"].get("latestVersion")
        if not version:
            raise NotFound(404, "ResourceNotFound", f"The data '{name}' has no version.")
        return Data(self._connection, name, self._connection.get(self._connection.arm("data", name, "versions", version)))

    def list(self) -> List[Data]:
        """The latest version of each, by name."""
        found = self._connection.pages(self._connection.arm("data"))
        return [
            self.get(each["name"], each["properties"]["latestVersion"])
            for each in found
            if each["properties"].get("latestVersion")
        ]

    def versions(self, name: str) -> List[Data]:
        """All versions of one, the newest first."""
        found = self._connection.pages(self._connection.arm("data", name, "versions"))
        return [Data(self._connection, name, each) for each in found]

    def delete(self, name: str, version: Optional[str] = None) -> None:
        """Deletes data, or one version of it; files stay where they are."""
        names = ("data", name) if version is None else ("data", name, "versions", version)
        self._connection.request("DELETE", self._connection.arm(*names))

    def __contains__(self, name: str) -> bool:
        return self._connection.find(self._connection.arm("data", name)) is not None

    def __getitem__(self, name: str) -> Data:
        return self.get(*name.split(":", 1))

    def __iter__(self) -> Iterator[Data]:
        return iter(self.list())

    def __repr__(self) -> str:
        return "\n".join(repr(each) for each in self) or "no data"

    def _repr_html_(self) -> str:
        rows = [[each.name, each.version, each.type, each.description, _html.moment(each.created_at)] for each in self]
        return _html.table(["name", "version", "type", "description", "created"], rows)

    def _save(self, name: str, version: Optional[str], mark: Optional[str], properties: Dict[str, Any]) -> Data:
        while True:
            there = self._connection.find(self._connection.arm("data", name))
            latest = (there or {}).get("properties", {}).get("latestVersion")
            if version is None and mark is not None and latest:
                found = self.get(name, latest)
                if found.properties.get("attune.digest") == mark and found.type == properties["dataType"]:
                    version = latest  # the same content; what is said about it may have changed
            number = version or (there or {}).get("properties", {}).get("nextVersion") or "1"
            place = self._connection.arm("data", name, "versions", number)
            try:
                return Data(self._connection, name, self._connection.request("PUT", place, {"properties": properties}))
            except Conflict:
                if version is not None:
                    raise
                # Somebody took the number meanwhile.


def _files(path: Union[PathLike, Sequence[PathLike]]) -> "tuple[Dict[str, Path], str]":
    if isinstance(path, (str, os.PathLike)):
        one = Path(os.fspath(path)).expanduser()
        if one.is_file():
            return {one.name: one}, "uri_file"
        if one.is_dir():
            files = all_files(one)
            if files:
                return files, "uri_folder"
            raise FileNotFoundError(f"There is no file in {one}.")
        path = [path]
    found: Dict[str, Path] = {}
    for each in path:
        pattern = os.path.expanduser(os.fspath(each))
        matches = [pattern] if os.path.isfile(pattern) else sorted(glob.glob(pattern, recursive=True))
        files_here = [Path(match) for match in matches if os.path.isfile(match)]
        if not files_here:
            raise FileNotFoundError(f"There is no file {pattern} (looked from {os.getcwd()}).")
        for file in files_here:
            if found.setdefault(file.name, file) != file:
                raise ValueError(f"Two files are called {file.name}: {found[file.name]} and {file}.")
    return found, "uri_folder"


def _place(uri: str) -> "tuple[Optional[str], str]":
    if not uri.lower().startswith(_STORE):
        return None, ""
    store, _, rest = uri[len(_STORE) :].partition("/")
    return store, rest[len("paths/") :] if rest.startswith("paths/") else rest


def _walk(connection: Connection, store: str, folder: str) -> Iterator[str]:
    parts = [part for part in folder.split("/") if part]
    for each in (connection.get(connection.store(*parts, store=store)) or {}).get("files", []):
        if each.get("is_dir"):
            yield from _walk(connection, store, each["path"])
        else:
            yield each["path"]
