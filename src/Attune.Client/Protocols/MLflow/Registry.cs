namespace Attune.Client.Protocols.MLflow;

// Times are milliseconds since 1970 UTC; a version is a text that holds a whole number.

internal sealed record ModelAlias(string Alias, string Version);

internal sealed record RegisteredModelInfo
{
    public string Name { get; init; } = "";
    public long CreationTimestamp { get; init; }
    public long LastUpdatedTimestamp { get; init; }
    public string? Description { get; init; }
    public IReadOnlyList<ModelVersionInfo>? LatestVersions { get; init; }
    public IReadOnlyList<KeyValue>? Tags { get; init; }
    public IReadOnlyList<ModelAlias>? Aliases { get; init; }
}

internal sealed record ModelVersionInfo
{
    public string Name { get; init; } = "";
    public string Version { get; init; } = "";
    public long CreationTimestamp { get; init; }
    public long LastUpdatedTimestamp { get; init; }
    public string? UserId { get; init; }
    public string CurrentStage { get; init; } = "None";
    public string? Description { get; init; }
    public string? Source { get; init; }
    public string? RunId { get; init; }
    public string Status { get; init; } = "READY";
    public string? RunLink { get; init; }
    public string? ModelId { get; init; }
    public IReadOnlyList<KeyValue>? Tags { get; init; }

    /// <summary>Ours: facts that were set when the version was registered.</summary>
    public IReadOnlyList<KeyValue>? Properties { get; init; }
    public IReadOnlyList<string>? Aliases { get; init; }
}

/// <summary>What the calls about registered models and their versions carry; each reads what it needs.</summary>
internal sealed record RegistryRequest
{
    public string? Name { get; init; }
    public string? NewName { get; init; }
    public string? Version { get; init; }
    public string? Description { get; init; }
    public IReadOnlyList<KeyValue>? Tags { get; init; }

    /// <summary>Ours: facts about a new version.</summary>
    public IReadOnlyList<KeyValue>? Properties { get; init; }
    public string? Key { get; init; }
    public string? Value { get; init; }
    public string? Alias { get; init; }
    public string? Source { get; init; }
    public string? RunId { get; init; }
    public string? RunLink { get; init; }
    public string? ModelId { get; init; }
    public string? Stage { get; init; }
    public IReadOnlyList<string>? Stages { get; init; }
    public bool ArchiveExistingVersions { get; init; }
}

internal sealed record RegisteredModelResponse(RegisteredModelInfo RegisteredModel);

internal sealed record RegisteredModelsResponse(
    IReadOnlyList<RegisteredModelInfo>? RegisteredModels,
    string? NextPageToken
);

internal sealed record ModelVersionResponse(ModelVersionInfo ModelVersion);

internal sealed record ModelVersionsResponse(
    IReadOnlyList<ModelVersionInfo>? ModelVersions,
    string? NextPageToken
);

internal sealed record DownloadUriResponse(string ArtifactUri);
