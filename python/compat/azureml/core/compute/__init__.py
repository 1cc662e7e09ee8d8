"""Compute: clusters and instances of a workspace. All of it is the host's machine."""

from __future__ import annotations

from attune_compat import MARK
from attune_compat.names import offer

__compat__ = MARK

_NAMES = {
    "AmlCompute": ".amlcompute",
    "ComputeInstance": ".computeinstance",
    "ComputeTarget": ".target",
}
_LACKING = dict.fromkeys(
    (
        "AksCompute",
        "BatchCompute",
        "DataFactoryCompute",
        "DatabricksCompute",
        "DsvmCompute",
        "HDInsightCompute",
        "KubernetesCompute",
        "RemoteCompute",
        "SynapseCompute",
    ),
    "compute here is this machine, in clusters (AmlCompute) and instances (ComputeInstance).",
)

__getattr__, __dir__, __all__ = offer(__name__, _NAMES, _LACKING)
