"""Data assets."""

from __future__ import annotations

from typing import Any, Dict, List, Mapping, Optional

from ..exceptions import refuse

_TYPES = ("uri_file", "uri_folder", "mltable")


class Asset:
    """Something with a name and versions."""

    def __init__(
        self,
        *,
        name: Optional[str] = None,
        version: Optional[str] = None,
        description: Optional[str] = None,
        tags: Optional[Mapping[str, Any]] = None,
        properties: Optional[Mapping[str, Any]] = None,
        **_: Any,
    ):
        self.name, self.version = name, str(version) if version is not None else None
        self.description = description
        self.tags, self.properties = dict(tags or {}), dict(properties or {})
        self.id: Optional[str] = None
        self.latest_version: Optional[str] = None
        self.creation_context: Any = None
        #: What relative paths start from; None: the current folder.
        self.base_path: Optional[str] = None

    def __repr__(self) -> str:
        hidden = ("base_path", "creation_context")
        said = {name: value for name, value in vars(self).items() if value not in (None, {}) and name not in hidden}
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in said.items())})"

    def _facts(self) -> Dict[str, Any]:
        """What the resource protocol says of any asset."""
        return {
            "description": self.description,
            "tags": {str(k): str(v) for k, v in self.tags.items()},
            "properties": {str(k): str(v) for k, v in self.properties.items()},
        }

    def _as_of(self, resource: Mapping[str, Any], name: str) -> Any:
        """This asset as the host has a version of it."""
        facts = resource["properties"]
        self.name, self.version, self.id = name, resource["name"], resource.get("id")
        self.description = facts.get("description")
        self.tags, self.properties = dict(facts.get("tags") or {}), dict(facts.get("properties") or {})
        self.creation_context = resource.get("systemData")
        return self


class Data(Asset):
    """A file, folder or table by a name.

    :param path: a file or folder of this machine, which is sent to the host; a place in a datastore; an http(s) address; or
        ``file:///…``, which names a place of the host's machine and is not sent.
    """

    def __init__(self, *, path: Any = None, type: str = "uri_folder", **common: Any):  # noqa: A002 - the SDK's name
        super().__init__(**common)
        problems: List[str] = [] if type in _TYPES else [f"type is one of {', '.join(_TYPES)}, not {type!r}"]
        refuse(problems, "The data is described wrongly:")
        self.path, self.type = path, type


def read(resource: Mapping[str, Any], name: str) -> Data:
    """A version as the host has it."""
    facts = resource["properties"]
    return Data(path=facts.get("dataUri"), type=facts.get("dataType") or "uri_folder")._as_of(resource, name)
