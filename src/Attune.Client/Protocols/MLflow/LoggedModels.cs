namespace Attune.Client.Protocols.MLflow;

internal sealed record LoggedModelInfo
{
    public string ModelId { get; init; } = "";
    public string ExperimentId { get; init; } = "";
    public string Name { get; init; } = "";
    public long CreationTimestampMs { get; init; }
    public long LastUpdatedTimestampMs { get; init; }
    public string ArtifactUri { get; init; } = "";
    public string Status { get; init; } = "LOGGED_MODEL_PENDING";
    public string? ModelType { get; init; }
    public string? SourceRunId { get; init; }
    public IReadOnlyList<KeyValue>? Tags { get; init; }
}

internal sealed record LoggedModelData
{
    public IReadOnlyList<KeyValue>? Params { get; init; }
    public IReadOnlyList<Metric>? Metrics { get; init; }
}

internal sealed record LoggedModel
{
    public required LoggedModelInfo Info { get; init; }
    public required LoggedModelData Data { get; init; }
}

/// <summary>Creating, finishing, tagging a model, and logging its parameters.</summary>
internal sealed record LoggedModelRequest
{
    public string? ExperimentId { get; init; }
    public string? Name { get; init; }
    public string? ModelType { get; init; }
    public string? SourceRunId { get; init; }
    public string? Status { get; init; }
    public IReadOnlyList<KeyValue>? Params { get; init; }
    public IReadOnlyList<KeyValue>? Tags { get; init; }
}

internal sealed record SearchLoggedModelsRequest
{
    public IReadOnlyList<string>? ExperimentIds { get; init; }
    public string? Filter { get; init; }
    public int? MaxResults { get; init; }
    public string? PageToken { get; init; }
}

internal sealed record LoggedModelResponse(LoggedModel Model);

internal sealed record LoggedModelsResponse(IReadOnlyList<LoggedModel>? Models, string? NextPageToken);
