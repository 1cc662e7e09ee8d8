using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Attune.Client.Protocols.Arm;

/// <summary>The outer properties of a compute; the inner ones are of its type.</summary>
internal sealed record ComputeProperties
{
    public string? ComputeType { get; init; }
    public string? Description { get; init; }
    public string? ComputeLocation { get; init; }
    public string? ProvisioningState { get; init; }
    public DateTimeOffset? CreatedOn { get; init; }
    public DateTimeOffset? ModifiedOn { get; init; }
    public bool? IsAttachedCompute { get; init; }
    public bool? DisableLocalAuth { get; init; }
    public ComputeDetails? Properties { get; init; }
}

/// <summary>The inner properties of an instance or a cluster; each leaves the other's members out.</summary>
internal sealed record ComputeDetails
{
    public string? VmSize { get; init; }

    // Of instances.
    public string? ApplicationSharingPolicy { get; init; }
    public JsonObject? SshSettings { get; init; }
    public string? State { get; init; }
    public IReadOnlyList<ComputeApplication>? Applications { get; init; }
    public ComputeCreator? CreatedBy { get; init; }
    public ComputeOperation? LastOperation { get; init; }
    public JsonNode? Schedules { get; init; }
    public string? IdleTimeBeforeShutdown { get; init; }
    public IReadOnlyList<ArmErrorBody>? Errors { get; init; }

    // Of clusters.
    public string? OsType { get; init; }
    public string? VmPriority { get; init; }
    public ComputeScale? ScaleSettings { get; init; }
    public string? AllocationState { get; init; }
    public DateTimeOffset? AllocationStateTransitionTime { get; init; }
    public int? CurrentNodeCount { get; init; }
    public int? TargetNodeCount { get; init; }
    public ComputeNodeCounts? NodeStateCounts { get; init; }
}

internal sealed record ComputeApplication(string? DisplayName, string? EndpointUri);

internal sealed record ComputeCreator(string? UserName);

internal sealed record ComputeOperation
{
    public string? OperationName { get; init; }
    public DateTimeOffset? OperationTime { get; init; }
    public string? OperationStatus { get; init; }
    public string? OperationTrigger { get; init; }
}

internal sealed record ComputeScale
{
    public int? MinNodeCount { get; init; }
    public int? MaxNodeCount { get; init; }
    public string? NodeIdleTimeBeforeScaleDown { get; init; }
}

internal sealed record ComputeNodeCounts
{
    public int IdleNodeCount { get; init; }
    public int RunningNodeCount { get; init; }
    public int PreparingNodeCount { get; init; }
    public int UnusableNodeCount { get; init; }
    public int LeavingNodeCount { get; init; }
    public int PreemptedNodeCount { get; init; }
}

internal sealed record ComputeNodes(IReadOnlyList<ComputeNode> Nodes, string? NextLink);

internal sealed record ComputeNode
{
    public required string NodeId { get; init; }
    public string? PrivateIpAddress { get; init; }
    public required string NodeState { get; init; }
    public string? RunId { get; init; }
}

internal sealed record VirtualMachineSizes(IReadOnlyList<VirtualMachineSize> Value);

internal sealed record VirtualMachineSize
{
    public required string Name { get; init; }
    public string? Family { get; init; }

    [JsonPropertyName("vCPUs")]
    public int Processors { get; init; }
    public int Gpus { get; init; }
    public double MemoryGB { get; init; }
    public bool LowPriorityCapable { get; init; }
    public bool PremiumIO { get; init; }
    public IReadOnlyList<string>? SupportedComputeTypes { get; init; }
}
