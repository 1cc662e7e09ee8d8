using System.Globalization;
using System.Text.Json;
using Attune.Storage.Dialects.Sqlite;
using Attune.Studies;

namespace Attune.Storage.Studies;

/// <summary>Studies in SQLite. Safe for concurrent use.</summary>
public sealed class SqlStudyStore : IStudyStore
{
    private const string Columns = "SELECT name, spec, revision, state, created_at, id, lease FROM studies ";

    private readonly Database _database;
    private readonly TimeProvider _time;

    internal SqlStudyStore(Database database, TimeProvider time) => (_database, _time) = (database, time);

    /// <inheritdoc/>
    public Task<StudyRow?> FindAsync(StudyId id, CancellationToken cancellationToken) =>
        _database.ReadAsync(
            session =>
            {
                using var row = Select(session, id);
                return row.Step() ? Read(row) : null;
            },
            cancellationToken
        );

    /// <inheritdoc/>
    public Task<IReadOnlyList<StudyRow>> ListAsync(CancellationToken cancellationToken) =>
        _database.ReadAsync<IReadOnlyList<StudyRow>>(
            session =>
            {
                using var rows = session.Query(Columns + "ORDER BY id");
                var found = new List<StudyRow>();
                while (rows.Step())
                {
                    found.Add(Read(rows));
                }
                return found;
            },
            cancellationToken
        );

    /// <inheritdoc/>
    /// <exception cref="KeyNotFoundException">There is no such study.</exception>
    public Task<IReadOnlyList<StudyChange>> ReadAsync(
        StudyId id,
        long afterRevision,
        CancellationToken cancellationToken
    ) =>
        _database.ReadAsync<IReadOnlyList<StudyChange>>(
            session =>
            {
                using var row = Select(session, id);
                if (!row.Step())
                {
                    throw NoStudy(id);
                }
                using var rows = session
                    .Query(
                        "SELECT change FROM study_changes WHERE study = ?1 AND revision > ?2 ORDER BY revision"
                    )
                    .Bind(1, row.Integer(5))
                    .Bind(2, afterRevision);
                var texts = new List<string>();
                while (rows.Step())
                {
                    texts.Add(rows.Text(0));
                }
                return Parse(texts);
            },
            cancellationToken
        );

    // A page waits for the history of a long study; most of that is parsing, which all processors can share.
    private static StudyChange[] Parse(List<string> texts)
    {
        const int many = 5_000;
        var changes = new StudyChange[texts.Count];
        if (texts.Count < many)
        {
            ParsePart(0, texts.Count);
        }
        else
        {
            Parallel.ForEach(
                System.Collections.Concurrent.Partitioner.Create(0, texts.Count, many / 5),
                part => ParsePart(part.Item1, part.Item2)
            );
        }
        return changes;

        void ParsePart(int from, int until)
        {
            for (var i = from; i < until; i++)
            {
                changes[i] = JsonSerializer.Deserialize(texts[i], StudyJson.Default.StudyChange)!;
            }
        }
    }

    /// <inheritdoc/>
    public Task CreateAsync(StudyId id, StudySpec spec, CancellationToken cancellationToken)
    {
        var json = JsonSerializer.Serialize(spec, StudyJson.Default.StudySpec);
        return _database.WriteAsync(
            session =>
                session
                    .Query(
                        """
                        INSERT INTO studies (name, spec, state, created_at) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING
                        """
                    )
                    .Bind(1, id.Value)
                    .Bind(2, json)
                    .Bind(3, nameof(StudyState.Active))
                    .Bind(4, _time.GetUtcNow().ToString("O", CultureInfo.InvariantCulture))
                    .Run() > 0
                    ? true
                    : throw new StudyConflictException($"There is a study named '{id}' already."),
            cancellationToken
        );
    }

    /// <inheritdoc/>
    /// <exception cref="KeyNotFoundException">There is no such study.</exception>
    public Task<LeaseToken> LeaseAsync(StudyId id, CancellationToken cancellationToken) =>
        _database.WriteAsync(
            session =>
            {
                using var row = session
                    .Query("UPDATE studies SET lease = lease + 1 WHERE name = ?1 RETURNING lease")
                    .Bind(1, id.Value);
                return row.Step() ? new LeaseToken(row.Integer(0)) : throw NoStudy(id);
            },
            cancellationToken
        );

    /// <inheritdoc/>
    /// <exception cref="KeyNotFoundException">There is no such study.</exception>
    /// <exception cref="StorageFullException">No space left; none of the changes was kept.</exception>
    public Task AppendAsync(
        StudyId id,
        LeaseToken lease,
        long expectedRevision,
        IReadOnlyList<StudyChange> changes,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(changes);
        var texts = changes
            .Select(change => JsonSerializer.Serialize(change, StudyJson.Default.StudyChange))
            .ToArray();
        var state = changes.Aggregate((StudyState?)null, StateAfter);
        return _database.WriteAsync(
            session =>
            {
                var study = Require(session, id, lease, expectedRevision);
                var revision = expectedRevision;
                foreach (var text in texts)
                {
                    session
                        .Query("INSERT INTO study_changes (study, revision, change) VALUES (?1, ?2, ?3)")
                        .Bind(1, study)
                        .Bind(2, ++revision)
                        .Bind(3, text)
                        .Run();
                }
                session
                    .Query("UPDATE studies SET revision = ?2, state = coalesce(?3, state) WHERE id = ?1")
                    .Bind(1, study)
                    .Bind(2, revision)
                    .Bind(3, state?.ToString())
                    .Run();
                return true;
            },
            cancellationToken,
            texts.Length + 1
        );
    }

    /// <summary>Deletes a study with all its changes; a lease of it is void from then on.</summary>
    /// <returns>Whether it was there.</returns>
    public Task<bool> DeleteAsync(StudyId id, CancellationToken cancellationToken) =>
        _database.WriteAsync(
            session => session.Query("DELETE FROM studies WHERE name = ?1").Bind(1, id.Value).Run() > 0,
            cancellationToken
        );

    private static StudyState? StateAfter(StudyState? before, StudyChange change) =>
        change switch
        {
            StudyEnded ended => ended.State,
            StudyResumed => StudyState.Active,
            _ => before,
        };

    /// <summary>The study's number in the database, when the caller may append to it.</summary>
    private static long Require(Session session, StudyId id, LeaseToken lease, long expectedRevision)
    {
        using var row = Select(session, id);
        if (!row.Step())
        {
            throw NoStudy(id);
        }
        if (row.Integer(6) != lease.Value)
        {
            throw new StudyConflictException(
                $"The lease {lease.Value} of study '{id}' is void: the study was leased again (to {row.Integer(6)})."
            );
        }
        return row.Integer(2) == expectedRevision
            ? row.Integer(5)
            : throw new StudyConflictException(
                $"Study '{id}' stands at revision {row.Integer(2)}, not at {expectedRevision}."
            );
    }

    private static KeyNotFoundException NoStudy(StudyId id) => new($"There is no study named '{id}'.");

    private static Statement Select(Session session, StudyId id) =>
        session.Query(Columns + "WHERE name = ?1").Bind(1, id.Value);

    private static StudyRow Read(Statement row) =>
        new(
            new StudyId(row.Text(0)),
            JsonSerializer.Deserialize(row.Text(1), StudyJson.Default.StudySpec)!,
            row.Integer(2),
            Enum.Parse<StudyState>(row.Text(3)),
            DateTimeOffset.ParseExact(row.Text(4), "O", CultureInfo.InvariantCulture)
        );
}
