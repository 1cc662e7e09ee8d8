using Attune.Workspace.Catalog;
using Microsoft.Extensions.Logging;

namespace Attune.Studio.Live;

/// <summary>The jobs that somebody looks at now. Each is read by one loop, however many look, and by none when nobody does. Thread-safe.</summary>
internal sealed partial class LiveJobs(JobCatalog catalog, StudioParts parts, ILogger<LiveJobs> logger)
    : IAsyncDisposable
{
    private readonly Dictionary<string, Entry> _open = new(StringComparer.Ordinal);
    private bool _disposed;

    /// <summary>Begins to look at a job; dispose of the view to look away. Null when there is no such job.</summary>
    /// <param name="name">The job.</param>
    /// <param name="changed">Called, on any thread, when the job has changed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<LiveView?> OpenAsync(string name, Action changed, CancellationToken cancellationToken)
    {
        if (Join(name, changed) is { } joined)
        {
            return joined;
        }
        if (await catalog.FindAsync(name, cancellationToken).ConfigureAwait(false) is not { } job)
        {
            return null;
        }
        var live = new LiveJob(catalog.Follow(job), parts.Workspace);
        await live.RefreshAsync(cancellationToken).ConfigureAwait(false);
        lock (_open)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (!_open.ContainsKey(name))
            {
                var stop = new CancellationTokenSource();
                _open[name] = new Entry(live, stop, Task.Run(() => RunAsync(live, stop.Token), default));
            }
            return Join(name, changed);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Entry[] entries;
        lock (_open)
        {
            _disposed = true;
            entries = [.. _open.Values];
            _open.Clear();
        }
        foreach (var entry in entries)
        {
            await entry.EndAsync().ConfigureAwait(false);
        }
    }

    private LiveView? Join(string name, Action changed)
    {
        lock (_open)
        {
            if (!_open.TryGetValue(name, out var entry))
            {
                return null;
            }
            entry.Viewers++;
            entry.Job.Changed += changed;
            return new LiveView(entry.Job, () => Leave(name, entry, changed));
        }
    }

    private void Leave(string name, Entry entry, Action changed)
    {
        lock (_open)
        {
            entry.Job.Changed -= changed;
            if (--entry.Viewers > 0 || !_open.Remove(name))
            {
                return;
            }
        }
        _ = entry.EndAsync();
    }

    private async Task RunAsync(LiveJob job, CancellationToken cancellationToken)
    {
        while (true)
        {
            var began = parts.Time.GetTimestamp();
            try
            {
                await job.RefreshAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                // Deleted meanwhile, or the store is away: what was read last stays on the page.
                LogFault(logger, error, job.Current.Job.Name);
            }
            await Pace.PauseAsync(parts.Time, began, job.Current.Job.IsOver, cancellationToken)
                .ConfigureAwait(false);
        }
    }

    [LoggerMessage(3102, LogLevel.Warning, "Job {Name} could not be read for its page")]
    private static partial void LogFault(ILogger logger, Exception error, string name);

    private sealed class Entry(LiveJob job, CancellationTokenSource stop, Task loop)
    {
        public LiveJob Job => job;

        public int Viewers { get; set; }

        public async Task EndAsync()
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            stop.Dispose();
            job.Dispose();
        }
    }
}

/// <summary>Somebody's look at a job, until it is disposed of.</summary>
internal sealed class LiveView(LiveJob job, Action leave) : IDisposable
{
    private Action? _leave = leave;

    /// <summary>The job.</summary>
    public LiveJob Job => job;

    /// <summary>How it stands.</summary>
    public JobSnapshot Current => job.Current;

    public void Dispose() => Interlocked.Exchange(ref _leave, null)?.Invoke();
}
