using System.Globalization;
using Attune.Storage.Dialects.Sqlite;

namespace Attune.Storage.Migrations;

/// <summary>Brings a database to the newest schema, each step in a transaction of its own: killed anywhere, it goes on from there.</summary>
internal static class Schema
{
    private const string History = """
        CREATE TABLE IF NOT EXISTS schema_history (
          version INTEGER PRIMARY KEY,
          name TEXT NOT NULL,
          checksum TEXT NOT NULL,
          applied_at TEXT NOT NULL
        ) STRICT
        """;

    /// <summary>Applies the steps that the database lacks, after a copy of it was set aside.</summary>
    /// <exception cref="StorageException">A newer program wrote it, or it is not an Attune database.</exception>
    public static void Upgrade(
        Session session,
        string path,
        IReadOnlyList<Migration> migrations,
        TimeProvider time
    )
    {
        var version = Verify(session, path, migrations);
        if (version == migrations.Count)
        {
            return;
        }
        if (version > 0)
        {
            BackupBeforeUpgrade(session, path, version);
        }
        foreach (var migration in migrations.Skip(version))
        {
            Apply(session, migration, time);
        }
    }

    /// <summary>Refuses a database that this program cannot read as it stands.</summary>
    public static void RequireCurrent(Session session, string path, IReadOnlyList<Migration> migrations)
    {
        if (Verify(session, path, migrations) < migrations.Count)
        {
            throw new StorageException(
                $"{path} was written by an older program; open it for writing once to upgrade it."
            );
        }
    }

    /// <summary>Writes a copy that appears under its name only when it is whole.</summary>
    public static void Backup(Session session, string path)
    {
        var temporary = path + ".new";
        File.Delete(temporary);
        using (var copy = session.Query("VACUUM INTO ?1").Bind(1, temporary))
        {
            copy.Step();
        }
        File.Move(temporary, path, overwrite: true);
    }

    private static void BackupBeforeUpgrade(Session session, string path, int version)
    {
        var backup = string.Create(CultureInfo.InvariantCulture, $"{path}.v{version}.bak");
        if (!File.Exists(backup))
        {
            Backup(session, backup);
        }
    }

    /// <summary>The number of steps that the database has seen, all of them known and unchanged.</summary>
    private static int Verify(Session session, string path, IReadOnlyList<Migration> migrations)
    {
        if (!HasTable(session, "schema_history"))
        {
            return HasTable(session, null)
                ? throw new StorageException($"{path} is a SQLite database, but not one of Attune's.")
                : 0;
        }
        var version = 0;
        using var rows = session.Query("SELECT version, name, checksum FROM schema_history ORDER BY version");
        while (rows.Step())
        {
            version++;
            if (version > migrations.Count)
            {
                throw new StorageException(
                    $"{path} was written by a newer Attune (schema step {rows.Text(1)}). Use that version or a newer one."
                );
            }
            if (rows.Integer(0) != version || rows.Text(2) != migrations[version - 1].Checksum)
            {
                throw new StorageException(
                    $"{path} has another step {rows.Text(1)} than this program: it was made by an unreleased build. Use that build, or a new home."
                );
            }
        }
        return version;
    }

    private static bool HasTable(Session session, string? name)
    {
        using var found = session
            .Query("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND (?1 IS NULL OR name = ?1)")
            .Bind(1, name);
        return found.Step();
    }

    private static void Apply(Session session, Migration migration, TimeProvider time)
    {
        session.Begin();
        try
        {
            session.Execute(History);
            session.Execute(migration.Sql);
            session
                .Query(
                    "INSERT INTO schema_history (version, name, checksum, applied_at) VALUES (?1, ?2, ?3, ?4)"
                )
                .Bind(1, migration.Version)
                .Bind(2, migration.Name)
                .Bind(3, migration.Checksum)
                .Bind(4, time.GetUtcNow().ToString("O", CultureInfo.InvariantCulture))
                .Run();
            session.Commit();
        }
        catch
        {
            session.Rollback();
            throw;
        }
    }
}
