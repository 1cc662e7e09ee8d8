"""Datastores: folders of the host under the names that Azure's clients expect."""

from __future__ import annotations

import fnmatch
import os
from pathlib import Path
from typing import Any, List, Optional, Sequence

from attune_compat import files
from attune_compat.names import refuse_others

from ..exceptions import UserErrorException


class Datastore:
    """A place for files in a workspace."""

    def __init__(self, workspace: Any, name: Optional[str] = None):
        connection = workspace._connection
        said = connection.get(connection.arm("datastores", name or files.DEFAULT_STORE))
        self.workspace = workspace
        self.name = said["name"]
        self.datastore_type = said["properties"].get("datastoreType")
        self.is_default = bool(said["properties"].get("isDefault"))

    def __repr__(self) -> str:
        return f"Datastore(name={self.name!r})"

    @staticmethod
    def get(workspace: Any, datastore_name: str) -> "Datastore":
        return Datastore(workspace, datastore_name)

    @staticmethod
    def get_default(workspace: Any) -> "Datastore":
        return Datastore(workspace)

    def upload_files(
        self,
        files: Sequence[str],  # noqa: F811 - the SDK's name
        relative_root: Optional[str] = None,
        target_path: Optional[str] = None,
        overwrite: bool = False,
        show_progress: bool = True,
    ) -> "DataReference":
        """Puts files; those that are there already are left as they are unless ``overwrite`` is set."""
        if isinstance(files, str):
            raise UserErrorException("upload_files takes a list of files.")
        gone = [each for each in files if not os.path.isfile(each)]
        if gone:
            raise UserErrorException("These files are not there: " + ", ".join(map(str, gone)))
        pairs = [
            (str(each), os.path.relpath(each, relative_root) if relative_root else os.path.basename(each)) for each in files
        ]
        outside = [each for each, name in pairs if name.startswith("..")]
        if outside:
            raise UserErrorException(f"These files are not below {relative_root}: " + ", ".join(outside))
        return self._put(pairs, target_path, overwrite, show_progress)

    def upload(
        self,
        src_dir: str,
        target_path: Optional[str] = None,
        overwrite: bool = False,
        show_progress: bool = True,
    ) -> "DataReference":
        """Puts the files of a folder."""
        root = Path(src_dir)
        if not root.is_dir():
            raise UserErrorException(f"There is no folder {src_dir}.")
        pairs = [(str(each), each.relative_to(root).as_posix()) for each in sorted(root.rglob("*")) if each.is_file()]
        return self._put(pairs, target_path, overwrite, show_progress)

    def download(
        self,
        target_path: str,
        prefix: Optional[str] = None,
        overwrite: bool = False,
        show_progress: bool = True,
        **_: Any,
    ) -> int:
        """Fetches the files below ``prefix``; returns how many."""
        count = 0
        for each in files.walk(self.workspace._connection, prefix or "", self.name):
            target = Path(target_path).joinpath(*each.path.split("/"))
            if overwrite or not target.exists():
                files.fetch(self.workspace._connection, each.path, target, self.name)
                count += 1
                if show_progress:
                    print(f"Downloaded {each.path}")
        return count

    def path(self, path: Optional[str] = None, **_: Any) -> "DataReference":
        """A reference to a place in the datastore."""
        return DataReference(self, path or "")

    def _put(self, pairs: List[tuple], target: Optional[str], overwrite: bool, show: bool) -> "DataReference":
        connection = self.workspace._connection
        there = set()
        if not overwrite:
            there = {each.path for each in files.walk(connection, target or "", self.name)}
        for source, name in pairs:
            path = "/".join(files.split(f"{target or ''}/{name}"))
            if path in there:
                if show:
                    print(f"Target already exists. Skipping upload for {path}")
                continue
            files.put(connection, source, path, self.name)
            if show:
                print(f"Uploaded {source} as {path}")
        return DataReference(self, target or "")

    def _matching(self, path: str) -> List[str]:
        """The files that a path means: a file, a folder with all below it, or a pattern."""
        folder, pattern = folder_of(path)
        found = [each.path for each in files.walk(self.workspace._connection, folder, self.name)]
        return sorted(each for each in found if pattern is None or matches(each, path))


class DataReference:
    """A place in a datastore."""

    def __init__(self, datastore: Datastore, path_on_datastore: str = "", **_: Any):
        self.datastore = datastore
        self.path_on_datastore = path_on_datastore

    def __str__(self) -> str:
        return f"$AZUREML_DATAREFERENCE_{self.datastore.name}/{self.path_on_datastore}".rstrip("/")

    def path(self, path: str) -> "DataReference":
        return DataReference(self.datastore, f"{self.path_on_datastore}/{path}".strip("/"))


def folder_of(path: str) -> "tuple[str, Optional[str]]":
    """A path as the folder that surely holds it, and the rest where that is a pattern."""
    names = files.split(path)
    for i, name in enumerate(names):
        if any(sign in name for sign in "*?["):
            return "/".join(names[:i]), "/".join(names[i:])
    return "/".join(names), None


def matches(path: str, pattern: str) -> bool:
    """Whether a file's path fits: ``*`` within a name, ``**`` for any folders."""
    return _fit(files.split(path), files.split(pattern))


def _fit(names: List[str], parts: List[str]) -> bool:
    if not parts:
        return not names
    if parts[0] == "**":
        return any(_fit(names[i:], parts[1:] or ["*"]) for i in range(len(names)))
    return bool(names) and fnmatch.fnmatchcase(names[0], parts[0]) and _fit(names[1:], parts[1:])


__getattr__ = refuse_others(__name__, "a workspace has the datastores of its home, and no others.")
