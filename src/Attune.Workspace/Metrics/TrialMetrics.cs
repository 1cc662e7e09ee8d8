using Attune.Studies;
using Attune.Workspace.Metrics.Lines;

namespace Attune.Workspace.Metrics;

/// <summary>The doors of one attempt at a trial that are read by the host: files, TensorBoard events, standard output.</summary>
/// <remarks>
/// For each metric one door counts, by trust: a client's call, then a file, then standard output; the others are noted once
/// and passed over. What was stored before a restart of the host is found in the store and not stored twice. Thread-safe.
/// </remarks>
public sealed class TrialMetrics : IAsyncDisposable
{
    private const int MostNames = 1000;
    private const int LongestName = 250;
    private const long Budget = 1 << 20;

    /// <summary>How long the first points of a metric wait for the same metric through a more trusted door, which is often written right after.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(200);

    private readonly Lock _gate = new();
    private readonly TrialSources _trial;
    private readonly MetricDoors _doors;
    private readonly IReadOnlyList<TrialSource> _sources;
    private readonly Dictionary<string, Series> _series = new(StringComparer.Ordinal);
    private readonly Dictionary<(MetricSource Door, string Metric), long> _stored;
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly List<string> _notes = [];
    private readonly List<MetricPoint> _points = [];

    internal TrialMetrics(
        TrialSources trial,
        MetricDoors doors,
        Dictionary<(MetricSource Door, string Metric), long> stored
    )
    {
        (_trial, _doors, _stored) = (trial, doors, stored);
        _sources = TrialSource.Of(trial);
        foreach (var (_, metric) in stored.Keys.Where(key => key.Door == MetricSource.Client))
        {
            HearFromClient(metric);
        }
    }

    /// <summary>The names of all metrics that were seen through any door, wanted or not, in order; at most 1,000.</summary>
    public IReadOnlyList<string> NamesSeen
    {
        get
        {
            lock (_gate)
            {
                return [.. _names.Order(StringComparer.Ordinal)];
            }
        }
    }

    /// <summary>What a person should know: metrics that came through two doors, damaged files, lines given up.</summary>
    public IReadOnlyList<string> Notes
    {
        get
        {
            lock (_gate)
            {
                return [.. _notes, .. _sources.SelectMany(source => source.Notes)];
            }
        }
    }

    internal string Run => _trial.Run;

    /// <summary>Reads everything to its end, the last unfinished line too, and stops reading. Call it when the attempt has ended.</summary>
    /// <returns>Completed when all points are durable and every listener of the inbox was told of them.</returns>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public Task DrainAsync(CancellationToken cancellationToken) => _doors.DrainAsync(this, cancellationToken);

    /// <summary>Stops reading at once.</summary>
    public ValueTask DisposeAsync()
    {
        _doors.Remove(this);
        return ValueTask.CompletedTask;
    }

    internal void HearFromClient(string metric)
    {
        lock (_gate)
        {
            Saw(metric);
            var series = Of(metric);
            (series.Owner, series.Trust, series.Held) = (-1, 0, []);
        }
    }

    /// <summary>Reads what is new in all sources.</summary>
    /// <param name="now">Milliseconds since 1970 UTC.</param>
    /// <param name="last">Nothing more will be written.</param>
    /// <param name="into">Where the measurements go.</param>
    /// <returns>Whether anything was read; with <paramref name="last"/> false means that all is read.</returns>
    internal bool Read(long now, bool last, List<Measurement> into)
    {
        lock (_gate)
        {
            var more = false;
            var any = false;
            for (var i = 0; i < _sources.Count; i++)
            {
                _points.Clear();
                var read = _sources[i].Read(Budget, last, _points);
                any |= read > 0;
                more |= read >= Budget;
                foreach (var point in _points)
                {
                    Offer(i, point, now, into);
                }
            }
            var finished = last && !more;
            foreach (var series in _series.Values)
            {
                if (series.Held.Count > 0 && (finished || now - series.HeldSince >= Grace.TotalMilliseconds))
                {
                    into.AddRange(series.Held);
                    (series.Held, series.Released) = ([], true);
                }
            }
            return last ? more : any || _series.Values.Any(series => series.Held.Count > 0);
        }
    }

    private void Offer(int source, MetricPoint point, long now, List<Measurement> into)
    {
        if (point.Metric.Length is 0 or > LongestName || point.Metric.Contains('\0'))
        {
            return;
        }
        Saw(point.Metric);
        if (!_sources[source].Wants(point.Metric))
        {
            return;
        }
        var series = Of(point.Metric);
        var door = _sources[source].Door;
        var trust = Trust(door);
        if (series.Owner is { } owner && owner != source)
        {
            if (series.Trust <= trust)
            {
                Note(series, owner, source, point.Metric);
                return;
            }
            Note(series, source, owner, point.Metric);
            series.Owner = null;
        }
        if (series.Owner is null)
        {
            _stored.Remove((door, point.Metric), out var stored);
            (series.Owner, series.Trust, series.Seen, series.Stored, series.Held) = (
                source,
                trust,
                0,
                stored,
                []
            );
            (series.HeldSince, series.Released) = (now, stored > 0);
        }
        var step = point.Step ?? series.Seen;
        series.Seen++;
        if (series.Seen <= series.Stored && point.Timestamp is null)
        {
            return; // stored before the host's restart; one with its own time is recognised by the store
        }
        var time = point.Timestamp ?? now;
        if (
            point.Timestamp is null
            && (step, point.Value, time) == (series.LastStep, series.LastValue, series.LastTime)
        )
        {
            time++; // printed twice in one millisecond: two reports, which the store would take for one
        }
        (series.LastStep, series.LastValue, series.LastTime) = (step, point.Value, time);
        var measurement = new Measurement(Run, _trial.Attempt, point.Metric, step, point.Value, time, door);
        (series.Released ? into : series.Held).Add(measurement);
    }

    private void Note(Series series, int counts, int passedOver, string metric)
    {
        if (!series.Noted)
        {
            series.Noted = true;
            var name = counts < 0 ? "a client's call" : _sources[counts].Name;
            _notes.Add($"'{metric}' came by {name} and by {_sources[passedOver].Name}; the former counts");
        }
    }

    private void Saw(string metric)
    {
        if (_names.Count < MostNames)
        {
            _names.Add(metric);
        }
    }

    private Series Of(string metric) =>
        _series.TryGetValue(metric, out var series) ? series : _series[metric] = new Series();

    private static int Trust(MetricSource door) =>
        door switch
        {
            MetricSource.Client => 0,
            MetricSource.Output => 2,
            _ => 1,
        };

    private sealed class Series
    {
        /// <summary>The index of the source that counts; -1 for a client's calls; null before the first point.</summary>
        public int? Owner;
        public int Trust;
        public long Seen;
        public long Stored;
        public bool Noted;
        public bool Released;
        public long HeldSince;
        public List<Measurement> Held = [];
        public long LastStep = long.MinValue;
        public double LastValue;
        public long LastTime;
    }
}
