"""Data assets."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Iterator, Optional

from attune._wire import Connection
from attune_compat import files

from ..entities import data as entities
from ..exceptions import UserErrorException, ValidationException, in_azure_words


@in_azure_words
class DataOperations:
    """Makes, finds and hides data."""

    _kind = "data"

    def __init__(self, connection: Connection):
        self._connection = connection

    def create_or_update(self, data: entities.Data, **_: Any) -> entities.Data:
        """Makes a version: the one that is named, else the next. A file or folder of this machine is sent to the host first.

        :raises ResourceExistsError: the version is there with other data.
        """
        if not data.name:
            raise ValidationException("Data needs a name.")
        if data.path is None:
            raise ValidationException("Data needs a path.")
        version = data.version or next_version(self._connection, self._kind, data.name)
        body = {**data._facts(), "dataType": data.type, "dataUri": self._address(data)}
        path = self._connection.arm(self._kind, data.name, "versions", version)
        return entities.read(self._connection.request("PUT", path, {"properties": body}), data.name)

    def get(self, name: str, version: Optional[str] = None, label: Optional[str] = None) -> entities.Data:
        """A version.

        :raises ResourceNotFoundError: there is none.
        """
        version = wanted(self._connection, self._kind, name, version, label)
        return entities.read(self._connection.get(self._connection.arm(self._kind, name, "versions", version)), name)

    def list(self, name: Optional[str] = None, *, list_view_type: str = "ActiveOnly", **_: Any) -> Iterator[entities.Data]:
        """The names with their latest versions, or the versions of a name."""
        if name is None:
            pages = self._connection.pages(self._connection.arm(self._kind), listViewType=list_view_type)
            return iter([_container(each) for each in pages])
        pages = self._connection.pages(self._connection.arm(self._kind, name, "versions"), listViewType=list_view_type)
        return iter([entities.read(each, name) for each in pages])

    def archive(self, name: str, version: Optional[str] = None, label: Optional[str] = None, **_: Any) -> None:
        mark(self._connection, self._kind, name, version, True)

    def restore(self, name: str, version: Optional[str] = None, label: Optional[str] = None, **_: Any) -> None:
        mark(self._connection, self._kind, name, version, False)

    def _address(self, data: entities.Data) -> str:
        text = str(data.path)
        if "://" in text or text.startswith(("azureml:", "/subscriptions/")):
            return text
        place = Path(data.base_path or ".") / text
        if not place.exists():
            raise ValidationException(f"There is no file or folder {place}.")
        if place.is_dir() != (data.type != "uri_file"):
            raise ValidationException(f"{place} is a {'folder' if place.is_dir() else 'file'}, and the data's type is {data.type}.")
        return files.put_data(self._connection, place)


def next_version(connection: Connection, kind: str, name: str) -> str:
    """The version that an asset gets next."""
    container = connection.find(connection.arm(kind, name))
    return ((container or {}).get("properties") or {}).get("nextVersion") or "1"


def wanted(connection: Connection, kind: str, name: str, version: Optional[str], label: Optional[str]) -> str:
    """The version that is named; ``label="latest"`` names the latest."""
    if version is not None and label is not None:
        raise UserErrorException("Name a version or a label, not both.")
    if version is not None:
        return str(version)
    if label not in (None, "latest"):
        raise UserErrorException(f"There is one label, latest, and no '{label}'.")
    if label is None:
        raise UserErrorException(f"Name a version of '{name}', or label='latest'.")
    return connection.get(connection.arm(kind, name))["properties"]["latestVersion"]


def mark(connection: Connection, kind: str, name: str, version: Optional[str], archived: bool) -> None:
    """Hides something from lists, or shows it again."""
    path = connection.arm(kind, name) if version is None else connection.arm(kind, name, "versions", str(version))
    there = connection.get(path)["properties"]
    connection.request("PUT", path, {"properties": {**there, "isArchived": archived}})


def _container(resource: Any) -> entities.Data:
    facts = resource["properties"]
    made = entities.Data(
        name=resource["name"], description=facts.get("description"), tags=facts.get("tags"), type=facts.get("dataType") or "uri_folder"
    )
    made.id, made.latest_version = resource.get("id"), facts.get("latestVersion")
    return made
