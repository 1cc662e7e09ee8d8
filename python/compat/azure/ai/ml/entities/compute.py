"""Clusters and instances. All of it is the host's machine."""

from __future__ import annotations

from typing import Any, Dict, List, Mapping, Optional

from ..exceptions import refuse
from ..sweep.limits import seconds


class Compute:
    """Compute of a workspace."""

    _type = ""

    def __init__(
        self,
        *,
        name: str,
        description: Optional[str] = None,
        size: Optional[str] = None,
        tags: Optional[Mapping[str, str]] = None,
        location: Optional[str] = None,
        **more: Any,
    ):
        refused = {
            "ssh_settings": "SSH",
            "network_settings": "networks",
            "subnet": "networks",
            "setup_scripts": "set-up scripts",
            "custom_applications": "further applications",
        }
        refuse([f"{each}: {refused[each]} are not had here" for each in refused if more.get(each)], "The compute is described wrongly:")
        self.name, self.description, self.size = name, description, size
        self.tags, self.location = dict(tags or {}), location
        self.id: Optional[str] = None
        self.provisioning_state: Optional[str] = None
        self.created_on: Optional[str] = None

    @property
    def type(self) -> str:
        return self._type.lower()

    def __repr__(self) -> str:
        said = {name: value for name, value in vars(self).items() if value not in (None, {})}
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in said.items())})"

    def _details(self) -> Dict[str, Any]:
        return {"vmSize": self.size} if self.size else {}

    def _body(self) -> Dict[str, Any]:
        properties: Dict[str, Any] = {"computeType": self._type, "properties": self._details()}
        if self.description:
            properties["description"] = self.description
        return {"location": self.location or "local", "tags": self.tags, "properties": properties}

    def _as_of(self, resource: Mapping[str, Any]) -> Any:
        facts = resource["properties"]
        self.id, self.location = resource.get("id"), resource.get("location")
        self.provisioning_state, self.created_on = facts.get("provisioningState"), facts.get("createdOn")
        return self


class AmlCompute(Compute):
    """A cluster: at most ``max_instances`` trials at once of the jobs that name it."""

    _type = "AmlCompute"

    def __init__(
        self,
        *,
        min_instances: Optional[int] = None,
        max_instances: Optional[int] = None,
        idle_time_before_scale_down: Optional[int] = None,
        tier: Optional[str] = None,
        identity: Any = None,
        **common: Any,
    ):
        super().__init__(**common)
        least, most = min_instances or 0, max_instances if max_instances is not None else 1
        problems: List[str] = []
        if not isinstance(most, int) or most < 1:
            problems.append(f"max_instances is a whole number from 1, not {most!r}")
        elif not isinstance(least, int) or not 0 <= least <= most:
            problems.append(f"min_instances is a whole number from 0 to max_instances, not {least!r}")
        if tier is not None and str(tier).lower().replace("_", "") not in ("dedicated", "lowpriority"):
            problems.append(f"tier is dedicated or low_priority, not {tier!r}")
        refuse(problems, "The cluster is described wrongly:")
        self.min_instances, self.max_instances = least, most
        self.idle_time_before_scale_down, self.tier = idle_time_before_scale_down or 120, tier or "dedicated"

    def _details(self) -> Dict[str, Any]:
        low = self.tier.lower().replace("_", "") == "lowpriority"
        scale = {
            "minNodeCount": self.min_instances,
            "maxNodeCount": self.max_instances,
            "nodeIdleTimeBeforeScaleDown": f"PT{int(self.idle_time_before_scale_down)}S",
        }
        return {**super()._details(), "vmPriority": "LowPriority" if low else "Dedicated", "scaleSettings": scale}


class ComputeInstance(Compute):
    """An instance: a person's own place to work."""

    _type = "ComputeInstance"

    def __init__(
        self,
        *,
        idle_time_before_shutdown_minutes: Optional[int] = None,
        idle_time_before_shutdown: Optional[str] = None,
        schedules: Any = None,
        create_on_behalf_of: Any = None,
        identity: Any = None,
        **common: Any,
    ):
        super().__init__(**common)
        refuse(
            ["schedules: set them in the studio, on the instance's page"] if schedules is not None else [],
            "The instance is described wrongly:",
        )
        self.idle_time_before_shutdown_minutes = idle_time_before_shutdown_minutes
        self.idle_time_before_shutdown = idle_time_before_shutdown
        self.state: Optional[str] = None
        self.last_operation: Any = None
        self.services: List[Dict[str, str]] = []

    def _details(self) -> Dict[str, Any]:
        minutes = self.idle_time_before_shutdown_minutes
        idle = f"PT{int(minutes)}M" if minutes else self.idle_time_before_shutdown
        return {**super()._details(), **({"idleTimeBeforeShutdown": idle} if idle else {})}


def read(resource: Mapping[str, Any]) -> Compute:
    """Compute as the host has it."""
    facts = resource["properties"]
    details = facts.get("properties") or {}
    common = {
        "name": resource["name"],
        "description": facts.get("description"),
        "size": details.get("vmSize"),
        "tags": resource.get("tags"),
    }
    if str(facts.get("computeType", "")).lower() == "amlcompute":
        scale = details.get("scaleSettings") or {}
        return AmlCompute(
            **common,
            min_instances=scale.get("minNodeCount"),
            max_instances=scale.get("maxNodeCount"),
            idle_time_before_scale_down=seconds(scale.get("nodeIdleTimeBeforeScaleDown")),
            tier="low_priority" if details.get("vmPriority") == "LowPriority" else "dedicated",
        )._as_of(resource)
    idle = seconds(details.get("idleTimeBeforeShutdown"))
    made = ComputeInstance(**common, idle_time_before_shutdown_minutes=int(idle / 60) if idle else None)._as_of(resource)
    made.state, made.last_operation = details.get("state"), details.get("lastOperation")
    made.services = [
        {"display_name": each.get("displayName"), "endpoint_uri": each.get("endpointUri")}
        for each in details.get("applications") or []
    ]
    return made
