using Attune.Studies;
using Microsoft.Extensions.Logging;

namespace Attune.Workspace.Metrics;

/// <summary>Reads the files of all running trials, in one loop, and posts what it finds to the inbox.</summary>
/// <remarks>
/// A trial is looked at every 20 ms while it writes and up to every 250 ms while it does not; what all trials of a round
/// tell is stored in one append. A trial that has ended is read to its end at once by whoever asks for that, unless the
/// loop has it in hand. When the store cannot take points (disk full) it tries again until it can: the files keep them.
/// Thread-safe.
/// </remarks>
public sealed partial class MetricDoors : IAsyncDisposable
{
    private const int PageSize = 10_000;

    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Together = TimeSpan.FromMilliseconds(15);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly MetricInbox _inbox;
    private readonly IMeasurementStore _store;
    private readonly TimeProvider _time;
    private readonly ILogger<MetricDoors> _logger;
    private readonly Lock _gate = new();
    private readonly Dictionary<TrialMetrics, Visit> _visits = [];
    private readonly List<(TrialMetrics Trial, Visit Visit)> _inHand = [];
    private readonly Dictionary<string, TrialMetrics> _byRun = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly IDisposable _subscription;
    private readonly Task _loop;

    /// <summary>Begins the loop.</summary>
    /// <param name="inbox">Where points go, and where clients' points are heard of.</param>
    /// <param name="store">Asked once per trial for what it has already.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Told when points cannot be stored.</param>
    public MetricDoors(
        MetricInbox inbox,
        IMeasurementStore store,
        TimeProvider time,
        ILogger<MetricDoors> logger
    )
    {
        (_inbox, _store, _time, _logger) = (inbox, store, time, logger);
        _subscription = inbox.Subscribe(Hear);
        _loop = Task.Run(LoopAsync);
    }

    /// <summary>Begins to read the sources of an attempt that is about to start for the first time.</summary>
    /// <param name="trial">Where its metrics are.</param>
    /// <exception cref="InvalidSpecException">A declared regular expression cannot be used.</exception>
    public TrialMetrics Open(TrialSources trial) => Begin(new TrialMetrics(trial, this, []));

    /// <summary>Begins to read the sources of an attempt that may have started under an earlier host: what is stored of it is not stored again.</summary>
    /// <param name="trial">Where its metrics are.</param>
    /// <param name="cancellationToken">Gives up asking the store.</param>
    /// <exception cref="InvalidSpecException">A declared regular expression cannot be used.</exception>
    public async Task<TrialMetrics> ReopenAsync(TrialSources trial, CancellationToken cancellationToken) =>
        Begin(
            new TrialMetrics(trial, this, await CountAsync(trial, cancellationToken).ConfigureAwait(false))
        );

    private TrialMetrics Begin(TrialMetrics metrics)
    {
        lock (_gate)
        {
            _visits[metrics] = new Visit { Interval = Shortest, Due = _time.GetElapsedTime(0) + Shortest };
            _byRun[metrics.Run] = metrics;
        }
        Wake();
        return metrics;
    }

    /// <summary>Ends the loop; trials that were not drained are read again by the next host.</summary>
    public async ValueTask DisposeAsync()
    {
        _subscription.Dispose();
        await _stop.CancelAsync().ConfigureAwait(false);
        Wake();
        await _loop.ConfigureAwait(false);
        _stop.Dispose();
        _wake.Dispose();
    }

