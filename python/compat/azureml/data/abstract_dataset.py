"""What tables and files have in common: a description, kept as a data asset when it is registered."""

from __future__ import annotations

import json
import uuid
from typing import Any, Dict, List, Mapping, Optional

from attune.errors import NotFound
from azureml.exceptions import UserErrorException

from . import sources
from .naming import NAME, SAID, asset_name

_SPACE = uuid.UUID("b3f6c3a1-6a0e-4a63-9d53-0c4a6b6f0d11")


class AbstractDataset:
    """A description of data; nothing is read before somebody asks for it."""

    _kind = ""

    def __init__(self, places: List[sources.Source], how: Optional[Dict[str, Any]] = None, workspace: Any = None):
        self._sources = places
        self._how = how or {}
        self._workspace = workspace
        self._steps: List[List[Any]] = []
        # In a trial: the inputs that stand for the sources.
        self._inputs: Optional[List[Mapping[str, Any]]] = None
        self.name: Optional[str] = None
        self.version: Optional[int] = None
        self.description: Optional[str] = None
        self.tags: Dict[str, str] = {}

    def __repr__(self) -> str:
        return f"{type(self).__name__}(name={self.name!r}, version={self.version!r})"

    @property
    def id(self) -> str:
        """Tells this description from every other."""
        return str(uuid.uuid5(_SPACE, json.dumps([self.name, self.version, self._said()], sort_keys=True)))

    def as_named_input(self, name: str) -> Any:
        """This data as an input of a script, found there in ``run.input_datasets[name]``."""
        from .consumption import DatasetConsumptionConfig

        return DatasetConsumptionConfig(name, self)

    def register(
        self,
        workspace: Any,
        name: str,
        description: Optional[str] = None,
        tags: Optional[Mapping[str, str]] = None,
        create_new_version: bool = False,
    ) -> Any:
        """Registers the description under a name.

        With ``create_new_version`` the latest version is returned where it describes the same data.

        :raises UserErrorException: there is one of that name, and ``create_new_version`` is not set.
        """
        connection = workspace._connection
        asset = asset_name(name)
        container, latest = _latest(workspace, asset)
        if container is not None and not create_new_version:
            raise UserErrorException(
                f"There is a dataset named '{name}' already. Set create_new_version=True to register its next version."
            )
        if latest is not None and latest._said() == self._said():
            return latest
        version = (container or {}).get("nextVersion") or "1"
        said = {NAME: name, SAID: json.dumps(self._said(), sort_keys=True)}
        facts = {"description": description, "tags": dict(tags or {}), "properties": said}
        first = self._sources[0]
        body = {**facts, "dataType": first.type, "dataUri": first.uri}
        connection.request("PUT", connection.arm("data", asset, "versions", version), {"properties": body})
        connection.request("PUT", connection.arm("data", asset), {"properties": {**facts, "dataType": first.type}})
        made = self._copy()
        made.name, made.version, made.description, made.tags = name, int(version), description, dict(tags or {})
        made._workspace = workspace
        return made

    def unregister_all_versions(self) -> None:
        """Deletes the asset with its versions; the files stay."""
        if self.name is None:
            raise UserErrorException("This dataset is not registered.")
        connection = self._workspace._connection
        connection.request("DELETE", connection.arm("data", asset_name(self.name)))

    def _files(self, folder: Optional[str] = None) -> List[str]:
        if self._inputs is not None:
            return sources.staged(self._inputs)
        workspace = self._workspace
        if workspace is None and any(each.store for each in self._sources):
            raise UserErrorException("This dataset belongs to no workspace yet: register it first.")
        return sources.fetched(workspace, self._sources, folder)

    def _said(self) -> Dict[str, Any]:
        return {"kind": self._kind, "sources": sources.written(self._sources), "how": self._how, "steps": self._steps}

    def _copy(self) -> Any:
        twin = type(self).__new__(type(self))
        twin.__dict__.update(self.__dict__)
        twin._steps = [list(step) for step in self._steps]
        return twin

    def _with(self, *step: Any) -> Any:
        changed = self._copy()
        changed.name = changed.version = None
        changed._steps.append(list(step))
        return changed


def rebuilt(said: Mapping[str, Any], workspace: Any = None) -> Any:
    """The dataset that a description describes."""
    from .file_dataset import FileDataset
    from .tabular_dataset import TabularDataset

    kind = TabularDataset if said["kind"] == TabularDataset._kind else FileDataset
    made = kind(sources.rebuilt(said["sources"]), dict(said.get("how") or {}), workspace)
    made._steps = [list(step) for step in said.get("steps") or []]
    return made


def of_asset(workspace: Any, asset: str, version: Mapping[str, Any]) -> Any:
    """The dataset of a version of a data asset; one that other clients made is files."""
    facts = version["properties"]
    properties = facts.get("properties") or {}
    said = json.loads(properties[SAID]) if SAID in properties else _said_of(facts)
    made = rebuilt(said, workspace)
    made.name = properties.get(NAME, asset)
    made.version = int(version["name"]) if str(version["name"]).isdigit() else version["name"]
    made.description, made.tags = facts.get("description"), dict(facts.get("tags") or {})
    return made


def _said_of(facts: Mapping[str, Any]) -> Dict[str, Any]:
    uri = facts.get("dataUri") or ""
    store, mark, path = uri.partition("datastores/")[2].partition("/paths/")
    if not mark:
        if not uri.startswith(("http://", "https://")):
            raise UserErrorException(
                f"The data at {uri} is of the host's machine and not in a datastore: jobs read it, this package does not."
            )
        return {"kind": "file", "sources": [{"path": uri}]}
    return {"kind": "file", "sources": [{"path": path, "store": store}]}


def _latest(workspace: Any, asset: str) -> Any:
    connection = workspace._connection
    try:
        container = connection.get(connection.arm("data", asset))["properties"]
        if not container.get("latestVersion"):
            return container, None
        version = connection.get(connection.arm("data", asset, "versions", container["latestVersion"]))
        return container, of_asset(workspace, asset, version)
    except NotFound:
        return None, None
