"""Compute instances: a person's own place to work on the host's machine."""

from __future__ import annotations

from typing import Any, Dict, List, Optional

from .target import ComputeTarget, ProvisioningConfiguration


class ComputeInstance(ComputeTarget):
    """An instance."""

    _type = "ComputeInstance"

    @staticmethod
    def provisioning_configuration(
        vm_size: str = "",
        ssh_public_access: bool = False,
        admin_user_ssh_public_key: Optional[str] = None,
        vnet_resourcegroup_name: Optional[str] = None,
        vnet_name: Optional[str] = None,
        subnet_name: Optional[str] = None,
        tags: Optional[Dict[str, str]] = None,
        description: Optional[str] = None,
        assigned_user_object_id: Optional[str] = None,
        assigned_user_tenant_id: Optional[str] = None,
        **_: Any,
    ) -> ProvisioningConfiguration:
        """An instance. Any size is taken as a label; SSH and networks are not had here."""
        body: Dict[str, Any] = {
            "properties": {"computeType": "ComputeInstance", "properties": {"vmSize": vm_size} if vm_size else {}}
        }
        if description:
            body["properties"]["description"] = description
        if tags:
            body["tags"] = dict(tags)
        return ProvisioningConfiguration(body, ComputeInstance)

    @property
    def state(self) -> str:
        """Creating, Running, Stopped and so on, as it was read last."""
        return self._details().get("state", "")

    @property
    def applications(self) -> List[Dict[str, str]]:
        """What can be opened in it: ``displayName`` and ``endpointUri``."""
        return list(self._details().get("applications") or [])

    def start(self, wait_for_completion: bool = False, show_output: bool = False) -> None:
        """Starts it; returns when it runs."""
        self._do("start")

    def stop(self, wait_for_completion: bool = False, show_output: bool = False) -> None:
        """Stops it with all that runs in it; returns when that is over."""
        self._do("stop")

    def restart(self, wait_for_completion: bool = False, show_output: bool = False) -> None:
        self._do("restart")

    def get_active_runs(self) -> List[Any]:
        """Jobs run beside instances, not in them."""
        return []
