namespace Attune.Studio.Endpoints.MLflow.Search;

/// <summary>What a key of a filter or order names.</summary>
internal enum KeyKind
{
    Attribute,
    Metric,
    Parameter,
    Tag,
    Dataset,
}

/// <summary>A key of a filter or order.</summary>
/// <param name="Kind">What it is a name of.</param>
/// <param name="Name">The name.</param>
/// <param name="IsNumber">Whether its values are numbers.</param>
/// <param name="Dataset">Of a logged model's metric: the data set that is meant; null for any.</param>
/// <param name="Digest">The data set's digest; null for any.</param>
internal readonly record struct SearchKey(
    KeyKind Kind,
    string Name,
    bool IsNumber,
    string? Dataset = null,
    string? Digest = null
);

/// <summary>What filters look at: a run, an experiment, a model.</summary>
internal interface ISearchSubject
{
    /// <summary>The value of a numeric key; null when it has none.</summary>
    double? Number(SearchKey key);

    /// <summary>The values of a text key; empty when it has none. Only data sets have several.</summary>
    IEnumerable<string> Texts(SearchKey key);
}

/// <summary>Which keys a search knows.</summary>
internal sealed class FilterDialect
{
    private readonly HashSet<string> _texts;
    private readonly HashSet<string> _numbers;
    private readonly bool _runs;

    private FilterDialect(string[] texts, string[] numbers, bool runs) =>
        (_texts, _numbers, _runs) = ([.. texts], [.. numbers], runs);

    public static FilterDialect Runs { get; } =
        new(
            ["run_id", "run_name", "status", "user_id", "artifact_uri", "experiment_id", "lifecycle_stage"],
            ["start_time", "end_time"],
            runs: true
        );

    public static FilterDialect Experiments { get; } =
        new(["name", "experiment_id"], ["creation_time", "last_update_time"], runs: false);

    public static FilterDialect Models { get; } =
        new(
            ["name", "model_id", "model_type", "status", "source_run_id"],
            ["creation_timestamp", "creation_time", "last_updated_timestamp"],
            runs: true
        );

    public static FilterDialect RegisteredModels { get; } =
        new(["name"], ["creation_timestamp", "last_updated_timestamp"], runs: false);

    public static FilterDialect ModelVersions { get; } =
        new(
            ["name", "version", "run_id", "source_path", "current_stage", "model_id"],
            ["version_number", "creation_timestamp", "last_updated_timestamp"],
            runs: false
        );

    /// <exception cref="MLflowException">The key is not known.</exception>
    public SearchKey Resolve((string? Entity, string Name) key)
    {
        var kind = key.Entity?.ToUpperInvariant() switch
        {
            null or "ATTRIBUTE" or "ATTRIBUTES" or "ATTR" or "RUN" => KeyKind.Attribute,
            "TAG" or "TAGS" => KeyKind.Tag,
            "METRIC" or "METRICS" when _runs => KeyKind.Metric,
            "PARAM" or "PARAMS" or "PARAMETER" or "PARAMETERS" when _runs => KeyKind.Parameter,
            "DATASET" or "DATASETS" when _runs && key.Name is "name" or "digest" or "context" =>
                KeyKind.Dataset,
            _ => throw Unknown(key),
        };
        var name = kind == KeyKind.Attribute ? Canonical(key.Name) : key.Name;
        return kind == KeyKind.Attribute && !_texts.Contains(name) && !_numbers.Contains(name)
            ? throw Unknown(key)
            : new SearchKey(
                kind,
                name,
                kind == KeyKind.Metric || (kind == KeyKind.Attribute && _numbers.Contains(name))
            );
    }

    private static string Canonical(string name) =>
        name switch
        {
            "Created" or "created" => "start_time",
            "run name" or "Run name" or "Run Name" => "run_name",
            "run id" => "run_id",
            _ => name,
        };

    private static MLflowException Unknown((string? Entity, string Name) key) =>
        new(
            MLflowError.Invalid(
                $"Invalid filter or order: there is no key '{(key.Entity is null ? "" : key.Entity + ".")}{key.Name}'."
            )
        );
}
