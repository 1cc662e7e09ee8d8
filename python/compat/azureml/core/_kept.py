"""The files that a run keeps."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, List, Optional, Sequence

from attune.errors import NotFound
from attune_compat import artifacts

from ..exceptions import UserErrorException

_OUTPUTS = "outputs/"


class Kept:
    """The part of a run that keeps files, and fetches them."""

    id: str
    _connection: Any
    _tracked_id: str

    def upload_file(self, name: str, path_or_stream: Any, datastore_name: Optional[str] = None) -> None:
        """Keeps a file, or what a stream holds, under a name such as ``outputs/model.pkl``."""
        data = path_or_stream.read() if hasattr(path_or_stream, "read") else path_or_stream
        self._put(in_outputs(name), data.encode("utf-8") if isinstance(data, str) and hasattr(path_or_stream, "read") else data)

    def upload_files(self, names: Sequence[str], paths: Sequence[str], **_: Any) -> None:
        if len(names) != len(paths):
            raise UserErrorException("There are as many names as paths.")
        for name, path in zip(names, paths):
            self.upload_file(name, path)

    def upload_folder(self, name: str, path: str, datastore_name: Optional[str] = None) -> None:
        """Keeps the files of a folder below a name."""
        root = Path(path)
        if not root.is_dir():
            raise UserErrorException(f"There is no folder {path}.")
        for each in sorted(root.rglob("*")):
            if each.is_file():
                self.upload_file(f"{name.rstrip('/')}/{each.relative_to(root).as_posix()}", str(each))

    def get_file_names(self) -> List[str]:
        """The files that are kept: outputs and logs."""
        outputs = [_OUTPUTS + each for each in artifacts.names(self._connection, self._tracked_id)]
        try:
            logs = self._connection.get(self._connection.history("runs", self.id, "details"))["logFiles"]
        except NotFound:
            logs = {}
        return sorted({*outputs, *logs})

    def download_file(self, name: str, output_file_path: Optional[str] = None, **_: Any) -> None:
        """Fetches a file; into the current folder where no path is given.

        :raises UserErrorException: the run keeps no such file.
        """
        target = Path(output_file_path or name.rpartition("/")[2])
        if target.is_dir():
            target = target / name.rpartition("/")[2]
        try:
            if name.startswith(_OUTPUTS):
                artifacts.fetch(self._connection, self._tracked_id, in_outputs(name), target)
                return
            logs = self._connection.get(self._connection.history("runs", self.id, "details"))["logFiles"]
            if name in logs:
                self._connection.download(logs[name], target)
                return
            artifacts.fetch(self._connection, self._tracked_id, name, target)
        except NotFound as error:
            raise UserErrorException(
                f"The run {self.id} keeps no file '{name}'. It has: " + (", ".join(self.get_file_names()) or "none")
            ) from error

    def download_files(
        self,
        prefix: Optional[str] = None,
        output_directory: Optional[str] = None,
        output_paths: Any = None,
        batch_size: int = 100,
        append_prefix: bool = True,
        timeout_seconds: Optional[int] = None,
    ) -> None:
        """Fetches the files whose names begin with a prefix."""
        for name in self.get_file_names():
            if name.startswith(prefix or ""):
                short = name if append_prefix or not prefix else name[len(prefix) :].lstrip("/")
                self.download_file(name, str(Path(output_directory or ".").joinpath(*short.split("/"))))

    def _put(self, path: str, source: Any) -> None:
        artifacts.put(self._connection, self._tracked_id, path, source)


def in_outputs(name: str) -> str:
    """A file's path among the outputs: ``outputs/model.pkl`` is ``model.pkl``; the folder itself is nothing."""
    path = name.replace(os.sep, "/").lstrip("/")
    while path.startswith("./"):
        path = path[2:]
    if path.rstrip("/") == _OUTPUTS.rstrip("/"):
        return ""
    return path[len(_OUTPUTS) :] if path.startswith(_OUTPUTS) else path
