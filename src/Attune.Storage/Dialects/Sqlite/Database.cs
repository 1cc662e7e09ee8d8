using Attune.Storage.Migrations;
using Microsoft.Data.Sqlite;

namespace Attune.Storage.Dialects.Sqlite;

/// <summary>A SQLite file: one writer that commits in groups, and a few readers that never block it nor each other.</summary>
/// <remarks>Nothing in this process may open the file by other means: closing it there would drop SQLite's locks.</remarks>
internal sealed class Database : IAsyncDisposable
{
    private readonly Writer? _writer;
    private readonly ReaderPool _readers;
    private readonly HomeLock? _lock;

    private Database(string path, Writer? writer, HomeLock? held)
    {
        Path = path;
        _writer = writer;
        _lock = held;
        _readers = new ReaderPool(path);
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Opens the file for writing, created and brought to the newest schema as needed.</summary>
    /// <exception cref="HomeLockedException">Another holder has it.</exception>
    public static Database Open(
        string path,
        string lockPath,
        IReadOnlyList<Migration> migrations,
        TimeProvider time
    )
    {
        var held = HomeLock.Take(lockPath);
        Session? session = null;
        try
        {
            session = Session.Open(path, readOnly: false);
            Schema.Upgrade(session, path, migrations, time);
            return new Database(path, new Writer(session), held);
        }
        catch (Exception e)
        {
            session?.Dispose();
            held.Dispose();
            if (e is SqliteException)
            {
                throw Faults.Translate(e);
            }
            throw;
        }
    }

    /// <summary>Opens an existing file to look at it, beside whoever writes it.</summary>
    public static Database OpenReadOnly(string path, IReadOnlyList<Migration> migrations)
    {
        if (!File.Exists(path))
        {
            throw new StorageException($"There is no database {path}.");
        }
        try
        {
            using var session = Session.Open(path, readOnly: true);
            Schema.RequireCurrent(session, path, migrations);
        }
        catch (SqliteException e)
        {
            throw Faults.Translate(e);
        }
        return new Database(path, writer: null, held: null);
    }

    /// <summary>Runs work in a transaction on the writer's thread; completed when it is durable.</summary>
    /// <param name="work">Runs again when the first time was taken back. What it throws undoes it alone and reaches the caller.</param>
    /// <param name="cancellationToken">Gives up before the work begins; afterwards the outcome is awaited.</param>
    /// <param name="weight">About how many rows it writes.</param>
    /// <exception cref="StorageFullException">No space left.</exception>
    public Task<T> WriteAsync<T>(
        Func<Session, T> work,
        CancellationToken cancellationToken,
        int weight = 1
    ) =>
        _writer is null
            ? throw new InvalidOperationException($"{Path} was opened for reading only.")
            : _writer.WriteAsync(work, weight, cancellationToken);

    /// <summary>Runs work that only reads, on one consistent state of the database.</summary>
    public Task<T> ReadAsync<T>(Func<Session, T> work, CancellationToken cancellationToken) =>
        _readers.ReadAsync(work, cancellationToken);

    /// <summary>Writes a whole, consistent copy to a new file while work goes on.</summary>
    public Task BackupAsync(string path, CancellationToken cancellationToken) =>
        _readers.UseAsync(
            session =>
            {
                Schema.Backup(session, path);
                return true;
            },
            cancellationToken
        );

    public async ValueTask DisposeAsync()
    {
        await _readers.DisposeAsync().ConfigureAwait(false);
        if (_writer is not null)
        {
            await _writer.DisposeAsync().ConfigureAwait(false);
        }
        _lock?.Dispose();
    }
}
