namespace Attune.Storage.Dialects.Sqlite;

/// <summary>Looks for what must never be in a database file: damage, dangling references, gaps in a study's history.</summary>
internal static class Examination
{
    // Each query yields one text for each fault.
    private static readonly string[] Queries =
    [
        """
            SELECT 'table ' || "table" || ', row ' || coalesce(rowid, '?') || ' points at nothing in ' || parent
            FROM pragma_foreign_key_check
            """,
        """
            SELECT 'study ' || name || ' stands at revision ' || revision || ', but its newest change is ' || coalesce(newest, 0)
            FROM (SELECT name, revision, (SELECT max(c.revision) FROM study_changes c WHERE c.study = s.id) AS newest FROM studies s)
            WHERE revision <> coalesce(newest, 0)
            """,
        """
            SELECT 'study ' || name || ' lacks ' || (newest - held) || ' of its ' || newest || ' changes'
            FROM (
              SELECT s.name, max(c.revision) AS newest, count(*) AS held
              FROM studies s JOIN study_changes c ON c.study = s.id GROUP BY s.id
            )
            WHERE newest <> held
            """,
        """
            SELECT 'points of the unknown series ' || series FROM (SELECT DISTINCT series FROM points)
            WHERE series NOT IN (SELECT id FROM series)
            """,
    ];

    /// <summary>Every fault as a sentence; none when the file is whole.</summary>
    public static IReadOnlyList<string> Faults(Session session)
    {
        var faults = new List<string>();
        using (var rows = session.Query("PRAGMA integrity_check(20)"))
        {
            while (rows.Step())
            {
                if (rows.Text(0) is var text and not "ok")
                {
                    faults.Add(text);
                }
            }
        }
        foreach (var query in Queries)
        {
            using var rows = session.Query(query);
            while (rows.Step())
            {
                faults.Add(rows.Text(0));
            }
        }
        return faults;
    }
}
