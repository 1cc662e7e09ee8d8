using Attune.Client.Protocols.MLflow;

namespace Attune.Studio.Endpoints.MLflow.Search;

/// <summary>An experiment as filters see it.</summary>
internal sealed class ExperimentSubject(Experiment experiment) : ISearchSubject
{
    public double? Number(SearchKey key) =>
        key.Name == "creation_time" ? experiment.CreationTime : experiment.LastUpdateTime;

    public IEnumerable<string> Texts(SearchKey key) =>
        key.Kind == KeyKind.Tag ? Pairs.Find(experiment.Tags, key.Name)
        : key.Name == "name" ? [experiment.Name]
        : [experiment.ExperimentId];
}

/// <summary>A run as filters see it.</summary>
internal sealed class RunSubject(Run run) : ISearchSubject
{
    public double? Number(SearchKey key) =>
        key.Kind == KeyKind.Metric ? run.Data.Metrics?.FirstOrDefault(metric => metric.Key == key.Name)?.Value
        : key.Name == "start_time" ? run.Info.StartTime
        : run.Info.EndTime;

    public IEnumerable<string> Texts(SearchKey key) =>
        key.Kind switch
        {
            KeyKind.Tag => Pairs.Find(run.Data.Tags, key.Name),
            KeyKind.Parameter => Pairs.Find(run.Data.Params, key.Name),
            KeyKind.Dataset => Datasets(key.Name),
            _ =>
            [
                key.Name switch
                {
                    "run_id" => run.Info.RunId,
                    "run_name" => run.Info.RunName,
                    "status" => run.Info.Status,
                    "user_id" => run.Info.UserId,
                    "artifact_uri" => run.Info.ArtifactUri,
                    "experiment_id" => run.Info.ExperimentId,
                    _ => run.Info.LifecycleStage,
                },
            ],
        };

    private IEnumerable<string> Datasets(string name) =>
        (run.Inputs?.DatasetInputs ?? []).SelectMany(input =>
            name switch
            {
                "name" => input.Dataset?.Name is { } value ? [value] : [],
                "digest" => input.Dataset?.Digest is { } value ? [value] : [],
                _ => Pairs.Find(input.Tags, "mlflow.data.context"),
            }
        );
}

/// <summary>A logged model as filters see it.</summary>
/// <param name="model">The model.</param>
/// <param name="datasets">The data sets whose metrics count; all when it is empty.</param>
internal sealed class ModelSubject(LoggedModel model, IReadOnlyList<LoggedModelDataset> datasets)
    : ISearchSubject
{
    public double? Number(SearchKey key) =>
        key.Kind == KeyKind.Metric ? Newest(key)
        : key.Name.StartsWith("creation", StringComparison.Ordinal) ? model.Info.CreationTimestampMs
        : model.Info.LastUpdatedTimestampMs;

    // Several runs, or data sets, may have a value each: what was measured last counts.
    private double? Newest(SearchKey key) =>
        (model.Data.Metrics ?? [])
            .Where(metric => metric.Key == key.Name)
            .Where(metric => IsOn(metric, key.Dataset, key.Digest))
            .Where(metric =>
                datasets.Count == 0
                || datasets.Any(each => IsOn(metric, each?.DatasetName, each?.DatasetDigest))
            )
            .MaxBy(metric => (metric.Timestamp, metric.Step))
            ?.Value;

    private static bool IsOn(Metric metric, string? dataset, string? digest) =>
        (dataset is null || metric.DatasetName == dataset)
        && (digest is null || metric.DatasetDigest == digest);

    public IEnumerable<string> Texts(SearchKey key) =>
        key.Kind switch
        {
            KeyKind.Tag => Pairs.Find(model.Info.Tags, key.Name),
            KeyKind.Parameter => Pairs.Find(model.Data.Params, key.Name),
            _ => key.Name switch
            {
                "name" => [model.Info.Name],
                "model_id" => [model.Info.ModelId],
                "status" => [model.Info.Status],
                "model_type" => model.Info.ModelType is { } type ? [type] : [],
                "source_run_id" => model.Info.SourceRunId is { } run ? [run] : [],
                _ => [],
            },
        };
}

internal static class Pairs
{
    public static IEnumerable<string> Find(IReadOnlyList<KeyValue>? pairs, string name) =>
        (pairs ?? []).Where(pair => pair.Key == name).Select(pair => pair.Value ?? "");
}
