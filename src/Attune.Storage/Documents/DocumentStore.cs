using System.Globalization;
using Attune.Storage.Dialects.Sqlite;

namespace Attune.Storage.Documents;

/// <summary>A small JSON text with a name, kept as it was given.</summary>
/// <param name="Name">Its name, unique among its kind in its workspace.</param>
/// <param name="Version">1 when created, one more at each save.</param>
/// <param name="Json">The text.</param>
/// <param name="UpdatedAt">When it was saved last, UTC.</param>
public sealed record Document(string Name, long Version, string Json, DateTimeOffset UpdatedAt);

/// <summary>One of several saves that are kept together or not at all.</summary>
/// <param name="Kind">The document's kind.</param>
/// <param name="Name">Its name.</param>
/// <param name="Json">The text; null to delete it.</param>
/// <param name="ExpectedVersion">The version it was made from, 0 when it must be new, null to save whatever is there.</param>
public sealed record DocumentChange(string Kind, string Name, string? Json, long? ExpectedVersion);

/// <summary>Keeps JSON documents by workspace, kind and name: jobs, compute, settings. Safe for concurrent use.</summary>
/// <remarks>A save may name the version it was made from; it is refused when somebody else saved in between.</remarks>
public sealed class DocumentStore : IDocumentStore
{
    private readonly Database _database;
    private readonly TimeProvider _time;

    internal DocumentStore(Database database, TimeProvider time) => (_database, _time) = (database, time);

    /// <summary>The document, or null when there is none.</summary>
    public Task<Document?> FindAsync(
        string workspace,
        string kind,
        string name,
        CancellationToken cancellationToken
    ) =>
        _database.ReadAsync(
            session =>
            {
                using var row = session
                    .Query(
                        "SELECT name, version, json, updated_at FROM documents WHERE workspace = ?1 AND kind = ?2 AND name = ?3"
                    )
                    .Bind(1, workspace)
                    .Bind(2, kind)
                    .Bind(3, name);
                return row.Step() ? Read(row) : null;
            },
            cancellationToken
        );

