using Attune.Storage.Measurements;
using Attune.Studies;
using Attune.Studio.Charts;
using Attune.Workspace.Catalog;

namespace Attune.Studio.Live;

/// <summary>The curves that one page shows: each point is read once, and what is kept of a curve is small. Not thread-safe.</summary>
internal sealed class Curves(IMeasurementStore points)
{
    private const int Page = 10_000;

    // A longer curve is outlined by the store: that costs a look at each point, and reading costs an object for each.
    private const int Long = 20_000;
    private const int Stretches = 400;

    private readonly Dictionary<(string Trial, int Attempt, string Metric), Kept> _kept = [];

    /// <summary>A trial's curve of a metric, of its latest attempt, with all that was reported until now.</summary>
    public async Task<CurveReduction> ReadAsync(
        TrialRow trial,
        string metric,
        CancellationToken cancellationToken
    )
    {
        var key = (trial.Name, trial.Attempt, metric);
        if (!_kept.TryGetValue(key, out var kept))
        {
            kept = _kept[key] = new Kept();
            // Where the points are another machine's, each is read.
            var outline = points is SqlMeasurementStore store
                ? await store
                    .OutlineAsync(trial.Name, metric, trial.Attempt, Stretches, Long, cancellationToken)
                    .ConfigureAwait(false)
                : null;
            if (outline is not null)
            {
                kept.Curve.Add(outline.Count, outline.Points);
                kept.After = outline.LastSequence;
            }
        }
        if (kept.IsDone)
        {
            return kept.Curve;
        }
        int count;
        do
        {
            var page = await points
                .ReadAsync(trial.Name, metric, kept.After, Page, cancellationToken)
                .ConfigureAwait(false);
            count = page.Count;
            foreach (var point in page)
            {
                kept.After = point.Sequence;
                if (point.Attempt == trial.Attempt || point.Attempt == 0)
                {
                    kept.Curve.Add(point.Step, point.Value);
                }
            }
        } while (count == Page);
        kept.IsDone = trial.HasEnded;
        return kept.Curve;
    }

    private sealed class Kept
    {
        public CurveReduction Curve { get; } = new();

        public long After { get; set; }

        public bool IsDone { get; set; }
    }
}
