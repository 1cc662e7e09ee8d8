using Attune.Storage.Dialects.Sqlite;

namespace Attune.Storage.Measurements;

/// <summary>A long curve in few points: of each stretch of steps the first, lowest, highest and last.</summary>
/// <param name="Count">How many points there are in truth, those that are no finite numbers included.</param>
/// <param name="LastSequence">The newest of them; what came later has a higher one.</param>
/// <param name="Points">Those that are kept, by step.</param>
public sealed record CurveOutline(
    long Count,
    long LastSequence,
    IReadOnlyList<(long Step, double Value)> Points
);

/// <summary>Reads the outline of a curve. SQLite looks at every point, and few leave it.</summary>
internal static class CurveReader
{
    /// <summary>The outline of an attempt's curve; null when it has at most <paramref name="fewest"/> points, which are as quickly read one by one.</summary>
    /// <remarks>Points that were logged outside any attempt belong to it.</remarks>
    public static CurveOutline? Outline(
        Session session,
        (string Run, string Metric, int Attempt) curve,
        int stretches,
        int fewest
    )
    {
        var series = SeriesOf(session, curve);
        if (!series.Any(id => Exceeds(session, id, fewest)))
        {
            return null;
        }
        var (from, until) = Ends(session, series);
        // Steps span up to 2^64, more than a long holds.
        var width = ((Int128)until - from + stretches) / stretches;
        long count = 0;
        var points = new List<(long Step, double Value)>();
        foreach (var id in series)
        {
            for (var first = (Int128)from; first <= until; first += width)
            {
                var last = Int128.Min(first + width - 1, until);
                count += Stretch(session, id, (long)first, (long)last, points);
            }
        }
        return new CurveOutline(
            count,
            Newest(session, curve.Run),
            [.. points.Distinct().OrderBy(point => point.Step)]
        );
    }

    /// <summary>Adds what is kept of a stretch, and says how many points it has.</summary>
    private static long Stretch(
        Session session,
        long series,
        long first,
        long last,
        List<(long Step, double Value)> points
    )
    {
        // A column beside a lone MIN or MAX comes from the row that has it (sqlite.org/lang_select.html, section 2.5).
        const string Lowest = """
            SELECT step, min(value), count(*) FROM points
            WHERE series = ?1 AND step BETWEEN ?2 AND ?3 AND typeof(value) = 'real' AND value BETWEEN -1.7976931348623157e308 AND 1.7976931348623157e308
            """;
        const string Highest = """
            SELECT step, max(value), count(*) FROM points
            WHERE series = ?1 AND step BETWEEN ?2 AND ?3 AND typeof(value) = 'real' AND value BETWEEN -1.7976931348623157e308 AND 1.7976931348623157e308
            """;
        const string First = """
            SELECT step, value, 1 FROM points
            WHERE series = ?1 AND step BETWEEN ?2 AND ?3 AND typeof(value) = 'real' AND value BETWEEN -1.7976931348623157e308 AND 1.7976931348623157e308
            ORDER BY step, timestamp LIMIT 1
            """;
        const string Last = """
            SELECT step, value, 1 FROM points
            WHERE series = ?1 AND step BETWEEN ?2 AND ?3 AND typeof(value) = 'real' AND value BETWEEN -1.7976931348623157e308 AND 1.7976931348623157e308
            ORDER BY step DESC, timestamp DESC LIMIT 1
            """;
        const string All = "SELECT count(*) FROM points WHERE series = ?1 AND step BETWEEN ?2 AND ?3";
        foreach (var sql in (string[])[First, Lowest, Highest, Last])
        {
            using var row = session.Query(sql).Bind(1, series).Bind(2, first).Bind(3, last);
            if (row.Step() && row.Integer(2) > 0)
            {
                points.Add((row.Integer(0), row.Exact(1)));
            }
        }
        using var all = session.Query(All).Bind(1, series).Bind(2, first).Bind(3, last);
        all.Step();
        return all.Integer(0);
    }

    private static List<long> SeriesOf(Session session, (string Run, string Metric, int Attempt) curve)
    {
        using var rows = session
            .Query(
                """
                SELECT s.id FROM names r JOIN series s ON s.run = r.id JOIN names m ON m.id = s.metric
                WHERE r.name = ?1 AND m.name = ?2 AND s.attempt IN (?3, 0)
                """
            )
            .Bind(1, curve.Run)
            .Bind(2, curve.Metric)
            .Bind(3, curve.Attempt);
        var found = new List<long>();
        while (rows.Step())
        {
            found.Add(rows.Integer(0));
        }
        return found;
    }

    private static bool Exceeds(Session session, long series, int points)
    {
        using var row = session
            .Query("SELECT 1 FROM points WHERE series = ?1 LIMIT 1 OFFSET ?2")
            .Bind(1, series)
            .Bind(2, (long)points);
        return row.Step();
    }

    private static (long From, long Until) Ends(Session session, IReadOnlyList<long> series)
    {
        var (from, until) = (long.MaxValue, long.MinValue);
        foreach (var id in series)
        {
            foreach (
                var sql in (string[])
                    [
                        "SELECT step FROM points WHERE series = ?1 ORDER BY step LIMIT 1",
                        "SELECT step FROM points WHERE series = ?1 ORDER BY step DESC LIMIT 1",
                    ]
            )
            {
                using var row = session.Query(sql).Bind(1, id);
                if (row.Step())
                {
                    (from, until) = (Math.Min(from, row.Integer(0)), Math.Max(until, row.Integer(0)));
                }
            }
        }
        return (from, until);
    }

    private static long Newest(Session session, string run)
    {
        using var row = session
            .Query(
                """
                SELECT sequence FROM points INDEXED BY points_by_arrival
                WHERE run = (SELECT id FROM names WHERE name = ?1) ORDER BY sequence DESC LIMIT 1
                """
            )
            .Bind(1, run);
        return row.Step() ? row.Integer(0) : 0;
    }
}
