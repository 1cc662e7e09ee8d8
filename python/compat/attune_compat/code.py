"""Code folders on their way to a host, each content once."""

from __future__ import annotations

from pathlib import Path
from typing import Dict

from attune._wire import Connection
from attune.errors import NotFound

from . import files
from .ignore import IGNORE_FILES
from .packages import PACKAGES, packed

_FOLDER = "azureml/code"
_MOST = 1 << 30


def send_code(connection: Connection, source: "str | Path") -> str:
    """Puts a folder, or a single script, where jobs find it; returns the id by which they name it.

    Where a Python file in it speaks of ``azureml``, these packages go along, so that its trials can import them.
    """
    root = Path(source).expanduser().absolute()
    # The host would heed ignore files once more; what they name is left out here already.
    parts = {name: file for name, file in files.local_files(root).items() if file.name not in IGNORE_FILES}
    size = sum(file.stat().st_size for file in parts.values())
    if size > _MOST:
        raise ValueError(
            f"The code in {root} has {size / 1e9:.1f} GB, which is more than code: name what is none of it in a file "
            ".amlignore there (patterns as in .gitignore), and give data as inputs."
        )
    further = {PACKAGES: packed()} if any(_needs_packages(file) for file in parts.values()) else {}
    name = "code-" + files.digest(parts, further)[:24]
    version = connection.arm("codes", name, "versions", "1")
    try:
        connection.get(version)
        return version
    except NotFound:
        pass
    _send(connection, f"{_FOLDER}/{name}", parts, further)
    place = files.place(files.DEFAULT_STORE, f"{_FOLDER}/{name}")
    connection.request("PUT", version, {"properties": {"codeUri": place, "isAnonymous": True}})
    return version


def _send(connection: Connection, target: str, parts: Dict[str, Path], further: Dict[str, bytes]) -> None:
    for name, file in parts.items():
        files.put(connection, file, f"{target}/{name}")
    for name, data in further.items():
        connection.send("PUT", connection.store(*files.split(f"{target}/{name}")), data=data)


def _needs_packages(file: Path) -> bool:
    return file.suffix == ".py" and b"azureml" in file.read_bytes()
