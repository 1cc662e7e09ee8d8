namespace Attune.Client.Protocols.Arm;

internal sealed record WorkspaceProperties
{
    public string? FriendlyName { get; init; }
    public string? Description { get; init; }
    public string? WorkspaceId { get; init; }
    public string? ProvisioningState { get; init; }
    public string? DiscoveryUrl { get; init; }
    public string? MlFlowTrackingUri { get; init; }
    public bool? HbiWorkspace { get; init; }
    public string? PublicNetworkAccess { get; init; }

    /// <summary>Ours: whether the host runs this workspace's jobs.</summary>
    public bool? IsServed { get; init; }
}

/// <summary>Where the data plane of a workspace is.</summary>
internal sealed record Discovery
{
    public required string Api { get; init; }
    public required string History { get; init; }
}
