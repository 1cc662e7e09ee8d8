"""Code folders on their way to a host, each content once."""

from __future__ import annotations

import hashlib
from pathlib import Path

from attune._files import code_files, digest, upload, upload_code
from attune._wire import Connection

from .packages import PACKAGES, packed

_MOST = 1 << 30
_IGNORE = (".amlignore", ".gitignore")


def send_code(connection: Connection, source: "str | Path") -> str:
    """Puts a folder, or a single script, where jobs find it; returns the id by which they name it.

    Where a Python file in it speaks of ``azureml``, these packages go along, so that its trials can import them.
    """
    root = Path(source).expanduser().absolute()
    if not root.exists():
        raise FileNotFoundError(f"There is no code folder {root}.")
    parts = code_files(root)
    size = sum(file.stat().st_size for file in parts.values())
    if size > _MOST:
        raise ValueError(
            f"The code in {root} has {size / 1e9:.1f} GB, which is more than code: name what is none of it in a file "
            ".amlignore there (patterns as in .gitignore), and give data as inputs."
        )
    if not any(_needs_packages(file) for file in parts.values()):
        return upload_code(connection, root)
    # The host would heed ignore files once more, and might leave the packages out; what they name is left out here.
    parts = {name: file for name, file in parts.items() if file.name not in _IGNORE}
    archive = packed()
    name = "code-" + hashlib.sha256(digest(parts).encode() + archive).hexdigest()[:20]
    version = connection.arm("codes", name, "versions", "1")
    if connection.find(version) is None:
        connection.send("PUT", connection.store("uploads", name, *PACKAGES.split("/")), data=archive)
        place = upload(connection, parts, "uploads", name)
        connection.request("PUT", version, {"properties": {"codeUri": place, "isAnonymous": True}})
    return version


def _needs_packages(file: Path) -> bool:
    return file.suffix == ".py" and b"azureml" in file.read_bytes()
