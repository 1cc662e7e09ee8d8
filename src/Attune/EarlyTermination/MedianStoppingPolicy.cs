using Attune.Studies;

namespace Attune.EarlyTermination;

/// <summary>Stops a trial whose best value so far is worse than the median of all trials' running means.</summary>
/// <remarks>
/// At interval n each trial, the reporter too, counts with the mean of its values of intervals 1 to n, or of all it has when those are
/// fewer; two other trials at least must have a value. After D. Golovin et al., "Google Vizier" (KDD 2017), section 3.2.2, with running
/// means of trials under way instead of completed ones.
/// </remarks>
public sealed record MedianStoppingPolicy : EarlyTerminationPolicy
{
    private const int LeastOthers = 2;

    /// <inheritdoc/>
    public override IEnumerable<Problem> Validate(string path) => Intervals(path);

    /// <inheritdoc/>
    public override IReadOnlyList<Verdict> Judge(StudyView study, int reporter)
    {
        ArgumentNullException.ThrowIfNull(study);
        var watched = study.Watched(this);
        if (Due(study, reporter) is not { } series)
        {
            return [];
        }
        var n = series.Count;
        var means = new List<double>(study.Trials.Count);
        var others = 0;
        foreach (var trial in study.Trials)
        {
            var mean =
                !trial.IsHidden && trial.Series(watched.Metric) is { Count: > 0 } each
                    ? each.MeanUpTo(Math.Min(n, each.Count))
                    : double.NaN;
            if (!double.IsNaN(mean))
            {
                means.Add(mean);
                others += trial.Number == reporter ? 0 : 1;
            }
        }
        if (others < LeastOthers)
        {
            return [];
        }
        var median = Median(means);
        var own = series.BestUpTo(n);
        return watched.IsBetter(median, own)
            ?
            [
                Stop(
                    reporter,
                    "median stopping",
                    n,
                    FormattableString.Invariant(
                        $"best {watched.Metric} {own:G6} is worse than the median {median:G6} of {means.Count} running means"
                    )
                ),
            ]
            : [];
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        var half = values.Count / 2;
        return values.Count % 2 == 1 ? values[half] : (values[half - 1] / 2) + (values[half] / 2);
    }
}
