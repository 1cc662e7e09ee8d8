"""The names of Azure's SDK v2 that tuning notebooks use, on top of an Attune host."""

from __future__ import annotations

from attune_compat import MARK, __version__
from attune_compat.names import offer

__compat__ = MARK
VERSION = __version__

_NAMES = {
    "MLClient": ".client",
    "Input": ".inputs",
    "Output": ".inputs",
    "command": ".command_function",
    **dict.fromkeys(
        ("load_job", "load_data", "load_model", "load_environment", "load_compute", "load_workspace"), ".loading"
    ),
    "UserIdentityConfiguration": ".entities.identities",
    "AmlTokenConfiguration": ".entities.identities",
    "MpiDistribution": ".distributions",
    "PyTorchDistribution": ".distributions",
    "TensorFlowDistribution": ".distributions",
}
_PIPELINES = "pipelines and components are not run here; submit each step as a job of its own."
_ENDPOINTS = "models are not served here; ml_client.models.download fetches one."
_LACKING = {
    "dsl": _PIPELINES,
    "load_component": _PIPELINES,
    "spark": "there is no Spark here.",
    "automl": "automated ML is not had here; sweep over a script, with its model as a choice.",
    "parallel": _PIPELINES,
    "load_online_endpoint": _ENDPOINTS,
    "load_online_deployment": _ENDPOINTS,
    "load_batch_endpoint": _ENDPOINTS,
    "load_batch_deployment": _ENDPOINTS,
    "load_registry": "there are no registries beside a workspace's own.",
    "load_datastore": "a workspace has the datastores of its home, and no others.",
    "load_connection": "there are no connections here.",
    "load_schedule": "jobs are not scheduled here; use cron with `attune run`.",
    "ManagedIdentityConfiguration": "there are no managed identities: jobs run as the host's account. Leave identity out.",
    "RayDistribution": "a trial is one process on one machine.",
}

__getattr__, __dir__, __all__ = offer(__name__, _NAMES, _LACKING)
