using Attune.Workspace.Catalog;

namespace Attune.Cli.Contracts;

/// <summary>A workspace as <c>--json</c> gives it. Members are added, never renamed or removed.</summary>
internal sealed record WorkspaceContract
{
    public required string Name { get; init; }
    public required string DisplayName { get; init; }
    public string? Description { get; init; }
    public string? SubscriptionId { get; init; }
    public string? ResourceGroup { get; init; }
    public required string Location { get; init; }
    public required IReadOnlyDictionary<string, string?> Tags { get; init; }
    public DateTimeOffset? CreatedAt { get; init; }

    public static WorkspaceContract Of(WorkspaceRecord workspace) =>
        new()
        {
            Name = workspace.Name,
            DisplayName = workspace.DisplayName ?? workspace.Name,
            Description = workspace.Description,
            SubscriptionId = workspace.Subscription,
            ResourceGroup = workspace.ResourceGroup,
            Location = workspace.Location,
            Tags = workspace.Tags,
            CreatedAt = workspace.CreatedAt,
        };
}

/// <summary>What <c>config.json</c> says: where the clients of notebooks find their workspace.</summary>
internal sealed record WorkspaceConfig
{
    public required string SubscriptionId { get; init; }
    public required string ResourceGroup { get; init; }
    public required string WorkspaceName { get; init; }

    /// <summary>Ours: the home, whose <c>keys/host-token</c> lets in; no secret stands in this file.</summary>
    public required string? AttuneHome { get; init; }

    /// <summary>Ours: where its host listens; null when none has run yet.</summary>
    public string? AttuneUrl { get; init; }
}
