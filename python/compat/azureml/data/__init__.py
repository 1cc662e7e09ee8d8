"""Data sets by the names of Azure's SDK v1."""

from __future__ import annotations

from attune_compat import MARK
from attune_compat.names import offer

__compat__ = MARK

_NAMES = {
    "DatasetConsumptionConfig": ".consumption",
    "DataReference": "azureml.core.datastore",
    "FileDataset": ".file_dataset",
    "TabularDataset": ".tabular_dataset",
}
_LACKING = {
    "OutputFileDatasetConfig": "what a script leaves in ./outputs is kept with its run.",
    "LinkFileOutputDatasetConfig": "what a script leaves in ./outputs is kept with its run.",
}

__getattr__, __dir__, __all__ = offer(__name__, _NAMES, _LACKING)
