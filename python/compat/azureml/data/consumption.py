"""Data as an input of a script."""

from __future__ import annotations

import re
from typing import Any, Dict, List, Optional

from azureml.exceptions import UserErrorException

#: Where a trial reads what its datasets are.
VARIABLE = "AZUREML_DATASETS"

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")


class DatasetConsumptionConfig:
    """A dataset with the name by which a script asks for it."""

    def __init__(self, name: str, dataset: Any, mode: str = "direct", path_on_compute: Optional[str] = None):
        if not _NAME.match(name or ""):
            raise UserErrorException(
                f"'{name}' cannot be the name of an input: it begins with a letter or _, and has letters, digits and _ only."
            )
        self.name, self.dataset, self.mode, self.path_on_compute = name, dataset, mode, path_on_compute

    def __str__(self) -> str:
        return f"DatasetConsumptionConfig:{self.name}"

    __repr__ = __str__

    def as_mount(self, path_on_compute: Optional[str] = None) -> "DatasetConsumptionConfig":
        """The argument becomes the path of the files."""
        return DatasetConsumptionConfig(self.name, self.dataset, "mount", path_on_compute)

    def as_download(self, path_on_compute: Optional[str] = None) -> "DatasetConsumptionConfig":
        return DatasetConsumptionConfig(self.name, self.dataset, "download", path_on_compute)

    def as_named_input(self, name: str) -> "DatasetConsumptionConfig":
        return DatasetConsumptionConfig(name, self.dataset, self.mode, self.path_on_compute)

    def as_hdfs(self) -> None:
        raise UserErrorException("There is no Spark here.")

    def _names(self) -> List[str]:
        """The names of the job's inputs that stand for the dataset's sources."""
        count = len(self.dataset._sources)
        return [self.name if i == 0 else f"{self.name}_{i}" for i in range(count)]

    def _inputs(self) -> Dict[str, Dict[str, Any]]:
        return {
            name: {"jobInputType": source.type, "uri": source.uri}
            for name, source in zip(self._names(), self.dataset._sources)
        }

    def _described(self) -> Dict[str, Any]:
        """What a trial is told of it."""
        pairs = zip(self._names(), self.dataset._sources)
        return {
            "id": self.dataset.id,
            "name": self.dataset.name,
            "version": self.dataset.version,
            "said": self.dataset._said(),
            "inputs": [{"input": name, "pattern": source.pattern} for name, source in pairs],
        }
