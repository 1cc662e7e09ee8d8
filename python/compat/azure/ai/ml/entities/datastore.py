"""Datastores."""

from __future__ import annotations

from typing import Any, Mapping, Optional


class Datastore:
    """A folder of the host under a name that Azure's clients expect."""

    def __init__(self, *, name: str, description: Optional[str] = None, is_default: bool = False, **_: Any):
        self.name, self.description, self.is_default = name, description, is_default
        self.id: Optional[str] = None
        self.type = "AzureBlob"

    def __repr__(self) -> str:
        return f"Datastore(name={self.name!r}, is_default={self.is_default})"


def read(resource: Mapping[str, Any]) -> Datastore:
    facts = resource["properties"]
    made = Datastore(name=resource["name"], description=facts.get("description"), is_default=bool(facts.get("isDefault")))
    made.id = resource.get("id")
    return made
