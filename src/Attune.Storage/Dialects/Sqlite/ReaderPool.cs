using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Attune.Storage.Dialects.Sqlite;

/// <summary>A few read-only connections, opened on need and kept. Callers wait when all are busy.</summary>
internal sealed class ReaderPool(string path) : IAsyncDisposable
{
    private const int Size = 4;

    private readonly SemaphoreSlim _free = new(Size, Size);
    private readonly ConcurrentBag<Session> _idle = [];
    private volatile bool _closed;

    /// <summary>Runs work inside one read transaction.</summary>
    public Task<T> ReadAsync<T>(Func<Session, T> work, CancellationToken cancellationToken) =>
        UseAsync(
            session =>
            {
                session.BeginRead();
                try
                {
                    return work(session);
                }
                finally
                {
                    session.Rollback();
                }
            },
            cancellationToken
        );

    /// <summary>Runs work outside a transaction.</summary>
    public async Task<T> UseAsync<T>(Func<Session, T> work, CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            // SQLite reads block; the caller may be a page that must not.
            return await Task.Run(() => Use(work), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _free.Release();
        }
    }

    /// <summary>Waits for the readers, then closes them.</summary>
    public async ValueTask DisposeAsync()
    {
        _closed = true;
        for (var i = 0; i < Size; i++)
        {
            await _free.WaitAsync().ConfigureAwait(false);
        }
        while (_idle.TryTake(out var session))
        {
            session.Dispose();
        }
        // Late callers find the pool closed instead of a disposed semaphore.
        _free.Release(Size);
    }

    private T Use<T>(Func<Session, T> work)
    {
        Session? session = null;
        try
        {
            if (!_idle.TryTake(out session))
            {
                session = Session.Open(path, readOnly: true);
            }
            var result = work(session);
            _idle.Add(session);
            return result;
        }
        catch (Exception e)
        {
            // Whatever state the connection is in: the next caller gets a new one.
            session?.Dispose();
            if (e is SqliteException)
            {
                throw Faults.Translate(e);
            }
            throw;
        }
    }
}
