using Attune.Storage.Dialects.Sqlite;

namespace Attune.Storage.Runs;

/// <summary>The rows of runs.</summary>
internal static class RunRows
{
    private const string Columns = """
        SELECT id, run, experiment, name, user, status, started_at, ended_at, deleted, artifact_location FROM runs 
        """;

    /// <summary>The number of the new row; null when its id is taken.</summary>
    public static long? Insert(Session session, RunRecord run)
    {
        using var row = session.Query(
            """
            INSERT INTO runs (experiment, name, user, status, started_at, ended_at, deleted, artifact_location, run)
            VALUES (?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?1) ON CONFLICT DO NOTHING RETURNING id
            """
        );
        return Bind(row.Bind(1, run.Run), run).Step() ? row.Integer(0) : null;
    }

    public static void Update(Session session, long id, RunRecord run) =>
        Bind(
                session
                    .Query(
                        """
                        UPDATE runs SET experiment = ?2, name = ?3, user = ?4, status = ?5, started_at = ?6, ended_at = ?7,
                          deleted = ?8, artifact_location = ?9
                        WHERE id = ?1
                        """
                    )
                    .Bind(1, id),
                run
            )
            .Run();

    public static (long Id, RunRecord Record)? Find(Session session, string run)
    {
        using var row = session.Query(Columns + "WHERE run = ?1").Bind(1, run);
        return row.Step() ? (row.Integer(0), Read(row)) : null;
    }

    public static IReadOnlyList<RunRecord> List(Session session, long experiment, string? afterRun, int limit)
    {
        using var rows = session
            .Query(
                Columns
                    + """
                    WHERE experiment = ?1 AND (?2 IS NULL OR id > (SELECT id FROM runs WHERE run = ?2))
                    ORDER BY id LIMIT ?3
                    """
            )
            .Bind(1, experiment)
            .Bind(2, afterRun)
            .Bind(3, limit);
        var found = new List<RunRecord>();
        while (rows.Step())
        {
            found.Add(Read(rows));
        }
        return found;
    }

    private static Statement Bind(Statement row, RunRecord run) =>
        row.Bind(2, run.Experiment)
            .Bind(3, run.Name)
            .Bind(4, run.User)
            .Bind(5, run.Status.ToString())
            .Bind(6, run.StartedAt)
            .Bind(7, run.EndedAt)
            .Bind(8, run.IsDeleted ? 1 : 0)
            .Bind(9, run.ArtifactLocation);

    private static RunRecord Read(Statement row) =>
        new()
        {
            Run = row.Text(1),
            Experiment = row.Integer(2),
            Name = row.Text(3),
            User = row.Text(4),
            Status = Enum.Parse<RunStatus>(row.Text(5)),
            StartedAt = row.Integer(6),
            EndedAt = row.IntegerOrNull(7),
            IsDeleted = row.Integer(8) != 0,
            ArtifactLocation = row.TextOrNull(9),
        };
}
