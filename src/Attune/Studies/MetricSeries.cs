namespace Attune.Studies;

/// <summary>What a study remembers of one metric of one trial; interval n is the n-th report, from 1.</summary>
/// <remarks>The metric that the early-termination policy watches keeps every interval; others keep a summary. NaN and infinities
/// are counted and never best; running means pass over them. Not thread-safe.</remarks>
public sealed class MetricSeries
{
    private readonly Goal _goal;
    private readonly List<Interval>? _intervals;
    private double _sum;
    private int _finite;

    internal MetricSeries(string metric, Goal goal, bool keepIntervals)
    {
        (Metric, _goal) = (metric, goal);
        _intervals = keepIntervals ? [] : null;
    }

    /// <summary>The metric's name.</summary>
    public string Metric { get; }

    /// <summary>The number of reports.</summary>
    public int Count { get; private set; }

    /// <summary>The latest value; NaN before the first.</summary>
    public double Last { get; private set; } = double.NaN;

    /// <summary>The best finite value; NaN when there is none.</summary>
    public double Best { get; private set; } = double.NaN;

    /// <summary>Whether single intervals can be asked for.</summary>
    public bool HasIntervals => _intervals is not null;

    /// <summary>The value at an interval.</summary>
    /// <param name="interval">From 1 to <see cref="Count"/>.</param>
    public double At(int interval) => Kept[interval - 1].Value;

    /// <summary>The best finite value of intervals 1 to <paramref name="interval"/>; NaN when there is none.</summary>
    public double BestUpTo(int interval) => Kept[interval - 1].Best;

    /// <summary>The mean of the finite values of intervals 1 to <paramref name="interval"/>; NaN when there is none.</summary>
    public double MeanUpTo(int interval) => Kept[interval - 1].Mean;

    private List<Interval> Kept =>
        _intervals
        ?? throw new InvalidOperationException(
            $"The intervals of '{Metric}' are not kept: no policy watches it."
        );

    internal void Add(double value)
    {
        Count++;
        Last = value;
        if (double.IsFinite(value))
        {
            _sum += value;
            _finite++;
            var better = double.IsNaN(Best) || (_goal == Goal.Maximize ? value > Best : value < Best);
            Best = better ? value : Best;
        }
        _intervals?.Add(new Interval(value, Best, _finite == 0 ? double.NaN : _sum / _finite));
    }

    private readonly record struct Interval(double Value, double Best, double Mean);
}
