"""Compute of a workspace: clusters, which say how many trials run at once, and instances, in which people work."""

from __future__ import annotations

from typing import Any, Dict, Iterator, List, Mapping, Optional

from . import _html
from ._wire import Connection

_CLUSTER, _INSTANCE = "AmlCompute", "ComputeInstance"


class Compute:
    """A cluster or an instance, as it was when it was asked for."""

    def __init__(self, connection: Connection, found: Mapping[str, Any]):
        self._connection = connection
        outer = found["properties"]
        inner = outer.get("properties") or {}
        scale = inner.get("scaleSettings") or {}
        self.name: str = found["name"]
        #: ``cluster`` or ``instance``.
        self.kind = "cluster" if outer.get("computeType") == _CLUSTER else "instance"
        #: Such as ``Running``, ``Stopped``; of a cluster ``Steady`` or ``Resizing``.
        self.state: str = inner.get("state") or inner.get("allocationState") or outer.get("provisioningState", "")
        #: The label that it was given; all compute is the host's machine.
        self.size: Optional[str] = inner.get("vmSize")
        self.description: Optional[str] = outer.get("description")
        #: Of a cluster: trials at once, at most and at least.
        self.max_nodes: Optional[int] = scale.get("maxNodeCount")
        self.min_nodes: Optional[int] = scale.get("minNodeCount")
        self.tags: Dict[str, str] = found.get("tags") or {}
        #: Of an instance: what can be opened in it, by name.
        self.applications: Dict[str, str] = {
            each["displayName"]: each["endpointUri"]
            for each in inner.get("applications") or []
            if each.get("displayName") and each.get("endpointUri")
        }

    def __repr__(self) -> str:
        nodes = f", {self.min_nodes} to {self.max_nodes} nodes" if self.kind == "cluster" else ""
        return f"Compute({self.name}, {self.kind}, {self.state}{nodes})"

    def _repr_html_(self) -> str:
        nodes = f"{self.min_nodes} to {self.max_nodes}" if self.kind == "cluster" else None
        links = " ".join(_html.link(address, name) for name, address in self.applications.items())
        return _html.facts(
            f"{self.name}, a {'cluster' if self.kind == 'cluster' else 'compute instance'}",
            [("state", self.state), ("trials at once", nodes), ("size", self.size), ("open", _html.Raw(links))],
        )


class Computes:
    """The compute of a workspace: ``ws.compute["cpu-cluster"]``, ``for each in ws.compute``."""

    def __init__(self, connection: Connection):
        self._connection = connection

    def create_cluster(
        self,
        name: str,
        max_nodes: int = 2,
        *,
        min_nodes: int = 0,
        size: Optional[str] = None,
        idle_seconds: Optional[float] = None,
        description: Optional[str] = None,
        tags: Optional[Mapping[str, Any]] = None,
    ) -> Compute:
        """Makes a cluster, or changes the one of this name: jobs that name it run at most ``max_nodes`` trials at once.

        :param size: any; it is kept as a label.
        """
        scale: Dict[str, Any] = {"maxNodeCount": max_nodes, "minNodeCount": min_nodes}
        if idle_seconds is not None:
            scale["nodeIdleTimeBeforeScaleDown"] = f"PT{idle_seconds:g}S"
        return self._save(name, _CLUSTER, {"vmSize": size, "scaleSettings": scale}, description, tags)

    def create_instance(
        self,
        name: str,
        *,
        size: Optional[str] = None,
        idle_minutes: Optional[float] = None,
        description: Optional[str] = None,
        tags: Optional[Mapping[str, Any]] = None,
    ) -> Compute:
        """Makes a compute instance, or changes the one of this name, and waits until it is there."""
        inner: Dict[str, Any] = {"vmSize": size}
        if idle_minutes is not None:
            inner["idleTimeBeforeShutdown"] = f"PT{idle_minutes:g}M"
        return self._save(name, _INSTANCE, inner, description, tags)

    def get(self, name: str) -> Compute:
        """A cluster or an instance.

        :raises NotFound: there is none.
        """
        return Compute(self._connection, self._connection.get(self._connection.arm("computes", name)))

    def list(self) -> List[Compute]:
        found = self._connection.pages(self._connection.arm("computes"))
        return [Compute(self._connection, each) for each in found]

    def start(self, name: str) -> Compute:
        """Starts an instance and waits until it runs."""
        return self._move(name, "start")

    def stop(self, name: str) -> Compute:
        """Stops an instance, with all that runs in it, and waits until it has stopped."""
        return self._move(name, "stop")

    def restart(self, name: str) -> Compute:
        """Stops an instance and starts it again."""
        return self._move(name, "restart")

    def delete(self, name: str) -> None:
        """Takes a cluster or an instance away."""
        path = self._connection.arm("computes", name)
        answer = self._connection.send("DELETE", path, query={"underlyingResourceAction": "Delete"})
        self._connection.wait_for(answer)

    def __contains__(self, name: str) -> bool:
        return self._connection.find(self._connection.arm("computes", name)) is not None

    def __getitem__(self, name: str) -> Compute:
        return self.get(name)

    def __iter__(self) -> Iterator[Compute]:
        return iter(self.list())

    def __repr__(self) -> str:
        return "\n".join(repr(each) for each in self) or "no compute"

    def _repr_html_(self) -> str:
        rows = [[each.name, each.kind, _html.badge(each.state), each.max_nodes, each.size] for each in self]
        return _html.table(["name", "kind", "state", "at once", "size"], rows)

    def _save(
        self,
        name: str,
        kind: str,
        inner: Dict[str, Any],
        description: Optional[str],
        tags: Optional[Mapping[str, Any]],
    ) -> Compute:
        body = {
            "tags": {key: str(value) for key, value in (tags or {}).items()},
            "properties": {
                "computeType": kind,
                "description": description,
                "properties": {key: value for key, value in inner.items() if value is not None},
            },
        }
        self._connection.wait_for(self._connection.send("PUT", self._connection.arm("computes", name), body))
        return self.get(name)

    def _move(self, name: str, verb: str) -> Compute:
        answer = self._connection.send("POST", self._connection.arm("computes", name, verb), repeat=True)
        self._connection.wait_for(answer)
        return self.get(name)
