using Attune.Storage.Dialects.Sqlite;
using Attune.Studies;

namespace Attune.Storage.Measurements;

/// <summary>Reads points of a run.</summary>
internal static class PointReader
{
    /// <summary>A page in order of arrival.</summary>
    public static IReadOnlyList<Measurement> Page(
        Session session,
        string run,
        string? metric,
        long afterSequence,
        int limit
    )
    {
        var series = SeriesOf(session, run, metric, out var runId);
        if (series.Count == 0)
        {
            return [];
        }
        // The index by arrival is the way for one metric too: the key by series would read all of it for each page.
        using var rows = session
            .Query(
                metric is null
                    ? """
                    SELECT sequence, source, series, step, timestamp, value
                    FROM points INDEXED BY points_by_arrival
                    WHERE run = ?1 AND sequence > ?2 ORDER BY sequence LIMIT ?3
                    """
                    : """
                    SELECT sequence, source, series, step, timestamp, value
                    FROM points INDEXED BY points_by_arrival
                    WHERE run = ?1 AND sequence > ?2 AND +series IN (
                      SELECT id FROM series
                      WHERE run = ?1 AND metric = (SELECT id FROM names WHERE name = ?4)
                    )
                    ORDER BY sequence LIMIT ?3
                    """
            )
            .Bind(1, runId)
            .Bind(2, afterSequence)
            .Bind(3, limit);
        if (metric is not null)
        {
            rows.Bind(4, metric);
        }
        var page = new List<Measurement>();
        while (rows.Step())
        {
            var (name, attempt) = series[rows.Integer(2)];
            page.Add(Read(rows, run, name, attempt));
        }
        return page;
    }

    /// <summary>The latest point of each metric.</summary>
    public static IReadOnlyList<Measurement> Latest(Session session, string run)
    {
        var latest = new SortedDictionary<string, Measurement>(StringComparer.Ordinal);
        foreach (var (id, (metric, attempt)) in SeriesOf(session, run, null, out _))
        {
            using var rows = session
                .Query(
                    """
                    SELECT sequence, source, series, step, timestamp, value FROM points
                    WHERE series = ?1 ORDER BY step DESC, timestamp DESC
                    """
                )
                .Bind(1, id);
            Measurement? first = null;
            while (rows.Step())
            {
                var point = Read(rows, run, metric, attempt);
                first ??= point;
                if (point.Step != first.Step || point.Timestamp != first.Timestamp)
                {
                    break;
                }
                if (!latest.TryGetValue(metric, out var best) || IsLater(point, best))
                {
                    latest[metric] = point;
                }
            }
        }
        return [.. latest.Values];
    }

    private static bool IsLater(Measurement left, Measurement right)
    {
        var order = left.Step.CompareTo(right.Step);
        order = order != 0 ? order : left.Timestamp.CompareTo(right.Timestamp);
        order = order != 0 ? order : Rank(left.Value).CompareTo(Rank(right.Value));
        return (order != 0 ? order : left.Sequence.CompareTo(right.Sequence)) > 0;

        static double Rank(double value) => double.IsNaN(value) ? 0 : value;
    }

    private static Dictionary<long, (string Metric, int Attempt)> SeriesOf(
        Session session,
        string run,
        string? metric,
        out long runId
    )
    {
        var found = new Dictionary<long, (string, int)>();
        runId = 0;
        using var rows = session
            .Query(
                """
                SELECT s.id, s.run, s.attempt, m.name
                FROM names r JOIN series s ON s.run = r.id JOIN names m ON m.id = s.metric
                WHERE r.name = ?1 AND (?2 IS NULL OR m.name = ?2)
                """
            )
            .Bind(1, run)
            .Bind(2, metric);
        while (rows.Step())
        {
            runId = rows.Integer(1);
            found.Add(rows.Integer(0), (rows.Text(3), (int)rows.Integer(2)));
        }
        return found;
    }

    private static Measurement Read(Statement row, string run, string metric, int attempt) =>
        new(run, attempt, metric, row.Integer(3), row.Exact(5), row.Integer(4), (MetricSource)row.Integer(1))
        {
            Sequence = row.Integer(0),
        };
}
