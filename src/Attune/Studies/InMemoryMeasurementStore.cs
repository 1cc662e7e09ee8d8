namespace Attune.Studies;

/// <summary>Measurements in this process's memory, by the same rules as a durable store. Thread-safe.</summary>
public sealed class InMemoryMeasurementStore : IMeasurementStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Run> _runs = new(StringComparer.Ordinal);
    private long _sequence;

    /// <inheritdoc/>
    public Task<IReadOnlyList<Measurement>> AppendAsync(
        IReadOnlyList<Measurement> points,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(points);
        cancellationToken.ThrowIfCancellationRequested();
        var fresh = new List<Measurement>(points.Count);
        lock (_lock)
        {
            foreach (var point in points)
            {
                if (!_runs.TryGetValue(point.Run, out var run))
                {
                    _runs[point.Run] = run = new Run();
                }
                if (run.Seen.Add(Key(point)))
                {
                    var stored = point with { Sequence = ++_sequence };
                    run.Points.Add(stored);
                    fresh.Add(stored);
                }
            }
        }
        return Task.FromResult<IReadOnlyList<Measurement>>(fresh);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<Measurement>> ReadAsync(
        string run,
        string? metric,
        long afterSequence,
        int limit,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<Measurement>>(
                _runs.TryGetValue(run, out var found)
                    ?
                    [
                        .. found
                            .Points.Where(point =>
                                point.Sequence > afterSequence && (metric is null || point.Metric == metric)
                            )
                            .Take(limit),
                    ]
                    : []
            );
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<Measurement>> LatestAsync(string run, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<Measurement>>(
                _runs.TryGetValue(run, out var found)
                    ?
                    [
                        .. found
                            .Points.GroupBy(point => point.Metric, StringComparer.Ordinal)
                            .Select(points =>
                                points.MaxBy(point => (point.Step, point.Timestamp, Rank(point.Value)))!
                            )
                            .OrderBy(point => point.Metric, StringComparer.Ordinal),
                    ]
                    : []
            );
        }
    }

    // The door does not make a point another one; bits, so that NaN equals itself and -0 is kept apart.
    private static (int, string, long, long, long) Key(Measurement point) =>
        (
            point.Attempt,
            point.Metric,
            point.Step,
            BitConverter.DoubleToInt64Bits(point.Value),
            point.Timestamp
        );

    private static double Rank(double value) => double.IsNaN(value) ? 0 : value;

    private sealed class Run
    {
        public List<Measurement> Points { get; } = [];
        public HashSet<(int, string, long, long, long)> Seen { get; } = [];
    }
}
