"""Files that go to the host: which of a folder, their digest, and their way."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path
from typing import Dict, Iterable, List, NamedTuple, Optional, Pattern

from ._wire import Connection
from .errors import NotFound

# Never part of a job's code.
_LEFT_OUT = {".git", ".attune", "__pycache__", ".ipynb_checkpoints"}


class _Rule(NamedTuple):
    pattern: Pattern[str]
    keep: bool
    folder_only: bool


def code_files(folder: Path) -> Dict[str, Path]:
    """The files of a code folder by relative path, without what ``.amlignore`` or ``.gitignore`` leaves out.

    A single file is the folder of that file alone.
    """
    if folder.is_file():
        return {folder.name: folder}
    found: Dict[str, Path] = {}
    _collect(folder, "", [], found)
    return dict(sorted(found.items()))


def all_files(folder: Path) -> Dict[str, Path]:
    """Every file of a folder by relative path; a file alone by its name."""
    if folder.is_file():
        return {folder.name: folder}
    files = {file.relative_to(folder).as_posix(): file for file in folder.rglob("*") if file.is_file()}
    return dict(sorted(files.items()))


def digest(files: Dict[str, Path]) -> str:
    """The same for the same names with the same contents, and no other."""
    total = hashlib.sha256()
    for name, file in sorted(files.items()):
        own = hashlib.sha256()
        with open(file, "rb") as stream:
            for chunk in iter(lambda: stream.read(1 << 20), b""):
                own.update(chunk)
        total.update(f"{name}\0{own.hexdigest()}\n".encode("utf-8"))
    return total.hexdigest()


def upload(connection: Connection, files: Dict[str, Path], *folder: str) -> str:
    """Puts files below a folder of the workspace's own datastore.

    :returns: the folder as jobs name it, ``azureml://datastores/workspaceblobstore/paths/...``.
    """
    for name, file in files.items():
        connection.send("PUT", connection.store(*folder, *name.split("/")), file=file)
    return "azureml://datastores/workspaceblobstore/paths/" + "/".join(folder)


def upload_data(connection: Connection, files: Dict[str, Path]) -> str:
    """Puts data into the workspace's own datastore, unless the host has the same files already.

    :returns: their folder, as jobs name it.
    """
    name = "data-" + digest(files)[:20]
    # Written last: what was broken off has none.
    done = connection.store("uploads", name, "complete")
    try:
        connection.send("GET", done)
    except NotFound:
        upload(connection, files, "uploads", name, "files")
        connection.send("PUT", done, data=b"")
    return f"azureml://datastores/workspaceblobstore/paths/uploads/{name}/files"


def upload_code(connection: Connection, folder: Path) -> str:
    """Makes a folder's content a version of code, unless the host has it already.

    :returns: its id.
    """
    files = code_files(folder)
    if not files:
        raise FileNotFoundError(f"There is no file in the code folder {folder}.")
    name = "code-" + digest(files)[:20]
    place = connection.arm("codes", name, "versions", "1")
    if connection.find(place) is None:
        uri = upload(connection, files, "uploads", name)
        connection.request("PUT", place, {"properties": {"codeUri": uri, "isAnonymous": True}})
    return place


def _collect(folder: Path, relative: str, rules: List[_Rule], found: Dict[str, Path]) -> None:
    # An .amlignore stands in for the .gitignore beside it.
    ignore = next((folder / name for name in (".amlignore", ".gitignore") if (folder / name).is_file()), None)
    if ignore is not None:
        rules = rules + list(_rules(relative, ignore.read_text(encoding="utf-8", errors="replace").splitlines()))
    for entry in sorted(os.scandir(folder), key=lambda each: each.name):
        path = f"{relative}/{entry.name}" if relative else entry.name
        is_folder = entry.is_dir(follow_symlinks=False)
        if entry.name in _LEFT_OUT or _ignores(rules, path, is_folder):
            continue
        if is_folder:
            _collect(Path(entry.path), path, rules, found)
        elif entry.is_file():
            found[path] = Path(entry.path)


def _ignores(rules: List[_Rule], path: str, is_folder: bool) -> bool:
    for rule in reversed(rules):
        if (is_folder or not rule.folder_only) and rule.pattern.match(path):
            return not rule.keep
    return False


def _rules(folder: str, lines: Iterable[str]) -> Iterable[_Rule]:
    for line in lines:
        pattern = line if line.endswith("\\ ") else line.rstrip(" ")
        if not pattern or pattern.startswith("#"):
            continue
        keep = pattern.startswith("!")
        pattern = pattern[1:] if keep else pattern
        folder_only = pattern.endswith("/")
        compiled = _compiled(folder, pattern.rstrip("/")) if pattern.rstrip("/") else None
        if compiled is not None:
            yield _Rule(compiled, keep, folder_only)


def _compiled(folder: str, pattern: str) -> Optional[Pattern[str]]:
    anchored = "/" in pattern[:-1]
    pattern = pattern.lstrip("/")
    regex = re.escape(folder) + "/" if folder else ""
    regex += "" if anchored else "(?:.*/)?"
    i = 0
    while i < len(pattern):
        if pattern.startswith("**/", i):
            regex, i = regex + "(?:.*/)?", i + 3
        elif pattern.startswith("**", i):
            regex, i = regex + ".*", i + 2
        elif pattern[i] == "*":
            regex, i = regex + "[^/]*", i + 1
        elif pattern[i] == "?":
            regex, i = regex + "[^/]", i + 1
        elif pattern[i] == "\\" and i + 1 < len(pattern):
            regex, i = regex + re.escape(pattern[i + 1]), i + 2
        elif pattern[i] == "[" and pattern.find("]", i + 2) > 0:
            end = pattern.find("]", i + 2)
            inner = pattern[i + 1 : end].replace("\\", "\\\\")
            regex, i = regex + "[" + ("^" + inner[1:] if inner.startswith("!") else inner) + "]", end + 1
        else:
            regex, i = regex + re.escape(pattern[i]), i + 1
    try:
        return re.compile(regex + r"\Z", re.DOTALL)
    except re.error:
        return None  # it matches nothing, such as [z-a]
