using System.Runtime.ExceptionServices;
using System.Threading.Channels;
using Attune.Samplers;
using Attune.Storage;
using Attune.Studies;
using Attune.Workspace.Executors;
using Microsoft.Extensions.Logging;

namespace Attune.Workspace.Sweeps;

/// <summary>Runs one sweep: asks the study, starts trials, hears how they do, and appends every step to the store before acting on it.</summary>
/// <remarks>
/// The one arbiter of its study: events arrive in a queue and one loop decides. After a crash a new runner folds the stored
/// changes and finds its executions again. Nothing here is kept that is not in the store.
/// </remarks>
internal sealed partial class SweepRunner
{
    private SweepPlan _plan;
    private readonly SweepStudy _study;
    private readonly TrialLauncher _launcher;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Channel<RunnerEvent> _events = Channel.CreateUnbounded<RunnerEvent>(
        new UnboundedChannelOptions { SingleReader = true }
    );

    private readonly HashSet<int> _running = [];
    private readonly SortedDictionary<int, DateTimeOffset> _waiting = [];
    private readonly List<StudyChange> _changes = [];
    private readonly List<(RunnerEvent.Steer Asked, IReadOnlyList<StudyChange> Changes)> _answers = [];
    private readonly List<ExecutionId> _starts = [];
    private readonly List<(ExecutionId Execution, StopMode Mode)> _stops = [];
    private StudyEnded? _ending;
    private StopMode? _interrupted;

    public SweepRunner(
        SweepPlan plan,
        SweepStudy study,
        TrialLauncher launcher,
        TimeProvider time,
        ILogger<SweepRunner> logger
    ) => (_plan, _study, _launcher, _time, _logger) = (plan, study, launcher, time, logger);

    /// <summary>Where events for this sweep are written.</summary>
    public ChannelWriter<RunnerEvent> Events => _events.Writer;

    /// <summary>Runs until the study has ended (returned) or the sweep was interrupted (null; it can be continued).</summary>
    /// <param name="cancellationToken">Abandons the loop at once, leaving trials running, as a kill would.</param>
    public async Task<StudyEnded?> RunAsync(CancellationToken cancellationToken)
    {
        if (_study.Ended is { } ended)
        {
            return ended;
        }
        await FindExecutionsAsync(cancellationToken).ConfigureAwait(false);
        using var ticker = _time.CreateTimer(
            _ => _events.Writer.TryWrite(new RunnerEvent.Tick()),
            null,
            TimeSpan.FromSeconds(1),
            TimeSpan.FromSeconds(1)
        );
        try
        {
            return await LoopAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await _launcher.WhenStartedAsync().ConfigureAwait(false);
        }
    }

