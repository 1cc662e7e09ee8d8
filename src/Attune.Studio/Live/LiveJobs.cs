using Attune.Workspace.Catalog;
using Microsoft.Extensions.Logging;

namespace Attune.Studio.Live;

/// <summary>The jobs that somebody looks at now, or did a minute ago. Each is read by one loop, however many look, and by none when nobody does. Thread-safe.</summary>
/// <remarks>People go from page to page of a job, and reading a long one anew for each would make them wait.</remarks>
internal sealed partial class LiveJobs(JobCatalog catalog, StudioParts parts, ILogger<LiveJobs> logger)
    : IAsyncDisposable
{
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(1);

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
                var entry = _open[name] = new Entry(live, new CancellationTokenSource());
                entry.Begin(stop => RunAsync(name, entry, stop));
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
            return new LiveView(entry.Job, () => Leave(entry, changed));
        }
    }

    private void Leave(Entry entry, Action changed)
    {
        lock (_open)
        {
            entry.Job.Changed -= changed;
            entry.Viewers--;
            entry.LeftAt = parts.Time.GetTimestamp();
        }
    }

    /// <summary>Lets a job go that nobody has looked at for a while; says whether it did.</summary>
    private bool LetGo(string name, Entry entry)
    {
        lock (_open)
        {
            return entry.Viewers == 0 && parts.Time.GetElapsedTime(entry.LeftAt) > Kept && _open.Remove(name);
        }
    }

    private async Task RunAsync(string name, Entry entry, CancellationToken cancellationToken)
    {
        var job = entry.Job;
        while (!LetGo(name, entry))
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
            await Pace.PauseAsync(parts.Time, began, job.Current.Job.IsOver, entry.Viewers, cancellationToken)
                .ConfigureAwait(false);
        }
    }

    [LoggerMessage(3102, LogLevel.Warning, "Job {Name} could not be read for its page")]
    private static partial void LogFault(ILogger logger, Exception error, string name);

    private sealed class Entry(LiveJob job, CancellationTokenSource stop)
    {
        private Task _loop = Task.CompletedTask;

        public LiveJob Job => job;

        public int Viewers { get; set; }

        /// <summary>The timestamp at which somebody looked away last.</summary>
        public long LeftAt { get; set; }

        /// <summary>Starts the loop, which ends by itself when the job is let go.</summary>
        public void Begin(Func<CancellationToken, Task> run) =>
            _loop = Task.Run(
                async () =>
                {
                    await run(stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    job.Dispose();
                },
                default
            );

        public async Task EndAsync()
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await _loop.ConfigureAwait(false);
            stop.Dispose();
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
