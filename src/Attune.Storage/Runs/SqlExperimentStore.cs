using Attune.Storage.Dialects.Sqlite;

namespace Attune.Storage.Runs;

/// <summary>Experiments, as the tracking protocol knows them. Safe for concurrent use.</summary>
public sealed class SqlExperimentStore
{
    private const string Columns = """
        SELECT id, workspace, name, artifact_location, deleted, created_at, updated_at FROM experiments 
        """;

    private readonly Database _database;
    private readonly TimeProvider _time;

    internal SqlExperimentStore(Database database, TimeProvider time) =>
        (_database, _time) = (database, time);

    /// <summary>Creates an experiment.</summary>
    /// <returns>Null when the workspace has one of that name, deleted or not.</returns>
    public Task<Experiment?> CreateAsync(
        string workspace,
        string name,
        string? artifactLocation,
        IReadOnlyList<NamedText> tags,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(tags);
        return _database.WriteAsync(
            session =>
            {
                var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
                using var row = session
                    .Query(
                        """
                        INSERT INTO experiments (workspace, name, artifact_location, created_at, updated_at)
                        VALUES (?1, ?2, ?3, ?4, ?4) ON CONFLICT DO NOTHING RETURNING id
                        """
                    )
                    .Bind(1, workspace)
                    .Bind(2, name)
                    .Bind(3, artifactLocation)
                    .Bind(4, now);
                if (!row.Step())
                {
                    return null;
                }
                var id = row.Integer(0);
                foreach (var tag in tags)
                {
                    SetTag(session, id, tag);
                }
                return new Experiment(id, workspace, name, artifactLocation, false, now, now);
            },
            cancellationToken
        );
    }

    /// <summary>The experiment, or null when there is none. Deleted ones are found too.</summary>
    public Task<Experiment?> FindAsync(long id, CancellationToken cancellationToken) =>
        _database.ReadAsync(session => Find(session, id), cancellationToken);

    /// <summary>The experiment of this name, or null when there is none. Deleted ones are found too.</summary>
    public Task<Experiment?> FindAsync(string workspace, string name, CancellationToken cancellationToken) =>
        _database.ReadAsync(
            session =>
            {
                using var row = session
                    .Query(Columns + "WHERE workspace = ?1 AND name = ?2")
                    .Bind(1, workspace)
                    .Bind(2, name);
                return row.Step() ? Read(row) : null;
            },
            cancellationToken
        );

    /// <summary>A workspace's experiments, oldest first, deleted ones included.</summary>
    public Task<IReadOnlyList<Experiment>> ListAsync(string workspace, CancellationToken cancellationToken) =>
        _database.ReadAsync<IReadOnlyList<Experiment>>(
            session =>
            {
                using var rows = session
                    .Query(Columns + "WHERE workspace = ?1 ORDER BY id")
                    .Bind(1, workspace);
                var found = new List<Experiment>();
                while (rows.Step())
                {
                    found.Add(Read(rows));
                }
                return found;
            },
            cancellationToken
        );

    /// <summary>Renames, deletes or restores an experiment.</summary>
    /// <param name="id">The experiment.</param>
    /// <param name="name">Its new name; null to keep it.</param>
    /// <param name="isDeleted">Whether it is to be deleted; null to leave that as it is.</param>
    /// <param name="cancellationToken">Gives up before the write begins.</param>
    /// <returns>The new row; null when there is no such experiment or the name is taken.</returns>
    public Task<Experiment?> UpdateAsync(
        long id,
        string? name,
        bool? isDeleted,
        CancellationToken cancellationToken
    ) =>
        _database.WriteAsync(
            session =>
                session
                    .Query(
                        """
                        UPDATE OR IGNORE experiments
                        SET name = coalesce(?2, name), deleted = coalesce(?3, deleted), updated_at = ?4 WHERE id = ?1
                        """
                    )
                    .Bind(1, id)
                    .Bind(2, name)
                    .Bind(3, isDeleted is { } deleted ? (deleted ? 1L : 0L) : null)
                    .Bind(4, _time.GetUtcNow().ToUnixTimeMilliseconds())
                    .Run() > 0
                    ? Find(session, id)
                    : null,
            cancellationToken
        );

    /// <summary>An experiment's tags, by name.</summary>
    public Task<IReadOnlyList<NamedText>> TagsAsync(long id, CancellationToken cancellationToken) =>
        _database.ReadAsync<IReadOnlyList<NamedText>>(
            session =>
            {
                using var rows = session
                    .Query("SELECT name, value FROM experiment_tags WHERE experiment = ?1 ORDER BY name")
                    .Bind(1, id);
                var found = new List<NamedText>();
                while (rows.Step())
                {
                    found.Add(new NamedText(rows.Text(0), rows.Text(1)));
                }
                return found;
            },
            cancellationToken
        );

    /// <summary>Sets a tag; says whether there is such an experiment.</summary>
    public Task<bool> SetTagAsync(long id, NamedText tag, CancellationToken cancellationToken) =>
        _database.WriteAsync(
            session =>
            {
                if (Find(session, id) is null)
                {
                    return false;
                }
                SetTag(session, id, tag);
                return true;
            },
            cancellationToken
        );

    /// <summary>Removes a tag; says whether it was there.</summary>
    public Task<bool> DeleteTagAsync(long id, string name, CancellationToken cancellationToken) =>
        _database.WriteAsync(
            session =>
                session
                    .Query("DELETE FROM experiment_tags WHERE experiment = ?1 AND name = ?2")
                    .Bind(1, id)
                    .Bind(2, name)
                    .Run() > 0,
            cancellationToken
        );

    private static void SetTag(Session session, long id, NamedText tag) =>
        session
            .Query(
                """
                INSERT INTO experiment_tags (experiment, name, value) VALUES (?1, ?2, ?3)
                ON CONFLICT DO UPDATE SET value = ?3
                """
            )
            .Bind(1, id)
            .Bind(2, tag.Name)
            .Bind(3, tag.Value)
            .Run();

    private static Experiment? Find(Session session, long id)
    {
        using var row = session.Query(Columns + "WHERE id = ?1").Bind(1, id);
        return row.Step() ? Read(row) : null;
    }

    private static Experiment Read(Statement row) =>
        new(
            row.Integer(0),
            row.Text(1),
            row.Text(2),
            row.TextOrNull(3),
            row.Integer(4) != 0,
            row.Integer(5),
            row.Integer(6)
        );
}
