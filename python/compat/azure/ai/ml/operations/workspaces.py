"""Workspaces."""

from __future__ import annotations

from typing import Any, Iterator, Optional

from azure.core.polling import LROPoller

from attune._wire import PROVIDER, Connection, quoted

from ..entities import workspace as entities
from ..exceptions import in_azure_words


@in_azure_words
class WorkspaceOperations:
    """Finds and makes workspaces of the host's home. A host runs the jobs of one."""

    def __init__(self, connection: Connection):
        self._connection = connection

    def get(self, name: Optional[str] = None, **_: Any) -> entities.Workspace:
        """A workspace; the client's own where none is named."""
        return entities.read(self._connection.get(self._path(name)), self._connection.place.group)

    def list(self, *, scope: str = "resource_group", **_: Any) -> Iterator[entities.Workspace]:
        path = f"/subscriptions/{quoted(self._connection.place.subscription)}/{PROVIDER}/workspaces"
        return iter([entities.read(each, self._connection.place.group) for each in self._connection.pages(path)])

    def begin_create(self, workspace: entities.Workspace, **_: Any) -> LROPoller:
        """Makes a workspace."""
        facts = {"friendlyName": workspace.display_name or workspace.name, "description": workspace.description}
        body = {"location": workspace.location or "local", "tags": workspace.tags, "properties": facts}
        made = self._connection.request("PUT", self._path(workspace.name), body)
        return LROPoller(lambda _: entities.read(made, self._connection.place.group))

    def begin_delete(self, name: str, **_: Any) -> LROPoller:
        self._connection.request("DELETE", self._path(name))
        return LROPoller(lambda _: None)

    def _path(self, name: Optional[str]) -> str:
        own = self._connection.arm()
        return own if name is None else f"{own.rpartition('/')[0]}/{quoted(name)}"
