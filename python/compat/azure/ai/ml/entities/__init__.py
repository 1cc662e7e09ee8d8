"""What a workspace holds."""

from __future__ import annotations

from attune_compat import MARK
from attune_compat.names import offer

__compat__ = MARK

_NAMES = {
    "Job": ".job",
    "Command": ".command",
    "CommandJob": ".command",
    "CommandJobLimits": ".command",
    "Sweep": ".sweep_job",
    "SweepJob": ".sweep_job",
    "Data": ".data",
    "Model": ".model",
    "Environment": ".environment",
    "BuildContext": ".environment",
    "AmlCompute": ".compute",
    "Compute": ".compute",
    "ComputeInstance": ".compute",
    "Workspace": ".workspace",
    "Datastore": ".datastore",
    "JobResourceConfiguration": ".resources",
    "QueueSettings": ".resources",
    "UserIdentityConfiguration": ".identities",
    "AmlTokenConfiguration": ".identities",
}
_ENDPOINTS = "models are not served here; ml_client.models.download fetches one."
_PIPELINES = "pipelines and components are not run here; submit each step as a job of its own."
_STORES = "a workspace has the datastores of its home, and no others."
_IDENTITY = "there are no managed identities: jobs run as the host's account. Leave identity out."
_LACKING = {
    **dict.fromkeys(("ManagedIdentityConfiguration", "ManagedIdentity", "IdentityConfiguration"), _IDENTITY),
    **dict.fromkeys(
        (
            "BatchDeployment",
            "BatchEndpoint",
            "CodeConfiguration",
            "ManagedOnlineDeployment",
            "ManagedOnlineEndpoint",
            "ModelBatchDeployment",
            "OnlineEndpoint",
        ),
        _ENDPOINTS,
    ),
    **dict.fromkeys(("PipelineJob", "Component", "CommandComponent", "PipelineComponent", "ParallelComponent"), _PIPELINES),
    **dict.fromkeys(
        (
            "AccountKeyConfiguration",
            "AzureBlobDatastore",
            "AzureDataLakeGen1Datastore",
            "AzureDataLakeGen2Datastore",
            "AzureFileDatastore",
            "SasTokenConfiguration",
        ),
        _STORES,
    ),
    **dict.fromkeys(
        ("KubernetesCompute", "VirtualMachineCompute", "SynapseSparkCompute", "AmlComputeSshSettings", "NetworkSettings"),
        "compute here is this machine, in clusters (AmlCompute) and instances (ComputeInstance).",
    ),
    **dict.fromkeys(("JobSchedule", "RecurrenceTrigger", "CronTrigger"), "jobs are not scheduled here; use cron with `attune run`."),
    "Registry": "there are no registries beside a workspace's own.",
    "WorkspaceConnection": "there are no connections here.",
}

__getattr__, __dir__, __all__ = offer(__name__, _NAMES, _LACKING)
