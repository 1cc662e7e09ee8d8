using Attune.Studies;
using Attune.Workspace.Catalog;
using Microsoft.Extensions.Logging;

namespace Attune.Studio.Live;

/// <summary>All jobs as lists show them, read by one loop for all who look. Thread-safe.</summary>
internal sealed partial class JobBoard(JobCatalog catalog, StudioParts parts, ILogger<JobBoard> logger)
    : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly BestValues _bests = new(catalog);
    private volatile IReadOnlyList<JobLine>? _current;
    private Action? _changed;
    private int _viewers;
    private CancellationTokenSource? _stop;
    private Task _loop = Task.CompletedTask;

    /// <summary>Every job, the newest first; null before the first reading.</summary>
    public IReadOnlyList<JobLine>? Current => _current;

    /// <summary>Begins to look; dispose of the result to look away.</summary>
    /// <param name="changed">Called, on any thread, when something has changed.</param>
    public IDisposable Open(Action changed)
    {
        lock (_lock)
        {
            _changed += changed;
            if (++_viewers == 1)
            {
                _stop = new CancellationTokenSource();
                var token = _stop.Token;
                var before = _loop;
                _loop = Task.Run(() => RunAsync(before, token), default);
            }
        }
        return new View(() => Close(changed));
    }

    /// <summary>Reads now, as after something that a person did.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        var jobs = await catalog.ListAsync(cancellationToken).ConfigureAwait(false);
        var next = new List<JobLine>(jobs.Count);
        foreach (var job in jobs)
        {
            var (state, reason) = JobStanding.Of(job, parts.Workspace);
            next.Add(new JobLine(job, state, reason, _bests.Find(job)));
        }
        if (_current is not { } last || !next.SequenceEqual(last))
        {
            _current = next;
            _changed?.Invoke();
        }
    }

    /// <summary>Asks for the best values of jobs that are shown; they come with a later reading.</summary>
    public void Want(IEnumerable<JobRecord> jobs) => _bests.Want(jobs);

    public async ValueTask DisposeAsync()
    {
        if (_stop is { } stop)
        {
            await stop.CancelAsync().ConfigureAwait(false);
        }
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop?.Dispose();
    }

    private void Close(Action changed)
    {
        lock (_lock)
        {
            _changed -= changed;
            if (--_viewers == 0)
            {
                _stop?.Cancel();
            }
        }
    }

    private async Task RunAsync(Task before, CancellationToken cancellationToken)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (true)
        {
            var began = parts.Time.GetTimestamp();
            try
            {
                await RefreshAsync(cancellationToken).ConfigureAwait(false);
                if (await _bests.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    await RefreshAsync(cancellationToken).ConfigureAwait(false);
                }
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                // The list stays as it is; the next reading may go well.
                LogFault(logger, error);
            }
            await Pace.PauseAsync(parts.Time, began, still: false, _viewers, cancellationToken)
                .ConfigureAwait(false);
        }
    }

    private sealed class View(Action leave) : IDisposable
    {
        private Action? _leave = leave;

        public void Dispose() => Interlocked.Exchange(ref _leave, null)?.Invoke();
    }

    [LoggerMessage(3101, LogLevel.Warning, "The jobs could not be read for the studio's lists")]
    private static partial void LogFault(ILogger logger, Exception error);
}

/// <summary>A job as lists show it.</summary>
/// <param name="Job">Its record.</param>
/// <param name="State">Where it stands in truth.</param>
/// <param name="Reason">Why.</param>
/// <param name="Best">How far it came; null while that is not known.</param>
internal sealed record JobLine(JobRecord Job, JobState State, string? Reason, BestValue? Best)
{
    /// <summary>The name that people gave it, or its own.</summary>
    public string Title => Job.Job.DisplayName is { Length: > 0 } name ? name : Job.Name;

    /// <summary>The group it belongs to.</summary>
    public string Experiment =>
        Job.Job.ExperimentName is { Length: > 0 } name ? name
        : Path.GetFileName(Path.GetDirectoryName(Job.SourceFile)) is { Length: > 0 } folder ? folder
        : "default";

    /// <summary>How long it has run, or ran; null before it started.</summary>
    public TimeSpan? Duration(DateTimeOffset now) =>
        Job.StartedAt is not { } start ? null
        : Job.EndedAt is { } end ? end - start
        : State == JobState.Running ? now - start
        : null;

    // A record is read anew each time; what lists show of it tells whether it is the same.
    public bool Equals(JobLine? other) =>
        other is not null
        && Job.Name == other.Job.Name
        && Job.CreatedAt == other.Job.CreatedAt
        && Job.Archived == other.Job.Archived
        && Job.StartedAt == other.Job.StartedAt
        && Job.EndedAt == other.Job.EndedAt
        && Job.Note == other.Job.Note
        && State == other.State
        && Reason == other.Reason
        && Best == other.Best;

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Job.Name);
}

/// <summary>How far a job came.</summary>
/// <param name="Objective">The metric; null for a job without one.</param>
/// <param name="Value">Its best value; NaN where there is none.</param>
/// <param name="Trials">Trials so far.</param>
/// <param name="Ended">Those of them that have ended.</param>
/// <param name="Total">The most there will be; null without a bound.</param>
internal sealed record BestValue(Objective? Objective, double Value, int Trials, int Ended, long? Total);
