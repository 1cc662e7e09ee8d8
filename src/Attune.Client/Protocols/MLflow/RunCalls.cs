namespace Attune.Client.Protocols.MLflow;

internal sealed record CreateRunRequest
{
    public string? ExperimentId { get; init; }
    public string? UserId { get; init; }
    public string? RunName { get; init; }
    public long StartTime { get; init; }
    public IReadOnlyList<KeyValue>? Tags { get; init; }
}

internal sealed record UpdateRunRequest
{
    public string? RunId { get; init; }
    public string? RunUuid { get; init; }
    public string? Status { get; init; }
    public long? EndTime { get; init; }
    public string? RunName { get; init; }
}

/// <summary>Delete, restore; also what any call about a run has in common.</summary>
internal sealed record RunIdRequest
{
    public string? RunId { get; init; }
    public string? RunUuid { get; init; }
}

/// <summary>set-tag, delete-tag and log-parameter.</summary>
internal sealed record KeyValueRequest
{
    public string? RunId { get; init; }
    public string? RunUuid { get; init; }
    public string? Key { get; init; }
    public string? Value { get; init; }
}

internal sealed record LogBatchRequest
{
    public string? RunId { get; init; }
    public IReadOnlyList<Metric>? Metrics { get; init; }
    public IReadOnlyList<KeyValue>? Params { get; init; }
    public IReadOnlyList<KeyValue>? Tags { get; init; }
}

internal sealed record LogModelRequest
{
    public string? RunId { get; init; }
    public string? ModelJson { get; init; }
}

internal sealed record LogInputsRequest
{
    public string? RunId { get; init; }
    public IReadOnlyList<DatasetInput>? Datasets { get; init; }
    public IReadOnlyList<ModelReference>? Models { get; init; }
}

internal sealed record LogOutputsRequest
{
    public string? RunId { get; init; }
    public IReadOnlyList<ModelReference>? Models { get; init; }
}

internal sealed record SearchRunsRequest
{
    public IReadOnlyList<string>? ExperimentIds { get; init; }
    public string? Filter { get; init; }
    public string? RunViewType { get; init; }
    public int? MaxResults { get; init; }
    public IReadOnlyList<string>? OrderBy { get; init; }
    public string? PageToken { get; init; }
}

internal sealed record RunResponse(Run Run);

internal sealed record RunInfoResponse(RunInfo RunInfo);

internal sealed record SearchRunsResponse(IReadOnlyList<Run>? Runs, string? NextPageToken);

internal sealed record MetricsResponse(IReadOnlyList<Metric>? Metrics, string? NextPageToken);
