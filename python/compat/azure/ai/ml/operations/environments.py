"""Environments."""

from __future__ import annotations

from typing import Any, Iterator, Optional

from attune._wire import Connection

from ..entities import environment as entities
from ..exceptions import ValidationException, in_azure_words
from .data import mark, next_version, wanted

_SAID = ("image", "condaFile", "build")


@in_azure_words
class EnvironmentOperations:
    """Makes, finds and hides environments."""

    _kind = "environments"

    def __init__(self, connection: Connection):
        self._connection = connection

    def create_or_update(self, environment: entities.Environment, **_: Any) -> entities.Environment:
        """Makes a version: the one that is named, else the next."""
        if not environment.name:
            raise ValidationException("An environment needs a name.")
        version = environment.version or next_version(self._connection, self._kind, environment.name)
        path = self._connection.arm(self._kind, environment.name, "versions", version)
        return entities.read(self._connection.request("PUT", path, {"properties": environment._said()}), environment.name)

    def get(self, name: str, version: Optional[str] = None, label: Optional[str] = None) -> entities.Environment:
        """A version.

        :raises ResourceNotFoundError: there is none.
        """
        version = wanted(self._connection, self._kind, name, version, label)
        return entities.read(self._connection.get(self._connection.arm(self._kind, name, "versions", version)), name)

    def list(self, name: Optional[str] = None, *, list_view_type: str = "ActiveOnly", **_: Any) -> Iterator[entities.Environment]:
        if name is not None:
            pages = self._connection.pages(self._connection.arm(self._kind, name, "versions"), listViewType=list_view_type)
            return iter([entities.read(each, name) for each in pages])
        found = []
        for each in self._connection.pages(self._connection.arm(self._kind), listViewType=list_view_type):
            made = entities.Environment(name=each["name"], description=each["properties"].get("description"))
            made.id, made.latest_version = each.get("id"), each["properties"].get("latestVersion")
            found.append(made)
        return iter(found)

    def archive(self, name: str, version: Optional[str] = None, label: Optional[str] = None, **_: Any) -> None:
        mark(self._connection, self._kind, name, version, True)

    def restore(self, name: str, version: Optional[str] = None, label: Optional[str] = None, **_: Any) -> None:
        mark(self._connection, self._kind, name, version, False)

    def _reference(self, environment: entities.Environment) -> str:
        """What a job says: the version that says the same, made where there is none."""
        name = environment.name or "anonymous"
        said = {key: value for key, value in environment._said().items() if key in _SAID}
        if not said:
            return f"azureml:{name}" + (f":{environment.version}" if environment.version else "@latest")
        for each in self._versions(name):
            if {key: value for key, value in each["properties"].items() if key in _SAID and value is not None} == said:
                return f"azureml:{name}:{each['name']}"
        version = environment.version or next_version(self._connection, self._kind, name)
        path = self._connection.arm(self._kind, name, "versions", version)
        self._connection.request("PUT", path, {"properties": environment._said()})
        return f"azureml:{name}:{version}"

    def _versions(self, name: str) -> Any:
        if self._connection.find(self._connection.arm(self._kind, name)) is None:
            return []
        return list(self._connection.pages(self._connection.arm(self._kind, name, "versions")))