    /// <summary>Documents of a kind, ordered by name (by code point), in pages.</summary>
    /// <param name="workspace">The workspace.</param>
    /// <param name="kind">The kind.</param>
    /// <param name="afterName">The last name of the page before; null for the first page.</param>
    /// <param name="limit">The most to return.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public Task<IReadOnlyList<Document>> ListAsync(
        string workspace,
        string kind,
        string? afterName,
        int limit,
        CancellationToken cancellationToken
    ) =>
        _database.ReadAsync<IReadOnlyList<Document>>(
            session =>
            {
                using var rows = session
                    .Query(
                        """
                        SELECT name, version, json, updated_at FROM documents
                        WHERE workspace = ?1 AND kind = ?2 AND (?3 IS NULL OR name > ?3) ORDER BY name LIMIT ?4
                        """
                    )
                    .Bind(1, workspace)
                    .Bind(2, kind)
                    .Bind(3, afterName)
                    .Bind(4, limit);
                var found = new List<Document>();
                while (rows.Step())
                {
                    found.Add(Read(rows));
                }
                return found;
            },
            cancellationToken
        );

    /// <summary>Saves a document; durable when it returns.</summary>
    /// <param name="workspace">The workspace.</param>
    /// <param name="kind">The kind.</param>
    /// <param name="name">The name.</param>
    /// <param name="json">The text.</param>
    /// <param name="expectedVersion">The version it was made from, 0 when it must be new, null to save whatever is there.</param>
    /// <param name="cancellationToken">Gives up before the write begins.</param>
    /// <returns>Its version now, or null when <paramref name="expectedVersion"/> is no longer the newest: nothing was saved.</returns>
    public Task<long?> SaveAsync(
        string workspace,
        string kind,
        string name,
        string json,
        long? expectedVersion,
        CancellationToken cancellationToken
    ) =>
        _database.WriteAsync(
            session => Save(session, workspace, new DocumentChange(kind, name, json, expectedVersion)),
            cancellationToken
        );

    /// <summary>Saves and deletes several documents of a workspace in one step; durable when it returns.</summary>
    /// <param name="workspace">The workspace.</param>
    /// <param name="changes">The changes, to a document each.</param>
    /// <param name="cancellationToken">Gives up before the write begins.</param>
    /// <returns>Whether every expected version was still the newest; otherwise nothing was changed.</returns>
    public Task<bool> SaveAllAsync(
        string workspace,
        IReadOnlyList<DocumentChange> changes,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(changes);
        return _database.WriteAsync(
            session =>
            {
                // All are judged before any is written, so that a refusal has nothing to take back.
                if (changes.Any(change => !IsCurrent(session, workspace, change)))
                {
                    return false;
                }
                foreach (var change in changes)
                {
                    if (change.Json is null)
                    {
                        Delete(session, workspace, change.Kind, change.Name, null);
                    }
                    else
                    {
                        Save(session, workspace, change with { ExpectedVersion = null });
                    }
                }
                return true;
            },
            cancellationToken,
            changes.Count
        );
    }

    /// <summary>Deletes a document.</summary>
    /// <param name="workspace">The workspace.</param>
    /// <param name="kind">The kind.</param>
    /// <param name="name">The name.</param>
    /// <param name="expectedVersion">The version that is meant; null for whichever is there.</param>
    /// <param name="cancellationToken">Gives up before the write begins.</param>
    /// <returns>Whether it was there, in that version.</returns>
    public Task<bool> DeleteAsync(
        string workspace,
        string kind,
        string name,
        long? expectedVersion,
        CancellationToken cancellationToken
    ) =>
        _database.WriteAsync(
            session => Delete(session, workspace, kind, name, expectedVersion),
            cancellationToken
        );

    private long? Save(Session session, string workspace, DocumentChange change)
    {
        var version = FindVersion(session, workspace, change.Kind, change.Name);
        if (change.ExpectedVersion is { } expected && expected != version)
        {
            return null;
        }
        session
            .Query(
                """
                INSERT INTO documents (workspace, kind, name, version, json, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                ON CONFLICT DO UPDATE SET version = ?4, json = ?5, updated_at = ?6
                """
            )
            .Bind(1, workspace)
            .Bind(2, change.Kind)
            .Bind(3, change.Name)
            .Bind(4, version + 1)
            .Bind(5, change.Json)
            .Bind(6, _time.GetUtcNow().ToString("O", CultureInfo.InvariantCulture))
            .Run();
        return version + 1;
    }

    private static bool Delete(
        Session session,
        string workspace,
        string kind,
        string name,
        long? expectedVersion
    ) =>
        session
            .Query(
                """
                DELETE FROM documents
                WHERE workspace = ?1 AND kind = ?2 AND name = ?3 AND (?4 IS NULL OR version = ?4)
                """
            )
            .Bind(1, workspace)
            .Bind(2, kind)
            .Bind(3, name)
            .Bind(4, expectedVersion)
            .Run() > 0;

    private static bool IsCurrent(Session session, string workspace, DocumentChange change) =>
        change.ExpectedVersion is null
        || change.ExpectedVersion == FindVersion(session, workspace, change.Kind, change.Name);

    private static long FindVersion(Session session, string workspace, string kind, string name)
    {
        using var row = session
            .Query("SELECT version FROM documents WHERE workspace = ?1 AND kind = ?2 AND name = ?3")
            .Bind(1, workspace)
            .Bind(2, kind)
            .Bind(3, name);
        return row.Step() ? row.Integer(0) : 0;
    }

    private static Document Read(Statement row) =>
        new(
            row.Text(0),
            row.Integer(1),
            row.Text(2),
            DateTimeOffset.ParseExact(row.Text(3), "O", CultureInfo.InvariantCulture)
        );
}