    private async Task<StudyEnded?> LoopAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            while (_events.Reader.TryRead(out var happened))
            {
                Handle(happened);
                if (_study.NeedsReplay)
                {
                    break; // what comes next is judged by what is read back first
                }
            }
            Fill();
            var over = End();
            await CommitAsync(cancellationToken).ConfigureAwait(false);
            if (_study.NeedsReplay)
            {
                await _study.ReplayAsync(cancellationToken).ConfigureAwait(false);
            }
            if (over is not null || (_interrupted is not null && _running.Count == 0))
            {
                return over;
            }
            if (!_events.Reader.TryPeek(out _))
            {
                await _events.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Takes up every trial that the store says was under way.</summary>
    private async Task FindExecutionsAsync(CancellationToken cancellationToken)
    {
        foreach (var trial in _study.View.Trials)
        {
            if (trial.State == TrialState.Waiting)
            {
                _waiting[trial.Number] = DateTimeOffset.MinValue;
            }
            else if (trial.State == TrialState.Running)
            {
                _running.Add(trial.Number);
                var execution = new ExecutionId(_plan.TrialName(trial.Number), trial.Attempt);
                LogFindsAgain(_logger, execution);
                await _launcher.AdoptAsync(trial, execution, Events, cancellationToken).ConfigureAwait(false);
                if (trial.StopAsked is not null)
                {
                    _stops.Add((execution, StopMode.Graceful));
                }
            }
        }
    }

    private void Handle(RunnerEvent happened)
    {
        switch (happened)
        {
            case RunnerEvent.Reported reported:
                Report(reported.Points);
                break;
            case RunnerEvent.Over over:
                Conclude(over);
                break;
            case RunnerEvent.StopTrial stop:
                AskToStop(stop.Trial, TrialState.Canceled, stop.Reason);
                break;
            case RunnerEvent.Steer steer:
                Steer(steer);
                break;
            case RunnerEvent.Cancel cancel:
                EndWith(StudyState.Canceled, cancel.Reason);
                break;
            case RunnerEvent.Broken broken:
                ExceptionDispatchInfo.Throw(broken.Error);
                break;
            case RunnerEvent.Interrupt interrupt:
                _interrupted = interrupt.Mode;
                _stops.AddRange(_running.Select(number => (Current(number), interrupt.Mode)));
                break;
            case RunnerEvent.Tick
                when _plan.Timeout is { } limit && _study.StartedAt + limit <= _time.GetUtcNow():
                EndWith(StudyState.Canceled, $"the sweep's timeout of {limit.TotalSeconds:0} s was reached");
                break;
        }
    }

    private void Report(IReadOnlyList<Measurement> points)
    {
        foreach (var point in points)
        {
            if (_study.NumberOf(point) is not { } number)
            {
                continue;
            }
            foreach (var verdict in _study.Report(number, point))
            {
                AskToStop(verdict.Trial, TrialState.StoppedEarly, verdict.Reason);
            }
        }
    }

    /// <summary>Judges what a person asks for; what comes of it is acted on once it is durable, and then answered.</summary>
    private void Steer(RunnerEvent.Steer asked)
    {
        var now = _time.GetUtcNow();
        IReadOnlyList<StudyChange> changes;
        try
        {
            if (asked.Act.StartsTrials && (_ending is not null || _interrupted is not null))
            {
                throw new JobStateException($"'{_plan.Name}' is about to end; ask again when it has.");
            }
            changes = asked.Act.Decide(_study.View, asked.Job, now);
        }
        catch (Exception error)
            when (error is InvalidSpecException or JobStateException or KeyNotFoundException)
        {
            asked.Refuse(error);
            return;
        }
        foreach (var change in changes)
        {
            Change(change);
            switch (change)
            {
                case TrialRequeued requeued:
                    _waiting[requeued.Trial] = now;
                    break;
                case TrialProposed proposed:
                    _waiting[proposed.Trial] = now;
                    break;
                case StudyAmended:
                    _plan = _plan.Following(_study.View);
                    _launcher.Follow(_plan);
                    break;
            }
        }
        _exhausted = null;
        _answers.Add((asked, changes));
    }

    /// <summary>Nothing is listened to any more: whoever still waits for an answer asks the store's next arbiter.</summary>
    public void LetGo()
    {
        _events.Writer.TryComplete();
        while (_events.Reader.TryRead(out var left))
        {
            (left as RunnerEvent.Steer)?.Answer(null);
        }
        foreach (var (asked, _) in _answers)
        {
            asked.Refuse(new JobStateException($"'{_plan.Name}' broke off before this was written down."));
        }
        _answers.Clear();
    }

    private void AskToStop(int number, TrialState endsAs, string reason)
    {
        var trial = _study.View.Trials[number];
        if (trial.State == TrialState.Running && trial.StopAsked is null)
        {
            Change(new TrialStopAsked(number, endsAs, reason) { At = _time.GetUtcNow() });
            _stops.Add((Current(number), StopMode.Graceful));
        }
        else if (trial.State == TrialState.Waiting)
        {
            _waiting.Remove(number);
            Change(new TrialEnded(number, _study.EndOf(number, endsAs, reason)) { At = _time.GetUtcNow() });
        }
    }

    private void Conclude(RunnerEvent.Over over)
    {
        var execution = over.Execution;
        _launcher.Forget(execution);
        var number = _study.NumberOf(execution.Trial);
        var trial = _study.View.Trials[number];
        if (trial.State != TrialState.Running || trial.Attempt != execution.Attempt)
        {
            return; // a fenced attempt, or told twice
        }
        _running.Remove(number);
        var result = TrialOutcome.Of(_study, trial, over);
        var interrupted =
            _interrupted is not null && trial.StopAsked is null && result.State != TrialState.Completed;
        if (interrupted)
        {
            Requeue(number, "interrupted with its host", TimeSpan.Zero, result.Usage);
        }
        else if (_ending is null && trial.StopAsked is null && trial.Attempt <= _plan.Retries.For(result))
        {
            // 10 s, 20 s, 40 s … as Kubernetes does; a process lost with its host is taken up at once.
            var delay =
                result.State == TrialState.Lost ? 0 : Math.Min(360, 10 * Math.Pow(2, trial.Attempt - 1));
            Requeue(
                number,
                $"attempt {trial.Attempt}: {result.Reason}",
                TimeSpan.FromSeconds(delay),
                result.Usage
            );
        }
        else
        {
            Change(new TrialEnded(number, result) { At = _time.GetUtcNow() });
            Breaker();
        }
    }

    private void Requeue(int number, string reason, TimeSpan delay, TrialUsage? usage)
    {
        Change(new TrialRequeued(number, reason) { At = _time.GetUtcNow(), Usage = usage });
        _waiting[number] = _time.GetUtcNow() + delay;
    }

    /// <summary>Fills the free places: first trials that wait, then new ones.</summary>
    private void Fill()
    {
        if (_interrupted is not null || _ending is not null)
        {
            return;
        }
        if (!_study.View.WaitingOnly && _study.ShouldStop() is { } reason)
        {
            EndWith(StudyState.Completed, reason);
            return;
        }
        while (_running.Count < _launcher.Allowed && Next() is { } number)
        {
            var trial = _study.View.Trials[number];
            if (!_launcher.TryReserve(number))
            {
                _waiting.TryAdd(number, _time.GetUtcNow());
                return; // no GPU free: tried again when a trial ends
            }
            _waiting.Remove(number);
            Change(new TrialStarted(number, trial.Attempt + 1) { At = _time.GetUtcNow() });
            _running.Add(number);
            _starts.Add(Current(number));
        }
    }

    private int? Next()
    {
        var now = _time.GetUtcNow();
        foreach (var (number, at) in _waiting)
        {
            if (at <= now)
            {
                return number;
            }
        }
        var asked = _study.Ask(now);
        if (asked.Trials.Count == 0)
        {
            _exhausted = (asked.Stopped as Proposal.Exhausted)?.Reason;
            return null;
        }
        Change(asked.Trials[0]);
        return asked.Trials[0].Trial;
    }

    private string? _exhausted;

    /// <summary>The study's end, once nothing runs and nothing waits.</summary>
    private StudyEnded? End()
    {
        if (_running.Count > 0 || _interrupted is not null)
        {
            return null;
        }
        if (_ending is null && _exhausted is not null && _waiting.Count == 0)
        {
            _ending = _study.Conclusion(_exhausted, _time.GetUtcNow());
        }
        if (_ending is { } ending)
        {
            foreach (var number in _waiting.Keys.ToArray())
            {
                AskToStop(number, TrialState.Canceled, ending.Reason);
            }
            Change(ending);
        }
        return _ending;
    }

    private void EndWith(StudyState state, string reason)
    {
        if (_ending is not null)
        {
            return;
        }
        _ending = new StudyEnded(state, reason) { At = _time.GetUtcNow() };
        foreach (var number in _running.ToArray())
        {
            AskToStop(number, TrialState.Canceled, reason);
        }
    }

    private void Breaker()
    {
        if (
            _plan.BreakAfter > 0
            && !_study.View.WaitingOnly
            && _study.FirstFailures(_plan.BreakAfter) is { } cause
        )
        {
            EndWith(StudyState.Failed, cause);
        }
    }

    private void Change(StudyChange change)
    {
        _study.Apply(change);
        _changes.Add(change);
    }

    /// <summary>Appends what was decided, then acts on it: a crash in between finds the decision and acts again.</summary>
    private async Task CommitAsync(CancellationToken cancellationToken)
    {
        if (_changes.Count > 0)
        {
            await AppendAsync(cancellationToken).ConfigureAwait(false);
            _changes.Clear();
        }
        foreach (var (asked, changes) in _answers)
        {
            asked.Answer(changes);
        }
        _answers.Clear();
        foreach (var (execution, mode) in _stops)
        {
            await _launcher.StopAsync(execution, mode, cancellationToken).ConfigureAwait(false);
        }
        _stops.Clear();
        foreach (var execution in _starts)
        {
            var trial = _study.View.Trials[_study.NumberOf(execution.Trial)];
            _launcher.Start(trial, execution, Events, cancellationToken);
        }
        _starts.Clear();
    }

    private async Task AppendAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await _study.AppendAsync(_changes, cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (StorageFullException error)
            {
                // A full disk pauses the sweep: nothing is started or ended until the decision is durable.
                LogDiskFull(_logger, error.Message);
                await Task.Delay(TimeSpan.FromSeconds(2), _time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private ExecutionId Current(int number) =>
        new(_plan.TrialName(number), _study.View.Trials[number].Attempt);

    [LoggerMessage(1001, LogLevel.Information, "Finds execution {Execution} again")]
    private static partial void LogFindsAgain(ILogger logger, ExecutionId execution);

    [LoggerMessage(1002, LogLevel.Warning, "The disk is full; the sweep waits: {Reason}")]
    private static partial void LogDiskFull(ILogger logger, string reason);
}
