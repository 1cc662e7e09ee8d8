using System.Collections.Concurrent;
using System.Threading.Channels;
using Attune.Studies;
using Attune.Workspace.Catalog;
using Attune.Workspace.Executors;
using Attune.Workspace.Sweeps.Steering;
using Microsoft.Extensions.Logging;

namespace Attune.Workspace.Sweeps;

/// <summary>Runs submitted jobs one after the other, and is where a running one is canceled, stopped or interrupted. Thread-safe.</summary>
internal sealed partial class SweepQueue : IAsyncDisposable
{
    private readonly Channel<(string Name, RunnerEvent? First)> _names = Channel.CreateUnbounded<(
        string,
        RunnerEvent?
    )>();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<JobRecord>> _over = new(
        StringComparer.Ordinal
    );
    private readonly CancellationTokenSource _abandon = new();
    private readonly SweepPreparation _preparation;
    private readonly JobDesk _desk;
    private readonly JobDocuments _jobs;
    private readonly MachineParts _machine;
    private readonly TimeProvider _time;
    private readonly ILoggerFactory _loggers;
    private readonly Task _loop;
    private volatile Running? _current;
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _opening = new(1, 1);
    private volatile bool _interrupted;
    private volatile bool _closed;

    internal SweepQueue(
        SweepPreparation preparation,
        JobDesk desk,
        MachineParts machine,
        TimeProvider time,
        ILoggerFactory loggers
    )
    {
        (_preparation, _desk, _jobs) = (preparation, desk, desk.Jobs);
        (_machine, _time, _loggers) = (machine, time, loggers);
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Puts a submitted job in the queue; one that is there already is not put in again.</summary>
    /// <param name="name">The job.</param>
    /// <param name="first">What is to happen to it first.</param>
    public void Enqueue(string name, RunnerEvent? first = null)
    {
        lock (_gate)
        {
            RequireOpen();
            if (_over.TryAdd(name, new(TaskCreationOptions.RunContinuationsAsynchronously)))
            {
                _names.Writer.TryWrite((name, first));
            }
        }
    }

    /// <summary>Says whether jobs are still taken, by raising when not.</summary>
    /// <exception cref="HostClosingException">They are not.</exception>
    public void RequireOpen()
    {
        if (_closed)
        {
            throw new HostClosingException();
        }
    }

    /// <summary>Whether no job is queued or running.</summary>
    public bool IsIdle => _over.IsEmpty;

    /// <summary>Takes no more jobs from now on, if none is queued or running.</summary>
    /// <returns>Whether no more are taken.</returns>
    public bool TryClose()
    {
        lock (_gate)
        {
            return _closed |= _over.IsEmpty;
        }
    }

    /// <summary>The job once it is over or interrupted.</summary>
    public Task<JobRecord> WaitAsync(string name, CancellationToken cancellationToken) =>
        _over.TryGetValue(name, out var over)
            ? over.Task.WaitAsync(cancellationToken)
            : _jobs.GetAsync(name, cancellationToken);

    /// <summary>Completes once no job is queued or running.</summary>
    public async Task WhenIdleAsync(CancellationToken cancellationToken)
    {
        while (_over.Values.FirstOrDefault() is { } any)
        {
            await any.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Whether the job is queued or running here.</summary>
    public bool Holds(string name) => _over.TryGetValue(name, out var over) && !over.Task.IsCompleted;

    /// <summary>The job that is under way, which those in the queue wait for; null when none is.</summary>
    public string? Current => _current?.Name;

    /// <summary>Cancels a job: its trials are asked to end and it ends as Canceled.</summary>
    /// <returns>False when the job is neither running nor queued here.</returns>
    public async Task<bool> CancelAsync(string name, string reason, CancellationToken cancellationToken)
    {
        if (_current is { } current && current.Name == name)
        {
            return current.Events.TryWrite(new RunnerEvent.Cancel(reason));
        }
        if (!Holds(name))
        {
            return false;
        }
        await _jobs
            .ChangeAsync(
                name,
                job => job with { State = JobState.Canceled, Reason = reason, EndedAt = _time.GetUtcNow() },
                cancellationToken
            )
            .ConfigureAwait(false);
        if (_current is { } begun && begun.Name == name)
        {
            // It began in between, and may have missed what was written.
            begun.Events.TryWrite(new RunnerEvent.Cancel(reason));
        }
        return true;
    }

    /// <summary>Has the arbiter of a sweep do what a person wants of it: its runner, or the desk while it does not run.</summary>
    /// <exception cref="InvalidSpecException">It is asked for wrongly; all problems at once.</exception>
    /// <exception cref="JobStateException">It cannot be done as the sweep stands.</exception>
    public async Task<Steered> SteerAsync(JobRecord job, StudyAct act, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_current is { } current && current.Name == job.Name)
            {
                var asked = new RunnerEvent.Steer(act, job);
                if (
                    current.Events.TryWrite(asked)
                    && await asked.Done.WaitAsync(cancellationToken).ConfigureAwait(false) is { } changes
                )
                {
                    var follows = await _desk
                        .FollowAsync(job.Name, changes, cancellationToken)
                        .ConfigureAwait(false);
                    return new Steered(follows, changes, GoesOn: false);
                }
                // Its runner has just ended.
                await WaitAsync(job.Name, cancellationToken).ConfigureAwait(false);
                await Task.Yield();
                continue;
            }
            await _opening.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                if (_current?.Name == job.Name)
                {
                    continue;
                }
                if (act.StartsTrials)
                {
                    RequireOpen();
                }
                var steered = await _desk.SteerAsync(job.Name, act, cancellationToken).ConfigureAwait(false);
                if (steered.GoesOn)
                {
                    Enqueue(job.Name);
                }
                return steered;
            }
            finally
            {
                _opening.Release();
            }
        }
    }

