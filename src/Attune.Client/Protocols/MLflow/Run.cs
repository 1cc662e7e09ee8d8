namespace Attune.Client.Protocols.MLflow;

// Times are milliseconds since 1970 UTC. Empty lists are left out, as the protocol's own servers do.

internal sealed record RunInfo
{
    public string RunId { get; init; } = "";
    public string RunUuid { get; init; } = "";
    public string RunName { get; init; } = "";
    public string ExperimentId { get; init; } = "";
    public string UserId { get; init; } = "";
    public string Status { get; init; } = "RUNNING";
    public long StartTime { get; init; }
    public long? EndTime { get; init; }
    public string ArtifactUri { get; init; } = "";
    public string LifecycleStage { get; init; } = "active";
}

internal sealed record Metric
{
    public string Key { get; init; } = "";
    public double Value { get; init; }
    public long Timestamp { get; init; }
    public long Step { get; init; }
    public string? RunId { get; init; }
    public string? ModelId { get; init; }
    public string? DatasetName { get; init; }
    public string? DatasetDigest { get; init; }
}

/// <summary>A parameter or a tag.</summary>
internal sealed record KeyValue(string? Key, string? Value);

internal sealed record RunData
{
    public IReadOnlyList<Metric>? Metrics { get; init; }
    public IReadOnlyList<KeyValue>? Params { get; init; }
    public IReadOnlyList<KeyValue>? Tags { get; init; }
}

internal sealed record DatasetInput
{
    public IReadOnlyList<KeyValue>? Tags { get; init; }
    public Dataset? Dataset { get; init; }
}

internal sealed record Dataset
{
    public string? Name { get; init; }
    public string? Digest { get; init; }
    public string? SourceType { get; init; }
    public string? Source { get; init; }
    public string? Schema { get; init; }
    public string? Profile { get; init; }
}

/// <summary>A model that a run read or wrote (MLflow 3).</summary>
internal sealed record ModelReference
{
    public string? ModelId { get; init; }
    public long? Step { get; init; }
}

internal sealed record RunInputs
{
    public IReadOnlyList<DatasetInput>? DatasetInputs { get; init; }
    public IReadOnlyList<ModelReference>? ModelInputs { get; init; }
}

internal sealed record RunOutputs
{
    public IReadOnlyList<ModelReference>? ModelOutputs { get; init; }
}

internal sealed record Run
{
    public required RunInfo Info { get; init; }
    public required RunData Data { get; init; }
    public RunInputs? Inputs { get; init; }
    public RunOutputs? Outputs { get; init; }
}
