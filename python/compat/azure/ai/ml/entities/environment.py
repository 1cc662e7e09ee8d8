"""Environments: written down with the host, whose settings say what a name means there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Dict, Mapping, Optional

from ..exceptions import ValidationException
from .data import Asset


class BuildContext:
    """A Dockerfile in a folder."""

    def __init__(self, *, path: Optional[str] = None, dockerfile_path: Optional[str] = None, **_: Any):
        self.path, self.dockerfile_path = path, dockerfile_path


class Environment(Asset):
    """An image, or a conda file, by a name. What the host's settings do not map runs with the tools of its machine, and the job says so.

    :param conda_file: its path, or what it says.
    """

    def __init__(
        self,
        *,
        image: Optional[str] = None,
        build: Optional[BuildContext] = None,
        conda_file: Any = None,
        datastore: Optional[str] = None,
        **common: Any,
    ):
        super().__init__(**common)
        self.image, self.build, self.conda_file = image, build, conda_file

    def _said(self) -> Dict[str, Any]:
        """What the resource protocol says of a version."""
        said = {
            **self._facts(),
            "image": self.image,
            "condaFile": self._conda(),
            "build": {"contextUri": self.build.path, "dockerfilePath": self.build.dockerfile_path} if self.build else None,
            "osType": "Linux",
        }
        return {name: value for name, value in said.items() if value is not None}

    def _conda(self) -> Optional[str]:
        given = self.conda_file
        if given is None or (isinstance(given, str) and "\n" in given):
            return given
        if isinstance(given, Mapping):
            return json.dumps(given, indent=2)  # which is YAML too
        file = Path(self.base_path or ".") / given
        if not file.is_file():
            raise ValidationException(f"There is no conda file {file}.")
        return file.read_text(encoding="utf-8")


def read(resource: Mapping[str, Any], name: str) -> Environment:
    """A version as the host has it."""
    facts = resource["properties"]
    build = facts.get("build")
    made = Environment(
        image=facts.get("image"),
        conda_file=facts.get("condaFile"),
        build=BuildContext(path=build.get("contextUri"), dockerfile_path=build.get("dockerfilePath")) if build else None,
    )
    return made._as_of(resource, name)
