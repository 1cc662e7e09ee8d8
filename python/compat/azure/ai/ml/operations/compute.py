"""Clusters and instances."""

from __future__ import annotations

from typing import Any, Dict, Iterator, List, Optional

from azure.core.polling import LROPoller

from attune._wire import Answer, Connection
from attune.errors import AttuneError

from ..entities import compute as entities
from ..exceptions import in_azure_words, translation


@in_azure_words
class ComputeOperations:
    """Makes, finds, starts and stops compute."""

    def __init__(self, connection: Connection):
        self._connection = connection

    def begin_create_or_update(self, compute: entities.Compute, **_: Any) -> LROPoller:
        """Makes compute; the poller's result is what the host has then."""
        answer = self._connection.send("PUT", self._path(compute.name), compute._body())
        return self._poller(answer, compute.name)

    def begin_update(self, compute: entities.Compute, **_: Any) -> LROPoller:
        return self.begin_create_or_update(compute)

    def get(self, name: str) -> entities.Compute:
        """Compute by its name.

        :raises ResourceNotFoundError: there is none.
        """
        return entities.read(self._connection.get(self._path(name)))

    def list(self, *, compute_type: Optional[str] = None, **_: Any) -> Iterator[entities.Compute]:
        """The compute of the workspace; with ``compute_type`` that of one kind."""
        found = [entities.read(each) for each in self._connection.pages(self._path())]
        return iter([each for each in found if compute_type is None or each.type == compute_type.lower()])

    def list_nodes(self, name: str) -> Iterator[Dict[str, Any]]:
        """The nodes of a cluster: places, and the trials that work there."""
        answer = self._connection.request("POST", self._path(name, "listNodes"), repeat=True)
        return iter(answer.get("nodes", []))

    def list_sizes(self, **_: Any) -> List[Dict[str, Any]]:
        """The one size that there is: the host's machine."""
        place = self._connection.place
        path = f"/subscriptions/{place.subscription}/providers/Microsoft.MachineLearningServices/locations/local/vmSizes"
        return self._connection.get(path).get("value", [])

    def begin_delete(self, name: str, *, action: str = "Delete", **_: Any) -> LROPoller:
        """Deletes compute; what runs in it ends."""
        query = {"underlyingResourceAction": action}
        return self._poller(self._connection.send("DELETE", self._path(name), query=query), None)

    def begin_start(self, name: str, **_: Any) -> LROPoller:
        """Starts an instance."""
        return self._poller(self._connection.send("POST", self._path(name, "start")), None)

    def begin_stop(self, name: str, **_: Any) -> LROPoller:
        """Stops an instance with all that runs in it."""
        return self._poller(self._connection.send("POST", self._path(name, "stop")), None)

    def begin_restart(self, name: str, **_: Any) -> LROPoller:
        return self._poller(self._connection.send("POST", self._path(name, "restart")), None)

    def _path(self, *names: str) -> str:
        return self._connection.arm("computes", *names)

    def _poller(self, answer: Answer, name: Optional[str]) -> LROPoller:
        def ended(timeout: Optional[float]) -> Any:
            try:
                self._connection.wait_for(answer, timeout)
                return self.get(name) if name is not None else None
            except AttuneError as error:
                raise translation(error) from error

        return LROPoller(ended)
