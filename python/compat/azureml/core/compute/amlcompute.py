"""Clusters: at most so many trials at once of the jobs that name one."""

from __future__ import annotations

from typing import Any, Dict, List, Optional

from ...exceptions import ComputeTargetException, all_of
from .target import ComputeTarget, ProvisioningConfiguration


class AmlCompute(ComputeTarget):
    """A cluster. A node is a place for one trial on the host's machine."""

    _type = "AmlCompute"

    @staticmethod
    def provisioning_configuration(
        vm_size: str = "",
        vm_priority: str = "dedicated",
        min_nodes: int = 0,
        max_nodes: Optional[int] = None,
        idle_seconds_before_scaledown: int = 1800,
        admin_username: Optional[str] = None,
        admin_user_password: Optional[str] = None,
        admin_user_ssh_key: Optional[str] = None,
        vnet_resourcegroup_name: Optional[str] = None,
        vnet_name: Optional[str] = None,
        subnet_name: Optional[str] = None,
        tags: Optional[Dict[str, str]] = None,
        description: Optional[str] = None,
        remote_login_port_public_access: str = "NotSpecified",
        identity_type: Optional[str] = None,
        identity_id: Any = None,
        location: Optional[str] = None,
        enable_node_public_ip: bool = True,
        **_: Any,
    ) -> ProvisioningConfiguration:
        """A cluster of at most ``max_nodes``. Any size is taken as a label; networks, keys and identities are not had here."""
        problems: List[str] = []
        if not isinstance(max_nodes, int) or max_nodes < 1:
            problems.append("max_nodes is a whole number from 1: the most trials at once")
        if not isinstance(min_nodes, int) or min_nodes < 0 or (isinstance(max_nodes, int) and min_nodes > max_nodes):
            problems.append("min_nodes is a whole number from 0 to max_nodes")
        if str(vm_priority).lower() not in ("dedicated", "lowpriority"):
            problems.append(f"vm_priority is dedicated or lowpriority, not {vm_priority!r}")
        if problems:
            raise ComputeTargetException(all_of(problems, "The cluster is described wrongly:"))
        scale = {
            "minNodeCount": min_nodes,
            "maxNodeCount": max_nodes,
            "nodeIdleTimeBeforeScaleDown": f"PT{int(idle_seconds_before_scaledown)}S",
        }
        details = {
            "osType": "Linux",
            "vmPriority": "LowPriority" if str(vm_priority).lower() == "lowpriority" else "Dedicated",
            "scaleSettings": scale,
        }
        if vm_size:
            details["vmSize"] = vm_size
        body: Dict[str, Any] = {"properties": {"computeType": "AmlCompute", "properties": details}}
        if description:
            body["properties"]["description"] = description
        if tags:
            body["tags"] = dict(tags)
        return ProvisioningConfiguration(body, AmlCompute)

    @staticmethod
    def supported_vmsizes(workspace: Any, location: Optional[str] = None) -> List[Dict[str, Any]]:
        """The one size that there is: the host's machine."""
        connection = workspace._connection
        path = f"/subscriptions/{workspace.subscription_id}/providers/Microsoft.MachineLearningServices/locations/local/vmSizes"
        found = connection.get(path)
        return found.get("value") or found.get("amlCompute") or []

    def wait_for_completion(
        self, show_output: bool = False, min_node_count: Optional[int] = None, timeout_in_minutes: float = 25, **_: Any
    ) -> None:
        """Returns once it is made. Nodes are there when a trial needs one, so none is waited for."""
        super().wait_for_completion(show_output, timeout_in_minutes)

    def update(
        self,
        min_nodes: Optional[int] = None,
        max_nodes: Optional[int] = None,
        idle_seconds_before_scaledown: Optional[int] = None,
        **_: Any,
    ) -> None:
        """Changes its size; jobs that start later heed it."""
        scale: Dict[str, Any] = {}
        if min_nodes is not None:
            scale["minNodeCount"] = min_nodes
        if max_nodes is not None:
            scale["maxNodeCount"] = max_nodes
        if idle_seconds_before_scaledown is not None:
            scale["nodeIdleTimeBeforeScaleDown"] = f"PT{int(idle_seconds_before_scaledown)}S"
        connection = self.workspace._connection
        body = {"properties": {"properties": {"scaleSettings": scale}}}
        connection.request("PATCH", connection.arm("computes", self.name), body)
        self.refresh_state()

    def list_nodes(self) -> List[Dict[str, Any]]:
        connection = self.workspace._connection
        return connection.request("POST", connection.arm("computes", self.name, "listNodes"), repeat=True).get("nodes", [])
