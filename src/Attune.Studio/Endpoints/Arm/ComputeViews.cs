using System.Text.Json.Nodes;
using Attune.Client.Protocols.Arm;
using Attune.Client.Protocols.Arm.Mapping;
using Attune.Workspace.Compute;

namespace Attune.Studio.Endpoints.Arm;

/// <summary>Compute in the protocol's words.</summary>
internal static class ComputeViews
{
    public static Resource<ComputeProperties> Of(ArmCall call, ComputeTarget compute, ClusterNodes nodes) =>
        new()
        {
            Id = $"{call.WorkspaceId}/computes/{compute.Name}",
            Name = compute.Name,
            Type = ArmRoutes.Provider + "/workspaces/computes",
            Location = compute.Location,
            Tags = compute.Tags.ToDictionary(tag => tag.Key, tag => tag.Value, StringComparer.Ordinal),
            SystemData = new SystemData
            {
                CreatedAt = compute.CreatedAt,
                CreatedBy = compute.CreatedBy,
                CreatedByType = "User",
                LastModifiedAt = compute.ModifiedAt,
            },
            Properties = new ComputeProperties
            {
                ComputeType = compute is ComputeCluster ? "AmlCompute" : "ComputeInstance",
                Description = compute.Description,
                ComputeLocation = compute.Location,
                ProvisioningState = Provisioning(compute),
                CreatedOn = compute.CreatedAt,
                ModifiedOn = compute.ModifiedAt,
                IsAttachedCompute = false,
                DisableLocalAuth = true,
                Properties = compute switch
                {
                    ComputeCluster cluster => Details(cluster, nodes.Of(cluster)),
                    ComputeInstance instance => Details(call, instance),
                    _ => null,
                },
            },
        };

    private static string Provisioning(ComputeTarget compute) =>
        compute is not ComputeInstance instance
            ? "Succeeded"
            : instance.State switch
            {
                InstanceState.Creating => "Creating",
                InstanceState.CreateFailed => "Failed",
                InstanceState.Deleting => "Deleting",
                _ => "Succeeded",
            };

    private static ComputeDetails Details(ArmCall call, ComputeInstance instance) =>
        new()
        {
            VmSize = instance.Size,
            ApplicationSharingPolicy = "Personal",
            SshSettings = new JsonObject { ["sshPublicAccess"] = "Disabled" },
            State = instance.State.ToString(),
            Applications =
            [
                .. instance.Applications.Select(each => new ComputeApplication(
                    each.Name,
                    new Uri(new Uri(call.Base + "/"), each.Address).ToString()
                )),
            ],
            CreatedBy = new ComputeCreator(instance.Owner),
            LastOperation = instance.LastOperation is { } last
                ? new ComputeOperation
                {
                    OperationName = last.Name,
                    OperationTime = last.At,
                    OperationStatus = last.Outcome.ToString(),
                    OperationTrigger = last.Trigger,
                }
                : null,
            Schedules = instance.Schedules?.DeepClone(),
            IdleTimeBeforeShutdown = instance.IdleMinutesBeforeShutdown is { } minutes
                ? FormattableString.Invariant($"PT{minutes}M")
                : null,
            Errors = instance.LastOperation?.Reason is { } reason
                ? [new ArmErrorBody { Code = "InstanceFailed", Message = reason }]
                : null,
        };

    private static ComputeDetails Details(ComputeCluster cluster, IReadOnlyList<ComputeNode> nodes)
    {
        var running = nodes.Count(node => node.RunId is not null);
        return new ComputeDetails
        {
            VmSize = cluster.Size,
            OsType = "Linux",
            VmPriority = cluster.LowPriority ? "LowPriority" : "Dedicated",
            ScaleSettings = new ComputeScale
            {
                MinNodeCount = cluster.MinNodes,
                MaxNodeCount = cluster.MaxNodes,
                NodeIdleTimeBeforeScaleDown = Duration.Write(cluster.IdleSeconds),
            },
            AllocationState = "Steady",
            AllocationStateTransitionTime = cluster.ModifiedAt,
            CurrentNodeCount = nodes.Count,
            TargetNodeCount = nodes.Count,
            NodeStateCounts = new ComputeNodeCounts
            {
                RunningNodeCount = running,
                IdleNodeCount = nodes.Count - running,
            },
        };
    }
}
