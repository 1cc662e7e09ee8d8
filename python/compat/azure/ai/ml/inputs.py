"""Inputs and outputs of jobs."""

from __future__ import annotations

import os
from typing import Any, Dict, List, Optional

from .exceptions import refuse

_DATA = ("uri_file", "uri_folder", "mltable", "custom_model", "mlflow_model", "triton_model")
_LITERALS = {"integer": int, "number": (int, float), "string": str, "boolean": bool}


class Input:
    """What a job takes in: data at a path, or a literal by its type and default.

    :param path: a file or folder of this machine, which is sent to the host once; ``azureml:NAME:VERSION``; an http(s) address; a
        place in a datastore; or ``file:///…``, which names a place of the host's machine and is not sent.
    """

    def __init__(
        self,
        *,
        type: str = "uri_folder",  # noqa: A002 - the SDK's name
        path: Optional[str] = None,
        mode: Optional[str] = None,
        default: Any = None,
        optional: Optional[bool] = None,
        min: Any = None,  # noqa: A002
        max: Any = None,  # noqa: A002
        enum: Any = None,
        description: Optional[str] = None,
        datastore: Optional[str] = None,
        **_: Any,
    ):
        problems: List[str] = []
        if type in _DATA:
            if path is not None and not isinstance(path, (str, os.PathLike)):
                problems.append(f"path is a text, not {path!r}")
            if default is not None:
                problems.append(f"an input of type {type} has a path, and no default")
        elif type in _LITERALS:
            if path is not None:
                problems.append(f"an input of type {type} has a default, and no path")
            if mode is not None:
                problems.append(f"an input of type {type} has no mode")
        else:
            problems.append(f"type is one of {', '.join((*_DATA, *_LITERALS))}, not {type!r}")
        refuse(problems, "The input is described wrongly:")
        self.type, self.mode, self.default, self.optional = type, mode, default, optional
        self.path = os.fspath(path) if path is not None else None
        self.min, self.max, self.enum, self.description, self.datastore = min, max, enum, description, datastore

    def __repr__(self) -> str:
        return f"Input({', '.join(f'{name}={value!r}' for name, value in self._written().items())})"

    def _written(self) -> Dict[str, Any]:
        """As a job file has it."""
        said = {"type": self.type, "path": self.path, "mode": self.mode, "description": self.description}
        if self.type in _LITERALS:
            said = {"value": self.default, "description": self.description}
        if self.datastore:
            said["datastore"] = self.datastore
        return {name: value for name, value in said.items() if value is not None}


class Output:
    """What a job gives out beside its ``outputs`` folder."""

    def __init__(
        self,
        *,
        type: str = "uri_folder",  # noqa: A002 - the SDK's name
        path: Optional[str] = None,
        mode: Optional[str] = None,
        description: Optional[str] = None,
        name: Optional[str] = None,
        version: Optional[str] = None,
        **_: Any,
    ):
        refuse([] if type in _DATA else [f"type is one of {', '.join(_DATA)}, not {type!r}"], "The output is described wrongly:")
        self.type, self.path, self.mode, self.description = type, path, mode, description
        self.name, self.version = name, version

    def __repr__(self) -> str:
        return f"Output({', '.join(f'{name}={value!r}' for name, value in self._written().items())})"

    def _written(self) -> Dict[str, Any]:
        said = {
            "type": self.type,
            "path": self.path,
            "mode": self.mode,
            "description": self.description,
            "name": self.name,
            "version": self.version,
        }
        return {name: value for name, value in said.items() if value is not None}
