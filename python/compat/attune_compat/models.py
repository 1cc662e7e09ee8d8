"""The model registry. What Azure keeps as properties of a version are tags here whose names begin with ``property.``."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any, Dict, Iterator, List, Mapping, NamedTuple, Optional, Tuple

from attune._files import all_files
from attune._wire import Connection, quoted
from attune.errors import NotFound

from . import artifacts

_PROPERTY = "property."
_PAGE = 200


class Version(NamedTuple):
    """A version of a registered model."""

    name: str
    version: int
    description: Optional[str]
    tags: Dict[str, str]
    properties: Dict[str, str]
    run: Optional[str]
    source: Optional[str]
    created: float


def register(
    connection: Connection,
    name: str,
    source: str,
    *,
    run: Optional[str] = None,
    tags: Optional[Mapping[str, Any]] = None,
    properties: Optional[Mapping[str, Any]] = None,
    description: Optional[str] = None,
) -> Version:
    """Registers the files that a source names (``runs:/RUN/PATH``, ``azureml://jobs/…``) as the next version."""
    try:
        connection.mlflow("GET", "registered-models/get", query={"name": name})
    except NotFound:
        connection.mlflow("POST", "registered-models/create", {"name": name})
    pairs = {str(key): str(value) for key, value in (tags or {}).items()}
    pairs.update({_PROPERTY + str(key): str(value) for key, value in (properties or {}).items()})
    body: Dict[str, Any] = {
        "name": name,
        "source": source,
        "tags": [{"key": key, "value": value} for key, value in pairs.items()],
    }
    if run:
        body["run_id"] = run
    if description:
        body["description"] = description
    return _read(connection.mlflow("POST", "model-versions/create", body)["model_version"])


def register_local(connection: Connection, name: str, path: "str | Path", **about: Any) -> Version:
    """Registers a file or folder of this machine: a run of its own holds it, and is its lineage."""
    root = Path(path).expanduser()
    parts = all_files(root)
    run = artifacts.start(connection, "models", f"register {name}", {"azureml.purpose": "model"})
    for each, file in parts.items():
        artifacts.put(connection, run, f"{root.name}/{each}" if root.is_dir() else each, file)
    artifacts.end(connection, run)
    return register(connection, name, f"runs:/{run}/{root.name}", run=run, **about)


def find(connection: Connection, name: str, version: Optional[int] = None) -> Version:
    """A version; the latest where none is named.

    :raises NotFound: there is none.
    """
    if version is not None:
        query = {"name": name, "version": str(version)}
        return _read(connection.mlflow("GET", "model-versions/get", query=query)["model_version"])
    versions = versions_of(connection, name)
    if not versions:
        raise NotFound(404, "RESOURCE_DOES_NOT_EXIST", f"There is no model '{name}'.")
    return versions[0]


def versions_of(connection: Connection, name: str) -> List[Version]:
    """The versions of a model, the newest first."""
    text = name.replace("'", "''")
    return [each for each in every(connection, f"name = '{text}'") if each.name == name]


def every(connection: Connection, condition: Optional[str] = None) -> List[Version]:
    """All versions, the newest first."""
    return sorted((_read(each) for each in _search(connection, condition)), key=lambda each: (-each.created, -each.version))


def update(connection: Connection, of: Version, *, tags: Mapping[str, Any], gone: Tuple[str, ...] = ()) -> None:
    """Sets tags of a version, and takes others away."""
    name = {"name": of.name, "version": str(of.version)}
    for key, value in tags.items():
        connection.mlflow("POST", "model-versions/set-tag", {**name, "key": str(key), "value": str(value)})
    for key in gone:
        connection.mlflow("DELETE", "model-versions/delete-tag", {**name, "key": str(key)})


def set_properties(connection: Connection, of: Version, properties: Mapping[str, Any]) -> None:
    update(connection, of, tags={_PROPERTY + str(key): value for key, value in properties.items()})


def delete(connection: Connection, of: Version) -> None:
    connection.mlflow("DELETE", "model-versions/delete", {"name": of.name, "version": str(of.version)})


def download(connection: Connection, of: Version, folder: "str | os.PathLike[str]") -> List[str]:
    """Fetches the files of a version; returns where they are now."""
    query = {"name": of.name, "version": str(of.version)}
    uri = connection.mlflow("GET", "model-versions/get-download-uri", query=query)["artifact_uri"]
    root = uri.split(":/", 1)[1].strip("/")
    found = []
    for path in artifacts.below(connection, root):
        target = Path(folder).joinpath(*path.split("/"))
        address = artifacts.DOOR + quoted(*root.split("/"), *path.split("/"))
        found.append(connection.download(address, target))
    return found


def _search(connection: Connection, condition: Optional[str]) -> Iterator[Dict[str, Any]]:
    token = None
    while True:
        query = {"max_results": _PAGE, "filter": condition, "page_token": token}
        answer = connection.mlflow("GET", "model-versions/search", query=query) or {}
        yield from answer.get("model_versions", [])
        token = answer.get("next_page_token")
        if not token:
            return


def _read(wire: Mapping[str, Any]) -> Version:
    pairs = {each["key"]: each.get("value", "") for each in wire.get("tags", [])}
    cut = len(_PROPERTY)
    return Version(
        wire["name"],
        int(wire["version"]),
        wire.get("description"),
        {key: value for key, value in pairs.items() if not key.startswith(_PROPERTY)},
        {key[cut:]: value for key, value in pairs.items() if key.startswith(_PROPERTY)},
        wire.get("run_id"),
        wire.get("source"),
        wire.get("creation_timestamp", time.time() * 1000) / 1000,
    )
