using Attune.Storage.Dialects.Sqlite;

namespace Attune.Storage.Runs;

/// <summary>Parameters and tags of runs.</summary>
internal static class RunTexts
{
    /// <summary>Why these parameters cannot be kept beside each other and those that are there; null when they can.</summary>
    public static string? Contradiction(Session session, long run, IReadOnlyList<NamedText> parameters)
    {
        var batch = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in parameters)
        {
            var kept = batch.TryGetValue(name, out var other) ? other : Parameter(session, run, name);
            if (kept is not null && kept != value)
            {
                return $"The parameter '{name}' is '{kept}' already and cannot become '{value}'.";
            }
            batch[name] = value;
        }
        return null;
    }

    public static void AddParameters(Session session, long run, IReadOnlyList<NamedText> parameters)
    {
        foreach (var (name, value) in parameters)
        {
            session
                .Query("INSERT OR IGNORE INTO run_params (run, name, value) VALUES (?1, ?2, ?3)")
                .Bind(1, run)
                .Bind(2, name)
                .Bind(3, value)
                .Run();
        }
    }

    public static void SetTags(Session session, long run, IReadOnlyList<NamedText> tags)
    {
        foreach (var (name, value) in tags)
        {
            session
                .Query(
                    "INSERT INTO run_tags (run, name, value) VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET value = ?3"
                )
                .Bind(1, run)
                .Bind(2, name)
                .Bind(3, value)
                .Run();
        }
    }

    public static bool DeleteTag(Session session, string run, string tag) =>
        session
            .Query("DELETE FROM run_tags WHERE run = (SELECT id FROM runs WHERE run = ?1) AND name = ?2")
            .Bind(1, run)
            .Bind(2, tag)
            .Run() > 0;

    public static IReadOnlyList<NamedText> Parameters(Session session, string run) =>
        Read(
            session.Query(
                "SELECT t.name, t.value FROM run_params t JOIN runs r ON r.id = t.run WHERE r.run = ?1 ORDER BY t.name"
            ),
            run
        );

    public static IReadOnlyList<NamedText> Tags(Session session, string run) =>
        Read(
            session.Query(
                "SELECT t.name, t.value FROM run_tags t JOIN runs r ON r.id = t.run WHERE r.run = ?1 ORDER BY t.name"
            ),
            run
        );

    private static string? Parameter(Session session, long run, string name)
    {
        using var row = session
            .Query("SELECT value FROM run_params WHERE run = ?1 AND name = ?2")
            .Bind(1, run)
            .Bind(2, name);
        return row.Step() ? row.Text(0) : null;
    }

    private static List<NamedText> Read(Statement rows, string run)
    {
        using (rows.Bind(1, run))
        {
            var found = new List<NamedText>();
            while (rows.Step())
            {
                found.Add(new NamedText(rows.Text(0), rows.Text(1)));
            }
            return found;
        }
    }
}
