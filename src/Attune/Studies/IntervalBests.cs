namespace Attune.Studies;

/// <summary>For each interval the best value that any trial had by then, of the metric that the policy watches.</summary>
internal sealed class IntervalBests
{
    private readonly List<double> _best = [];

    public double At(int interval) => interval <= _best.Count ? _best[interval - 1] : double.NaN;

    public void Add(StudySpec spec, MetricSeries series, int interval)
    {
        if (_best.Count < interval)
        {
            _best.Add(double.NaN);
        }
        var value = series.BestUpTo(interval);
        if (spec.Watched(spec.EarlyTermination!).IsBetter(value, _best[interval - 1]))
        {
            _best[interval - 1] = value;
        }
    }

    /// <summary>After a trial's series was forgotten, which is rare: from the start.</summary>
    public void Rebuild(StudySpec spec, List<Trial> trials)
    {
        _best.Clear();
        if (spec.EarlyTermination is not { } policy)
        {
            return;
        }
        var metric = spec.Watched(policy).Metric;
        var kept = trials
            .Where(trial => !trial.IsHidden)
            .Select(trial => trial.Series(metric))
            .OfType<MetricSeries>()
            .ToList();
        for (var interval = 1; kept.Exists(series => series.Count >= interval); interval++)
        {
            foreach (var series in kept.Where(series => series.Count >= interval))
            {
                Add(spec, series, interval);
            }
        }
    }
}
