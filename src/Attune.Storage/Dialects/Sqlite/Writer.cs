using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace Attune.Storage.Dialects.Sqlite;

/// <summary>The one thread that writes. It takes all the work that waits and commits it as one transaction.</summary>
/// <remarks>
/// A lone item waits for no timer; under load the groups grow by themselves, because items gather while the disk
/// confirms the group before. Each item has a savepoint, so that one that fails undoes only itself. Callers hear of
/// their item after the commit only. The queue is bounded: callers wait when the disk cannot follow.
/// </remarks>
internal sealed class Writer : IAsyncDisposable
{
    private const int QueueLength = 1024;

    /// <summary>About how many rows one commit holds at most: bounds how long the last in a group waits.</summary>
    private const int GroupWeight = 20_000;

    /// <summary>Pages of log after which it is copied into the database (16 MiB), and after which readers are waited for (256 MiB).</summary>
    private const int CheckpointPages = 4096;
    private const int InsistPages = 16 * CheckpointPages;

    private readonly Channel<WorkItem> _queue = Channel.CreateBounded<WorkItem>(
        new BoundedChannelOptions(QueueLength) { SingleReader = true }
    );
    private readonly Session _session;
    private readonly List<WorkItem> _group = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _pages;

    public Writer(Session session)
    {
        _session = session;
        // Checkpoints happen between groups, after callers were answered, instead of inside a commit.
        _session.Execute("PRAGMA wal_autocheckpoint = 0");
        new Thread(Loop) { Name = "Attune store writer", IsBackground = true }.Start();
    }

    public async Task<T> WriteAsync<T>(Func<Session, T> work, int weight, CancellationToken cancellationToken)
    {
        var item = new WorkItem<T>(work, weight, cancellationToken);
        try
        {
            await _queue.Writer.WriteAsync(item, cancellationToken).ConfigureAwait(false);
        }
        catch (ChannelClosedException e)
        {
            throw new ObjectDisposedException("The database is closed.", e);
        }
        return await item.Task.ConfigureAwait(false);
    }

    /// <summary>Writes what is queued, then closes the database.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _ended.Task.ConfigureAwait(false);
    }

    private void Loop()
    {
        try
        {
            while (_queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
            {
                Take();
                Commit();
                Checkpoint();
            }
            _session.Checkpoint(whole: true);
        }
        finally
        {
            _queue.Writer.TryComplete();
            while (_queue.Reader.TryRead(out var item))
            {
                item.Fail(new ObjectDisposedException("The database is closed."));
            }
            _session.Dispose();
            _ended.TrySetResult();
        }
    }

    private void Take()
    {
        _group.Clear();
        var weight = 0;
        while (weight < GroupWeight && _queue.Reader.TryRead(out var item))
        {
            if (item.IsGivenUp)
            {
                item.GiveUp();
            }
            else
            {
                weight += item.Weight;
                _group.Add(item);
            }
        }
    }

    private void Commit()
    {
        if (TryCommit(_group) is not { } cause)
        {
            return;
        }
        // SQLite gives up a whole transaction when one item finds no space. The others may well find some.
        var alone = _group.Count > 1 && cause is StorageFullException;
        foreach (var item in _group)
        {
            if ((alone ? TryCommit([item]) : cause) is { } reason)
            {
                item.Fail(reason);
            }
        }
    }

    /// <summary>Commits these items and answers them; or keeps nothing, answers none, and says why.</summary>
    private Exception? TryCommit(List<WorkItem> items)
    {
        try
        {
            _session.Begin();
            foreach (var item in items)
            {
                Run(item);
            }
            _session.Commit();
        }
        catch (SqliteException e)
        {
            Rollback();
            return Faults.Translate(e);
        }
        foreach (var item in items)
        {
            item.Answer();
        }
        return null;
    }

    private void Run(WorkItem item)
    {
        _session.Mark();
        item.Run(_session);
        if (item.Fault is null)
        {
            _session.Keep();
        }
        else if (_session.InTransaction)
        {
            _session.Undo();
        }
        else
        {
            throw item.Fault as SqliteException
                ?? new SqliteException(item.Fault.Message, SQLitePCL.raw.SQLITE_ABORT);
        }
    }

    private void Rollback()
    {
        try
        {
            _session.Rollback();
        }
        catch (SqliteException)
        {
            // What brought it about is what callers must hear; the next group begins anew or fails by itself.
        }
    }

    private void Checkpoint()
    {
        _pages += _session.TakePagesWritten();
        if (_pages >= CheckpointPages && _session.Checkpoint(whole: _pages >= InsistPages))
        {
            _pages = 0;
        }
    }
}
