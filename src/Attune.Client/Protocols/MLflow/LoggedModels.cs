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
    public IReadOnlyList<ModelRegistrationInfo>? Registrations { get; init; }

    /// <summary>True once it was deleted; such a model is shown nowhere.</summary>
    public bool? IsDeleted { get; init; }
}

/// <summary>A registered version that was made from the model.</summary>
internal sealed record ModelRegistrationInfo(string Name, string Version);

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

/// <summary>Which runs logged metrics to a model, and on which data sets.</summary>
internal sealed record LoggedModelSources(IReadOnlyList<LoggedModelSource>? Sources);

internal sealed record LoggedModelSource(string RunId, string? DatasetName, string? DatasetDigest);

internal sealed record LoggedModelOrder
{
    public string? FieldName { get; init; }

    /// <summary>True when it is left out.</summary>
    public bool? Ascending { get; init; }
    public string? DatasetName { get; init; }
    public string? DatasetDigest { get; init; }
}

internal sealed record LoggedModelDataset
{
    public string? DatasetName { get; init; }
    public string? DatasetDigest { get; init; }
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
    public IReadOnlyList<LoggedModelDataset>? Datasets { get; init; }
    public IReadOnlyList<LoggedModelOrder>? OrderBy { get; init; }
    public int? MaxResults { get; init; }
    public string? PageToken { get; init; }
}

internal sealed record LoggedModelResponse(LoggedModel Model);

internal sealed record LoggedModelsResponse(IReadOnlyList<LoggedModel>? Models, string? NextPageToken);
