using Attune.Client.Protocols.History;
using Attune.Client.Protocols.MLflow;
using Attune.Studies;

namespace Attune.Client;

/// <summary>What trials of a sweep reported and left.</summary>
public sealed partial class Sweep
{
    /// <summary>Every point that a trial reported, by metric, in the order of steps.</summary>
    public async Task<IReadOnlyDictionary<string, IReadOnlyList<Measurement>>> MeasurementsAsync(
        SweepTrial trial,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(trial);
        var metrics = await _workspace
            .Resources.GetAsync(
                $"{ResourceClient.History(_workspace.Name)}/runs/{Uri.EscapeDataString(trial.Name)}/metrics",
                HistoryJson.Default.HistoryMetrics,
                cancellationToken
            )
            .ConfigureAwait(false);
        return metrics.Value.ToDictionary(
            metric => metric.Name,
            IReadOnlyList<Measurement> (metric) =>
                [
                    .. metric
                        .Points.Select(point => new Measurement(
                            trial.Name,
                            0,
                            metric.Name,
                            point.Step,
                            point.Value,
                            point.CreatedUtc.ToUnixTimeMilliseconds()
                        ))
                        .OrderBy(point => point.Step),
                ],
            StringComparer.Ordinal
        );
    }

    /// <summary>A trial's metrics, of each the value at its last step.</summary>
    public async Task<IReadOnlyDictionary<string, double>> MetricsAsync(
        SweepTrial trial,
        CancellationToken cancellationToken = default
    ) =>
        (await MeasurementsAsync(trial, cancellationToken).ConfigureAwait(false)).ToDictionary(
            metric => metric.Key,
            metric => metric.Value[^1].Value,
            StringComparer.Ordinal
        );

    /// <summary>Copies what a trial wrote into its <c>outputs</c> folder to this machine.</summary>
    /// <param name="trial">The trial.</param>
    /// <param name="folder">Where to; it is made.</param>
    /// <param name="cancellationToken">Gives up; files that are there stay.</param>
    /// <returns>The files, as paths of this machine.</returns>
    public async Task<IReadOnlyList<string>> DownloadAsync(
        SweepTrial trial,
        string folder,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(trial);
        var root = Path.GetFullPath(folder);
        var fetched = new List<string>();
        var waiting = new Stack<string>([""]);
        while (waiting.TryPop(out var place))
        {
            var list = await _workspace
                .Resources.TrackedAsync(
                    $"artifacts/list?run_id={Uri.EscapeDataString(trial.Name)}&path={Uri.EscapeDataString(place)}",
                    MLflowJson.Default.ArtifactsResponse,
                    cancellationToken
                )
                .ConfigureAwait(false);
            foreach (var entry in list.Files ?? [])
            {
                if (entry.IsDir)
                {
                    waiting.Push(entry.Path);
                    continue;
                }
                var file = Path.GetFullPath(Path.Combine(root, entry.Path));
                if (!file.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal))
                {
                    throw new InvalidDataException($"The host names a file outside the folder: {entry.Path}");
                }
                await _workspace
                    .Resources.FetchFileAsync(
                        $"/get-artifact?run_uuid={Uri.EscapeDataString(trial.Name)}&path={Uri.EscapeDataString(entry.Path)}",
                        file,
                        cancellationToken
                    )
                    .ConfigureAwait(false);
                fetched.Add(file);
            }
        }
        fetched.Sort(StringComparer.Ordinal);
        return fetched;
    }
}
