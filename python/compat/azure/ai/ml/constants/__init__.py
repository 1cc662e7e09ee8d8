"""Words that jobs and assets use."""

from __future__ import annotations

from attune_compat import MARK
from attune_compat.names import refuse_others

__compat__ = MARK


class AssetTypes:
    """What data and models are."""

    URI_FILE = "uri_file"
    URI_FOLDER = "uri_folder"
    MLTABLE = "mltable"
    MLFLOW_MODEL = "mlflow_model"
    TRITON_MODEL = "triton_model"
    CUSTOM_MODEL = "custom_model"


class InputOutputModes:
    """How data comes to a script. On the host's machine it lies there already."""

    MOUNT = "mount"
    DOWNLOAD = "download"
    UPLOAD = "upload"
    RO_MOUNT = "ro_mount"
    RW_MOUNT = "rw_mount"
    DIRECT = "direct"
    EVAL_DOWNLOAD = "eval_download"
    EVAL_MOUNT = "eval_mount"


class InputTypes:
    """What a literal is."""

    INTEGER = "integer"
    NUMBER = "number"
    STRING = "string"
    BOOLEAN = "boolean"


class JobType:
    COMMAND = "command"
    SWEEP = "sweep"


class ListViewType:
    """Which of a list are shown."""

    ACTIVE_ONLY = "ActiveOnly"
    ARCHIVED_ONLY = "ArchivedOnly"
    ALL = "All"


class Goal:
    MAXIMIZE = "maximize"
    MINIMIZE = "minimize"


class SamplingAlgorithm:
    RANDOM = "random"
    GRID = "grid"
    BAYESIAN = "bayesian"


class DistributionType:
    MPI = "mpi"
    PYTORCH = "pytorch"
    TENSORFLOW = "tensorflow"


__getattr__ = refuse_others(__name__)