    internal async Task DrainAsync(TrialMetrics trial, CancellationToken cancellationToken)
    {
        Visit? visit;
        bool free;
        lock (_gate)
        {
            if (!_visits.TryGetValue(trial, out visit))
            {
                return;
            }
            (free, visit.IsInHand, visit.IsLast) = (!visit.IsInHand, true, true);
        }
        if (free)
        {
            await ReadRestAsync(trial).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        else
        {
            Wake();
            await visit.Drained.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>What most trials leave to be read at their end is nothing, or a line: not worth a turn of the loop.</summary>
    private async Task ReadRestAsync(TrialMetrics trial)
    {
        var batch = new List<Measurement>();
        while (true)
        {
            var more = trial.Read(_time.GetUtcNow().ToUnixTimeMilliseconds(), last: true, batch);
            await PostAsync(batch).ConfigureAwait(false);
            if (!more)
            {
                break;
            }
            batch.Clear();
            await Task.Yield(); // a long log is in nobody's way
        }
        Finish(trial);
    }

    internal void Remove(TrialMetrics trial)
    {
        lock (_gate)
        {
            Forget(trial)?.Drained.TrySetCanceled();
        }
    }

    private Visit? Forget(TrialMetrics trial)
    {
        if (_byRun.TryGetValue(trial.Run, out var current) && current == trial)
        {
            _byRun.Remove(trial.Run);
        }
        return _visits.Remove(trial, out var visit) ? visit : null;
    }

    private async Task<Dictionary<(MetricSource, string), long>> CountAsync(
        TrialSources trial,
        CancellationToken cancellationToken
    )
    {
        var counts = new Dictionary<(MetricSource, string), long>();
        IReadOnlyList<Measurement> page = [];
        do
        {
            var after = page.Count == 0 ? 0 : page[^1].Sequence;
            page = await _store
                .ReadAsync(trial.Run, null, after, PageSize, cancellationToken)
                .ConfigureAwait(false);
            foreach (var point in page.Where(point => point.Attempt == trial.Attempt))
            {
                counts[(point.Source, point.Metric)] =
                    counts.GetValueOrDefault((point.Source, point.Metric)) + 1;
            }
        } while (page.Count == PageSize);
        return counts;
    }

    private void Hear(IReadOnlyList<Measurement> points)
    {
        foreach (var point in points)
        {
            if (point.Source != MetricSource.Client)
            {
                continue;
            }
            TrialMetrics? trial;
            lock (_gate)
            {
                _byRun.TryGetValue(point.Run, out trial);
            }
            trial?.HearFromClient(point.Metric);
        }
    }

    private async Task LoopAsync()
    {
        var batch = new List<Measurement>();
        var drained = new List<TrialMetrics>();
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                batch.Clear();
                drained.Clear();
                var pause = Round(batch, drained);
                await PostAsync(batch).ConfigureAwait(false);
                drained.ForEach(Finish);
                GiveBack();
                await _wake.WaitAsync(pause, _stop.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // ended by its owner
        }
    }

    /// <summary>Reads every trial whose turn it is; returns how long nothing is due.</summary>
    private TimeSpan Round(List<Measurement> batch, List<TrialMetrics> drained)
    {
        var pause = Take();
        foreach (var (trial, visit) in _inHand)
        {
            var last = visit.IsLast;
            var news = trial.Read(_time.GetUtcNow().ToUnixTimeMilliseconds(), last, batch);
            if (last && !news)
            {
                drained.Add(trial);
            }
            visit.Interval = news
                ? Shortest
                : TimeSpan.FromTicks(Math.Min(Longest.Ticks, visit.Interval.Ticks * 2));
            visit.Due = _time.GetElapsedTime(0) + (last ? TimeSpan.Zero : visit.Interval);
            pause =
                last && news ? TimeSpan.Zero
                : visit.Interval < pause || pause < TimeSpan.Zero ? visit.Interval
                : pause;
        }
        return pause;
    }

    /// <summary>Takes the trials in hand whose turn it is or comes in a moment; returns how long none of the others is due.</summary>
    private TimeSpan Take()
    {
        lock (_gate)
        {
            var pause = Timeout.InfiniteTimeSpan;
            var now = _time.GetElapsedTime(0);
            foreach (var (trial, visit) in _visits)
            {
                var due = visit.Due - now;
                if (visit.IsInHand)
                {
                    continue; // whoever drains it reads it
                }
                if (visit.IsLast || due <= Together)
                {
                    visit.IsInHand = true;
                    _inHand.Add((trial, visit));
                }
                else if (pause < TimeSpan.Zero || due < pause)
                {
                    pause = due;
                }
            }
            return pause;
        }
    }

    /// <summary>Gives the trials of a round back once its points are stored.</summary>
    private void GiveBack()
    {
        lock (_gate)
        {
            foreach (var (_, visit) in _inHand)
            {
                visit.IsInHand = false;
            }
        }
        _inHand.Clear();
    }

    private async Task PostAsync(List<Measurement> batch)
    {
        while (batch.Count > 0)
        {
            try
            {
                // A copy, because the store may keep the list until its writer comes to it.
                await _inbox.PostAsync(batch.ToArray(), _stop.Token).ConfigureAwait(false);
                return;
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                LogCannotStore(_logger, batch.Count, error.Message);
                await Task.Delay(RetryAfter, _time, _stop.Token).ConfigureAwait(false);
            }
        }
    }

    private void Finish(TrialMetrics trial)
    {
        Visit? visit;
        lock (_gate)
        {
            visit = Forget(trial);
        }
        visit?.Drained.TrySetResult();
    }

    private void Wake()
    {
        try
        {
            _wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // it is about to look anyway
        }
    }

    private sealed class Visit
    {
        public TimeSpan Interval;
        public TimeSpan Due;
        public volatile bool IsLast;

        /// <summary>Whether the loop, or who drains it, reads it or stores what was read. Guarded by the gate.</summary>
        public bool IsInHand;

        public TaskCompletionSource Drained { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    [LoggerMessage(2001, LogLevel.Warning, "{Count} points cannot be stored now; trying again: {Reason}")]
    private static partial void LogCannotStore(ILogger logger, int count, string reason);
}
