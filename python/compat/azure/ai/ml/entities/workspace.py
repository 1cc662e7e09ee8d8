"""Workspaces."""

from __future__ import annotations

from typing import Any, Mapping, Optional


class Workspace:
    """A workspace of a host."""

    def __init__(
        self,
        *,
        name: str,
        display_name: Optional[str] = None,
        description: Optional[str] = None,
        location: Optional[str] = None,
        resource_group: Optional[str] = None,
        tags: Optional[Mapping[str, str]] = None,
        **_: Any,
    ):
        self.name, self.display_name, self.description = name, display_name, description
        self.location, self.resource_group, self.tags = location, resource_group, dict(tags or {})
        self.id: Optional[str] = None
        self.discovery_url: Optional[str] = None
        self.mlflow_tracking_uri: Optional[str] = None

    def __repr__(self) -> str:
        return f"Workspace(name={self.name!r}, resource_group={self.resource_group!r}, location={self.location!r})"


def read(resource: Mapping[str, Any], group: Optional[str]) -> Workspace:
    """A workspace as the host has it."""
    facts = resource["properties"]
    made = Workspace(
        name=resource["name"],
        display_name=facts.get("friendlyName"),
        description=facts.get("description"),
        location=resource.get("location"),
        resource_group=group,
        tags=resource.get("tags"),
    )
    made.id, made.discovery_url = resource.get("id"), facts.get("discoveryUrl")
    made.mlflow_tracking_uri = facts.get("mlFlowTrackingUri")
    return made
