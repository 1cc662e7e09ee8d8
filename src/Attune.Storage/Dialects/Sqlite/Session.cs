using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Attune.Storage.Dialects.Sqlite;

/// <summary>One connection with its prepared statements. Used by one thread at a time.</summary>
internal sealed class Session : IDisposable
{
    /// <summary>The first release in which two connections that write and checkpoint at once cannot damage the file.</summary>
    private const int OldestSafeVersion = 3_051_003;

    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, Statement> _statements = new(StringComparer.Ordinal);

    private Session(SqliteConnection connection) => _connection = connection;

    /// <summary>Counts the times that written rows were taken back: what was remembered of them is void then.</summary>
    public long Rollbacks { get; private set; }

    /// <summary>Whether a transaction is open. SQLite itself ends one on some errors.</summary>
    public bool InTransaction => raw.sqlite3_get_autocommit(Handle) == 0;

    private sqlite3 Handle => _connection.Handle!;

    public static Session Open(string path, bool readOnly)
    {
        var text = new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = readOnly ? SqliteOpenMode.ReadOnly : SqliteOpenMode.ReadWriteCreate,
            Pooling = false,
        };
        var connection = new SqliteConnection(text.ConnectionString);
        try
        {
            connection.Open();
            RefuseUnsafe(raw.sqlite3_libversion_number());
            var session = new Session(connection);
            session.Execute("PRAGMA busy_timeout = 10000");
            session.Execute("PRAGMA temp_store = MEMORY");
            session.Execute("PRAGMA trusted_schema = OFF");
            if (!readOnly)
            {
                session.Execute("PRAGMA journal_mode = WAL");
                session.Execute("PRAGMA synchronous = FULL");
                session.Execute("PRAGMA foreign_keys = ON");
                session.Execute("PRAGMA cache_size = -16000");
                session.Execute("PRAGMA journal_size_limit = 67108864");
            }
            return session;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>The statement for this text, prepared on first use. Dispose it to rewind it.</summary>
    public Statement Query(string sql)
    {
        if (!_statements.TryGetValue(sql, out var statement))
        {
            statement = new Statement(Handle, sql);
            _statements.Add(sql, statement);
        }
        return statement;
    }

    /// <summary>Runs SQL text of any number of statements, not kept.</summary>
    public void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public void Begin() => Query("BEGIN IMMEDIATE").Run();

    public void BeginRead() => Query("BEGIN").Run();

    public void Commit() => Query("COMMIT").Run();

    public void Mark() => Query("SAVEPOINT item").Run();

    public void Keep() => Query("RELEASE item").Run();

    /// <summary>Takes back all since <see cref="Mark"/>.</summary>
    public void Undo()
    {
        Rollbacks++;
        Query("ROLLBACK TO item").Run();
        Keep();
    }

    /// <summary>Takes back the transaction, if SQLite has not done so itself.</summary>
    public void Rollback()
    {
        Rollbacks++;
        if (InTransaction)
        {
            Query("ROLLBACK").Run();
        }
    }

    /// <summary>Pages written since the last call.</summary>
    public int TakePagesWritten()
    {
        raw.sqlite3_db_status(Handle, raw.SQLITE_DBSTATUS_CACHE_WRITE, out var pages, out _, 1);
        return pages;
    }

    /// <summary>Copies the write-ahead log into the database as far as readers allow, or wholly.</summary>
    /// <returns>Whether all of it was copied.</returns>
    public bool Checkpoint(bool whole)
    {
        var mode = whole ? raw.SQLITE_CHECKPOINT_TRUNCATE : raw.SQLITE_CHECKPOINT_PASSIVE;
        var code = raw.sqlite3_wal_checkpoint_v2(Handle, "main", mode, out var logged, out var copied);
        return code == raw.SQLITE_OK && logged == copied;
    }

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
        {
            statement.Close();
        }
        _statements.Clear();
        _connection.Dispose();
    }

    internal static void RefuseUnsafe(int version)
    {
        if (version < OldestSafeVersion)
        {
            var name = FormattableString.Invariant(
                $"{version / 1_000_000}.{version / 1000 % 1000}.{version % 1000}"
            );
            throw new StorageException(
                $"SQLite {name} can damage a database in write-ahead mode; 3.51.3 or newer is needed. Use the SQLite that comes with Microsoft.Data.Sqlite 10."
            );
        }
    }
}
