"""Files, as they are."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any, List, Optional

from azureml.core.datastore import Datastore
from azureml.exceptions import UserErrorException

from .abstract_dataset import AbstractDataset


class FileDataset(AbstractDataset):
    """Files in datastores or on the web."""

    _kind = "file"

    def to_path(self) -> List[str]:
        """The files' paths; in a trial where they lie, else as they are called in the datastore."""
        if self._inputs is not None:
            return self._files()
        found: List[str] = []
        for source in self._sources:
            if source.store is None:
                found.append(source.path)
            else:
                found += ["/" + each for each in Datastore(self._workspace, source.store)._matching(source.path)]
        return found

    def download(self, target_path: Optional[str] = None, overwrite: bool = False, **_: Any) -> List[str]:
        """Fetches the files; returns where they are.

        :raises UserErrorException: a file is there already, and ``overwrite`` is not set.
        """
        folder = target_path or tempfile.mkdtemp(prefix="attune-data-")
        os.makedirs(folder, exist_ok=True)
        if not overwrite and target_path and any(Path(target_path).iterdir()):
            raise UserErrorException(f"There are files in {target_path} already; overwrite=True replaces them.")
        if self._inputs is None:
            return self._files(folder)
        return [shutil.copy(each, folder) for each in self._files()]

    def mount(self, mount_point: Optional[str] = None, **_: Any) -> "Mounted":
        """The files at a folder, while a ``with`` block lasts or from ``start`` to ``stop``. They are copies."""
        return Mounted(self, mount_point)

    def as_mount(self, path_on_compute: Optional[str] = None) -> Any:
        """These files as an input whose argument is a path."""
        return self.as_named_input("input").as_mount(path_on_compute)

    def as_download(self, path_on_compute: Optional[str] = None) -> Any:
        return self.as_named_input("input").as_download(path_on_compute)


class Mounted:
    """Files of a dataset at a folder."""

    def __init__(self, dataset: FileDataset, mount_point: Optional[str]):
        self._dataset, self._made = dataset, mount_point is None
        self.mount_point = mount_point or tempfile.mkdtemp(prefix="attune-mount-")

    def start(self) -> None:
        self._dataset.download(self.mount_point, overwrite=True)

    def stop(self) -> None:
        if self._made:
            shutil.rmtree(self.mount_point, ignore_errors=True)

    def __enter__(self) -> "Mounted":
        self.start()
        return self

    def __exit__(self, *_: Any) -> None:
        self.stop()


__all__ = ["FileDataset", "Mounted"]
