using System.Globalization;
using System.Text.Json;
using Attune.Client.Protocols.MLflow;
using Attune.Storage.Runs;
using Attune.Studies;
using Attune.Workspace.Metrics;

namespace Attune.Studio.Endpoints.MLflow;

/// <summary>Runs as the protocol shows them.</summary>
internal sealed class RunViews(StudioParts parts, StudioOptions options)
{
    /// <summary>The kind of document that keeps a run's data sets.</summary>
    public const string InputsKind = "mlflow-run-inputs";

    /// <summary>The kind of document that keeps the models a run wrote.</summary>
    public const string OutputsKind = "mlflow-run-outputs";

    public static RunInfo Info(RunRecord run) =>
        new()
        {
            RunId = run.Run,
            RunUuid = run.Run,
            RunName = run.Name,
            ExperimentId = run.Experiment.ToString(CultureInfo.InvariantCulture),
            UserId = run.User,
            Status = run.Status.ToString().ToUpperInvariant(),
            StartTime = run.StartedAt,
            EndTime = run.EndedAt,
            ArtifactUri = ArtifactUri(run),
            LifecycleStage = run.IsDeleted ? "deleted" : "active",
        };

    public static string ArtifactUri(RunRecord run) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"mlflow-artifacts:/{run.Experiment}/{run.Run}/artifacts"
        );

    /// <summary>All of a run. A trial's assignment stands among its parameters, unless its script logged one of that name.</summary>
    public async Task<Run> FullAsync(RunRecord run, CancellationToken cancellationToken)
    {
        var runs = parts.Database.Runs;
        var tags = await runs.TagsAsync(run.Run, cancellationToken).ConfigureAwait(false);
        var parameters = await runs.ParametersAsync(run.Run, cancellationToken).ConfigureAwait(false);
        var latest = await parts
            .Database.Measurements.LatestAsync(run.Run, cancellationToken)
            .ConfigureAwait(false);
        var inputs = await FindAsync(InputsKind, run.Run, MLflowJson.Default.RunInputs, cancellationToken)
            .ConfigureAwait(false);
        var outputs = await FindAsync(OutputsKind, run.Run, MLflowJson.Default.RunOutputs, cancellationToken)
            .ConfigureAwait(false);
        return new Run
        {
            Info = Info(run),
            Data = new RunData
            {
                Metrics = OrNull(latest.Select(point => ToMetric(point))),
                Params = OrNull(WithAssignment(parameters, tags)),
                Tags = OrNull(tags.Select(tag => new KeyValue(tag.Name, tag.Value))),
            },
            Inputs = inputs ?? new RunInputs(),
            Outputs = outputs,
        };
    }

    public static Metric ToMetric(Measurement point, bool withRun = false) =>
        new()
        {
            Key = point.Metric,
            Value = point.Value,
            Timestamp = point.Timestamp,
            Step = point.Step,
            RunId = withRun ? point.Run : null,
        };

    /// <summary>A list for an answer: left out when it is empty.</summary>
    public static IReadOnlyList<T>? OrNull<T>(IEnumerable<T> items)
    {
        var list = items.ToArray();
        return list.Length == 0 ? null : list;
    }

    private static IEnumerable<KeyValue> WithAssignment(
        IReadOnlyList<NamedText> parameters,
        IReadOnlyList<NamedText> tags
    )
    {
        var assignment = TrialRows.ReadHyperparameters(
            tags.FirstOrDefault(tag => tag.Name == TrialRows.HyperparametersTag).Value
        );
        return parameters
            .Concat(
                assignment
                    .Where(pair => parameters.All(logged => logged.Name != pair.Key))
                    .Select(pair => new NamedText(pair.Key, pair.Value))
            )
            .Select(pair => new KeyValue(pair.Name, pair.Value))
            .OrderBy(pair => pair.Key, StringComparer.Ordinal);
    }

    private async Task<T?> FindAsync<T>(
        string kind,
        string name,
        System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type,
        CancellationToken cancellationToken
    )
        where T : class
    {
        var document = await parts
            .Database.Documents.FindAsync(options.Workspace, kind, name, cancellationToken)
            .ConfigureAwait(false);
        return document is null ? null : JsonSerializer.Deserialize(document.Json, type);
    }
}