    /// <summary>Stops one trial of the running job.</summary>
    public bool StopTrial(string name, int trial, string reason) =>
        _current is { } current
        && current.Name == name
        && current.Events.TryWrite(new RunnerEvent.StopTrial(trial, reason));

    /// <summary>Ends what runs and keeps every job to be continued; nothing new is started.</summary>
    public void Interrupt(StopMode mode)
    {
        lock (_gate)
        {
            _interrupted = _closed = true;
            _names.Writer.TryComplete();
        }
        _current?.Events.TryWrite(new RunnerEvent.Interrupt(mode));
    }

    private async Task RunAsync()
    {
        await foreach (var (name, first) in _names.Reader.ReadAllAsync(_abandon.Token).ConfigureAwait(false))
        {
            JobRecord job;
            try
            {
                job = await RunAsync(name, first, _abandon.Token).ConfigureAwait(false);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                LogBroken(_loggers.CreateLogger<SweepQueue>(), name, error);
                job = await EndAsync(name, JobState.Failed, $"Attune itself failed: {error.Message}")
                    .ConfigureAwait(false);
            }
            // It may be queued again from the moment on at which nobody finds it running.
            var held = _over.TryRemove(name, out var over);
            _current = null;
            if (held)
            {
                over!.TrySetResult(job);
            }
        }
    }

    private async Task<JobRecord> RunAsync(
        string name,
        RunnerEvent? first,
        CancellationToken cancellationToken
    )
    {
        var job = await _jobs.GetAsync(name, cancellationToken).ConfigureAwait(false);
        if (job.IsOver || _interrupted)
        {
            return job;
        }
        job = await ChangeAsync(job => job with { State = JobState.Preparing, Reason = null })
            .ConfigureAwait(false);
        if (job.IsOver)
        {
            return job;
        }
        SweepPlan plan;
        try
        {
            plan = await _preparation.PrepareAsync(job, cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidSpecException error)
        {
            return await EndAsync(name, JobState.Failed, error.Message).ConfigureAwait(false);
        }
        var notices = plan
            .Notices.Select(problem => problem.ToString())
            .Where(text => !job.Notices.Contains(text))
            .ToArray();
        var (study, runner) = await OpenAsync(job, plan, cancellationToken).ConfigureAwait(false);
        try
        {
            using var share = _machine.Share.Join(name, plan.Concurrency);
            using var subscription = _machine.Inbox.Subscribe(points =>
                runner.Events.TryWrite(new RunnerEvent.Reported(points))
            );
            if (first is not null)
            {
                runner.Events.TryWrite(first);
            }
            if (_interrupted)
            {
                runner.Events.TryWrite(new RunnerEvent.Interrupt(StopMode.Graceful));
            }
            job = await ChangeAsync(job =>
                    job.Following(study.View) with
                    {
                        State = JobState.Running,
                        StartedAt = job.StartedAt ?? _time.GetUtcNow(),
                        Notices = [.. job.Notices, .. notices],
                    }
                )
                .ConfigureAwait(false);
            if (job.IsOver)
            {
                // Canceled meanwhile. Trials of an earlier host may run, and the study has to end.
                runner.Events.TryWrite(new RunnerEvent.Cancel(job.Reason ?? "canceled"));
            }
            var ended = await runner.RunAsync(cancellationToken).ConfigureAwait(false);
            return ended is null
                ? await ChangeAsync(job =>
                        job with
                        {
                            State = JobState.Interrupted,
                            Reason = "its host was stopped",
                        }
                    )
                    .ConfigureAwait(false)
                : await EndAsync(name, StateOf(ended.State), ended.Reason).ConfigureAwait(false);
        }
        finally
        {
            runner.LetGo();
        }

        // A job that was canceled while it was prepared stays canceled.
        Task<JobRecord> ChangeAsync(Func<JobRecord, JobRecord> change) =>
            _jobs.ChangeAsync(name, job => job.IsOver ? job : change(job), cancellationToken);
    }

    /// <summary>Opens the study; from then on its runner is its arbiter, and the desk leaves it alone.</summary>
    private async Task<(SweepStudy Study, SweepRunner Runner)> OpenAsync(
        JobRecord job,
        SweepPlan plan,
        CancellationToken cancellationToken
    )
    {
        await _opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var study = await _desk.OpenStudyAsync(job, cancellationToken).ConfigureAwait(false);
            var follows = plan.Following(study.View);
            var runner = new SweepRunner(
                follows,
                study,
                new TrialLauncher(follows, _machine),
                _time,
                _loggers.CreateLogger<SweepRunner>()
            );
            _current = new Running(job.Name, runner.Events);
            return (study, runner);
        }
        finally
        {
            _opening.Release();
        }
    }

    private Task<JobRecord> EndAsync(string name, JobState state, string reason) =>
        _jobs.ChangeAsync(
            name,
            job => job with { State = state, Reason = reason, EndedAt = _time.GetUtcNow() },
            CancellationToken.None
        );

    private static JobState StateOf(StudyState state) =>
        state switch
        {
            StudyState.Completed => JobState.Completed,
            StudyState.Canceled => JobState.Canceled,
            _ => JobState.Failed,
        };

    /// <summary>Abandons whatever still runs, as a kill would: trials live on and are found again.</summary>
    public async ValueTask DisposeAsync()
    {
        _names.Writer.TryComplete();
        await _abandon.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _abandon.Dispose();
        _opening.Dispose();
    }

    private sealed record Running(string Name, ChannelWriter<RunnerEvent> Events);

    [LoggerMessage(1101, LogLevel.Error, "Job {Name} could not go on")]
    private static partial void LogBroken(ILogger logger, string name, Exception error);
}
