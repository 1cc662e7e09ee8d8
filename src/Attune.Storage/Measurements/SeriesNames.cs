using Attune.Storage.Dialects.Sqlite;

namespace Attune.Storage.Measurements;

/// <summary>Numbers for names, so that a point's row is a few dozen bytes whatever its run and metric are called.</summary>
/// <remarks>Remembers what it gave out, on the writer's thread only, until a rollback makes that doubtful or it grew large.</remarks>
internal sealed class SeriesNames
{
    /// <summary>About 20 MB of memory.</summary>
    private const int Most = 100_000;

    private readonly Dictionary<(string Run, string Metric, int Attempt), Series> _known = [];
    private long _rollbacks;

    /// <summary>The numbers of a series, made when it is new.</summary>
    public Series For(Session session, string run, string metric, int attempt)
    {
        if (_rollbacks != session.Rollbacks || _known.Count >= Most)
        {
            _known.Clear();
            _rollbacks = session.Rollbacks;
        }
        var key = (run, metric, attempt);
        if (!_known.TryGetValue(key, out var series))
        {
            series = Intern(session, run, metric, attempt);
            _known.Add(key, series);
        }
        return series;
    }

    private static Series Intern(Session session, string run, string metric, int attempt)
    {
        var runId = Name(session, run);
        var metricId = Name(session, metric);
        using (
            var found = session.Query("SELECT id FROM series WHERE run = ?1 AND metric = ?2 AND attempt = ?3")
        )
        {
            if (found.Bind(1, runId).Bind(2, metricId).Bind(3, attempt).Step())
            {
                return new Series(found.Integer(0), runId);
            }
        }
        using var made = session.Query(
            "INSERT INTO series (run, metric, attempt) VALUES (?1, ?2, ?3) RETURNING id"
        );
        made.Bind(1, runId).Bind(2, metricId).Bind(3, attempt).Step();
        return new Series(made.Integer(0), runId);
    }

    private static long Name(Session session, string name)
    {
        using (var found = session.Query("SELECT id FROM names WHERE name = ?1").Bind(1, name))
        {
            if (found.Step())
            {
                return found.Integer(0);
            }
        }
        using var made = session.Query("INSERT INTO names (name) VALUES (?1) RETURNING id").Bind(1, name);
        made.Step();
        return made.Integer(0);
    }
}

/// <summary>One metric of one attempt at a run.</summary>
internal readonly record struct Series(long Id, long Run);
