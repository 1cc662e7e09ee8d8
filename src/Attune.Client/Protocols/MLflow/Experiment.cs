namespace Attune.Client.Protocols.MLflow;

internal sealed record Experiment
{
    public string ExperimentId { get; init; } = "";
    public string Name { get; init; } = "";
    public string ArtifactLocation { get; init; } = "";
    public string LifecycleStage { get; init; } = "active";
    public long LastUpdateTime { get; init; }
    public long CreationTime { get; init; }
    public IReadOnlyList<KeyValue>? Tags { get; init; }
}

internal sealed record CreateExperimentRequest
{
    public string? Name { get; init; }
    public string? ArtifactLocation { get; init; }
    public IReadOnlyList<KeyValue>? Tags { get; init; }
}

/// <summary>update, delete, restore, set-experiment-tag, delete-experiment-tag.</summary>
internal sealed record ExperimentRequest
{
    public string? ExperimentId { get; init; }
    public string? NewName { get; init; }
    public string? Key { get; init; }
    public string? Value { get; init; }
}

internal sealed record SearchExperimentsRequest
{
    public int? MaxResults { get; init; }
    public string? Filter { get; init; }
    public IReadOnlyList<string>? OrderBy { get; init; }
    public string? ViewType { get; init; }
    public string? PageToken { get; init; }
}

internal sealed record SearchDatasetsRequest
{
    public IReadOnlyList<string>? ExperimentIds { get; init; }
}

internal sealed record DatasetSummary(string ExperimentId, string? Name, string? Digest, string? Context);

internal sealed record DatasetsResponse(IReadOnlyList<DatasetSummary>? DatasetSummaries);

internal sealed record ExperimentIdResponse(string ExperimentId);

internal sealed record ExperimentResponse(Experiment Experiment);

internal sealed record ExperimentsResponse(IReadOnlyList<Experiment>? Experiments, string? NextPageToken);
