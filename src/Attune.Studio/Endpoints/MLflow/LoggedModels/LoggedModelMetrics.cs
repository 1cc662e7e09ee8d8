using System.Text.Json;
using Attune.Client.Protocols.MLflow;
using Attune.Studies;

namespace Attune.Studio.Endpoints.MLflow.LoggedModels;

/// <summary>A metric that a run logged to a model as well.</summary>
/// <param name="Model">The model's id.</param>
/// <param name="Dataset">The data set that it was measured on; null when none was named.</param>
/// <param name="Digest">The data set's digest.</param>
/// <param name="Point">The point, as its run has it.</param>
internal sealed record ModelPoint(string Model, string? Dataset, string? Digest, Measurement Point);

/// <summary>The metrics of logged models: points in the store, in a series for each model, run and data set. Thread-safe.</summary>
internal sealed class LoggedModelMetrics(StudioParts parts, StudioOptions options)
{
    private const string Kind = "mlflow-logged-model-metrics";
    private const int LongestName = 500;

    /// <summary>Keeps the points of a run that belong to models; durable when it returns.</summary>
    public async Task AddAsync(
        string run,
        IReadOnlyList<ModelPoint> points,
        CancellationToken cancellationToken
    )
    {
        var moved = new List<Measurement>(points.Count);
        foreach (var series in points.GroupBy(point => (point.Model, Cut(point.Dataset), Cut(point.Digest))))
        {
            var (model, dataset, digest) = series.Key;
            var source = new LoggedModelSource(run, dataset, digest);
            await KnowAsync(model, source, cancellationToken).ConfigureAwait(false);
            moved.AddRange(
                series.Select(each => each.Point with { Run = KeyOf(model, source), Attempt = 0 })
            );
        }
        await parts.Database.Measurements.AppendAsync(moved, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The newest value of each metric, by run and data set.</summary>
    public async Task<IReadOnlyList<Metric>> ReadAsync(string model, CancellationToken cancellationToken)
    {
        var found = new List<Metric>();
        var (sources, _) = await SourcesAsync(model, cancellationToken).ConfigureAwait(false);
        foreach (var source in sources)
        {
            var latest = await parts
                .Database.Measurements.LatestAsync(KeyOf(model, source), cancellationToken)
                .ConfigureAwait(false);
            found.AddRange(
                latest.Select(point =>
                    RunViews.ToMetric(point) with
                    {
                        RunId = source.RunId,
                        ModelId = model,
                        DatasetName = source.DatasetName,
                        DatasetDigest = source.DatasetDigest,
                    }
                )
            );
        }
        return found;
    }

    private async Task KnowAsync(string model, LoggedModelSource source, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (sources, version) = await SourcesAsync(model, cancellationToken).ConfigureAwait(false);
            if (sources.Contains(source))
            {
                return;
            }
            var json = JsonSerializer.Serialize(
                new LoggedModelSources([.. sources, source]),
                MLflowJson.Default.LoggedModelSources
            );
            var saved = await parts
                .Database.Documents.SaveAsync(
                    options.Workspace,
                    Kind,
                    model,
                    json,
                    version,
                    cancellationToken
                )
                .ConfigureAwait(false);
            if (saved is not null)
            {
                return;
            }
        }
    }

    private async Task<(IReadOnlyList<LoggedModelSource> Sources, long Version)> SourcesAsync(
        string model,
        CancellationToken cancellationToken
    )
    {
        var document = await parts
            .Database.Documents.FindAsync(options.Workspace, Kind, model, cancellationToken)
            .ConfigureAwait(false);
        return document is null
            ? ([], 0)
            : (
                JsonSerializer.Deserialize(document.Json, MLflowJson.Default.LoggedModelSources)?.Sources
                    ?? [],
                document.Version
            );
    }

    private static string KeyOf(string model, LoggedModelSource source) =>
        string.Join('\n', model, source.RunId, source.DatasetName, source.DatasetDigest);

    private static string? Cut(string? name) =>
        string.IsNullOrEmpty(name) ? null : Names.Cut(name, LongestName);
}
