"""What `python` means in trials of jobs that are submitted from here: the interpreter of the program that submits them."""

from __future__ import annotations

import hashlib
import os
import shlex
import sys
from pathlib import Path
from typing import Dict
from urllib.parse import urlsplit

from attune._wire import Connection

from .packages import python_path


def trial_variables(connection: Connection) -> Dict[str, str]:
    """Environment variables of a trial. An environment that the host's settings map goes before: its own PATH comes first there."""
    if not is_here(connection):
        return {"PYTHONPATH": python_path({})}
    variables = {"PYTHONPATH": python_path(dict(os.environ))}
    if os.name == "posix" and sys.executable:
        variables["PATH"] = os.pathsep.join([str(_folder()), os.environ.get("PATH", os.defpath)])
    return variables


def is_here(connection: Connection) -> bool:
    """Whether the host runs on this machine."""
    name = urlsplit(connection.url).hostname or ""
    return name in ("localhost", "::1") or name.startswith("127.")


def _folder() -> Path:
    """A folder in which `python` and `python3` start this interpreter. A link would lose the virtual environment it may be in."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = cache / "attune" / "interpreters" / hashlib.sha256(sys.executable.encode()).hexdigest()[:16]
    folder.mkdir(parents=True, exist_ok=True)
    text = f'#!/bin/sh\nexec {shlex.quote(sys.executable)} "$@"\n'
    for name in ("python", "python3"):
        file = folder / name
        if not file.is_file() or file.read_text(encoding="utf-8") != text:
            part = folder / f".{name}.{os.getpid()}"
            part.write_text(text, encoding="utf-8")
            part.chmod(0o755)
            os.replace(part, file)
    return folder
