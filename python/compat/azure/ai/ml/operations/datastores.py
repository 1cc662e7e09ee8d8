"""Datastores."""

from __future__ import annotations

from typing import Any, Iterator

from attune._wire import Connection
from attune_compat.files import DEFAULT_STORE

from ..entities import datastore as entities
from ..exceptions import UserErrorException, in_azure_words


@in_azure_words
class DatastoreOperations:
    """Finds datastores; a workspace has those of its home, and no others."""

    def __init__(self, connection: Connection):
        self._connection = connection

    def get(self, name: str, **_: Any) -> entities.Datastore:
        return entities.read(self._connection.get(self._connection.arm("datastores", name)))

    def get_default(self, **_: Any) -> entities.Datastore:
        return self.get(DEFAULT_STORE)

    def list(self, **_: Any) -> Iterator[entities.Datastore]:
        return iter([entities.read(each) for each in self._connection.pages(self._connection.arm("datastores"))])

    def create_or_update(self, *_: Any, **__: Any) -> None:
        raise UserErrorException("A workspace has the datastores of its home, and no others.")
