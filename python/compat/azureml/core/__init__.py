"""The names of Azure's SDK v1 that tuning exercises use, on top of an Attune host."""

from __future__ import annotations

from attune_compat import MARK, __version__
from attune_compat.names import offer

__compat__ = MARK
VERSION = __version__

_NAMES = {
    "ComputeTarget": ".compute",
    "Dataset": ".dataset",
    "Datastore": ".datastore",
    "Environment": ".environment",
    "Experiment": ".experiment",
    "Model": ".model",
    "Run": ".run",
    "RunConfiguration": ".runconfig",
    "ScriptRun": ".script_run",
    "ScriptRunConfig": ".script_run_config",
    "Workspace": ".workspace",
}

_LACKING = {
    "Keyvault": "secrets of a workspace are not kept here; pass them as environment variables.",
    "Webservice": "models are not served here; download one with Model.download and serve it as you like.",
    "Image": "container images are not built here; the settings map an environment to one.",
    "PrivateEndPoint": "there is no virtual network here.",
    "LinkedService": "there are no linked services here.",
    "Diagnostics": "look at the run's page in the studio.",
    "ContainerRegistry": "images are taken from where docker or podman finds them.",
}

__getattr__, __dir__, __all__ = offer(__name__, _NAMES, _LACKING)

from . import _numpy  # noqa: E402

_numpy.restore_names()
