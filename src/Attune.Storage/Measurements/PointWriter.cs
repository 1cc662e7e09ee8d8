using Attune.Storage.Dialects.Sqlite;
using Attune.Studies;

namespace Attune.Storage.Measurements;

/// <summary>Writes points, on the writer's thread. One for a database, because it gives out the sequence numbers.</summary>
internal sealed class PointWriter
{
    private const string Insert = """
        INSERT OR IGNORE INTO points (series, step, timestamp, value, sequence, run, source)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
        """;

    private readonly SeriesNames _names = new();

    /// <summary>Writes the points that are new and returns them with their sequence numbers.</summary>
    public IReadOnlyList<Measurement> Append(Session session, IReadOnlyList<Measurement> points)
    {
        var first = Newest(session);
        var last = first;
        var added = new List<Measurement>(points.Count);
        var insert = session.Query(Insert);
        foreach (var point in points)
        {
            var series = _names.For(session, point.Run, point.Metric, point.Attempt);
            insert
                .Bind(1, series.Id)
                .Bind(2, point.Step)
                .Bind(3, point.Timestamp)
                .BindExact(4, point.Value)
                .Bind(5, last + 1)
                .Bind(6, series.Run)
                .Bind(7, (long)point.Source);
            if (insert.Run() > 0)
            {
                added.Add(point with { Sequence = ++last });
            }
        }
        if (last > first)
        {
            session.Query("UPDATE counters SET value = ?1 WHERE name = 'sequence'").Bind(1, last).Run();
        }
        return added;
    }

    /// <summary>Deletes all points of a run; says whether there were any.</summary>
    public static bool Delete(Session session, string run) =>
        session
            .Query("DELETE FROM points WHERE run = (SELECT id FROM names WHERE name = ?1)")
            .Bind(1, run)
            .Run() > 0;

    private static long Newest(Session session)
    {
        using var row = session.Query("SELECT value FROM counters WHERE name = 'sequence'");
        row.Step();
        return row.Integer(0);
    }
}
