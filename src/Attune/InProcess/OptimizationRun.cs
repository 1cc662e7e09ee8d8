using System.Runtime.ExceptionServices;
using Attune.EarlyTermination;
using Attune.Studies;

namespace Attune;

/// <summary>One run of a study over a delegate: the only writer of the study, every change recorded before it takes effect.</summary>
internal sealed class OptimizationRun : IDisposable
{
    private readonly Func<TrialContext, CancellationToken, Task<double?>> _evaluate;
    private readonly OptimizationOptions _options;
    private readonly RecordedStudy _study;
    private readonly IMeasurementStore _measurements;
    private readonly SemaphoreSlim _gate = new(1);
    private readonly Dictionary<int, TrialContext> _running = [];
    private ExceptionDispatchInfo? _fault;
    private int _endedHere;
    private int _failedHere;

    private OptimizationRun(
        RecordedStudy study,
        IMeasurementStore measurements,
        Func<TrialContext, CancellationToken, Task<double?>> evaluate,
        OptimizationOptions options
    ) => (_study, _measurements, _evaluate, _options) = (study, measurements, evaluate, options);

    private DateTimeOffset Now => _options.TimeProvider.GetUtcNow();

    private StudyView View => _study.Study.View;

    public static async Task<OptimizationRun> OpenAsync(
        StudySpec spec,
        Func<TrialContext, CancellationToken, Task<double?>> evaluate,
        OptimizationOptions options,
        CancellationToken cancellationToken
    )
    {
        var measurements = options.Measurements ?? new InMemoryMeasurementStore();
        var study = await RecordedStudy
            .OpenAsync(
                options.Store ?? new InMemoryStudyStore(),
                measurements,
                new StudyId(options.StudyName),
                spec,
                options.TimeProvider,
                cancellationToken
            )
            .ConfigureAwait(false);
        return new OptimizationRun(study, measurements, evaluate, options);
    }

    public void Dispose() => _gate.Dispose();

    public async Task<OptimizationResult> RunAsync(CancellationToken cancellationToken)
    {
        using var all = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var tasks = new List<Task>();
        try
        {
            var more = true;
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (more)
                {
                    var (started, goesOn) = await StartAsync(_options.Parallelism - tasks.Count, all.Token)
                        .ConfigureAwait(false);
                    tasks.AddRange(started);
                    more = goesOn;
                }
                if (tasks.Count == 0)
                {
                    break;
                }
                var done = await Task.WhenAny(tasks).ConfigureAwait(false);
                tasks.Remove(done);
                await done.ConfigureAwait(false);
                _fault?.Throw();
            }
            await EndAsync(cancellationToken).ConfigureAwait(false);
            return new OptimizationResult(View);
        }
        finally
        {
            // Whatever went wrong, no delegate outlives the call.
            await all.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(tasks).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public async Task ReportAsync(
        TrialContext trial,
        string metric,
        double value,
        long step,
        CancellationToken cancellationToken
    )
    {
        var point = new Measurement(
            _study.RunOf(trial.Number),
            trial.Attempt,
            metric,
            step,
            value,
            Now.ToUnixTimeMilliseconds()
        );
        try
        {
            var fresh = await _measurements.AppendAsync([point], cancellationToken).ConfigureAwait(false);
            if (fresh.Count == 0)
            {
                // The very same point is kept once, and so it counts once.
                return;
            }
            await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                foreach (var verdict in _study.Study.Report(trial.Number, metric, value))
                {
                    await StopAsync(verdict).ConfigureAwait(false);
                }
            }
            finally
            {
                _gate.Release();
            }
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // A store that fails is nobody's trial: it ends the run.
            _fault ??= ExceptionDispatchInfo.Capture(e);
            throw;
        }
    }

    // The caller holds the gate.
    private async Task StopAsync(Verdict verdict)
    {
        if (
            verdict.Kind != VerdictKind.Stop
            || !_running.TryGetValue(verdict.Trial, out var context)
            || context.ShouldStop
        )
        {
            return;
        }
        await _study
            .RecordAsync([
                new TrialStopAsked(verdict.Trial, TrialState.StoppedEarly, verdict.Reason) { At = Now },
            ])
            .ConfigureAwait(false);
        context.Stop(verdict.Reason);
    }

    /// <summary>Starts trials in the free places: first those that wait, then new ones. Says whether there will be more.</summary>
    private async Task<(List<Task> Started, bool More)> StartAsync(
        int free,
        CancellationToken cancellationToken
    )
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var waiting = View.State == StudyState.Active ? _study.Waiting.Take(free).ToList() : [];
            var more = true;
            if (waiting.Count < free)
            {
                more = await AskAsync(free - waiting.Count, waiting).ConfigureAwait(false);
            }
            var started = new List<Task>();
            foreach (var number in waiting)
            {
                started.Add(await StartAsync(View.Trials[number], cancellationToken).ConfigureAwait(false));
            }
            return (started, more);
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task<bool> AskAsync(int count, List<int> waiting)
    {
        if (HasGivenUp)
        {
            return false;
        }
        var asked = _study.Study.Ask(count, Now);
        if (asked.Trials.Count > 0)
        {
            await _study.RecordAsync(asked.Trials).ConfigureAwait(false);
            waiting.AddRange(asked.Trials.Select(trial => trial.Trial));
        }
        _study.Stopped ??= (asked.Stopped as Samplers.Proposal.Exhausted)?.Reason;
        return _study.Stopped is null;
    }

    // Of this run only: a study that is continued after a repair gets its chance.
    private bool HasGivenUp =>
        _options.GiveUpAfter is { } most && _endedHere >= most && _failedHere == _endedHere;

    private async Task<Task> StartAsync(Trial trial, CancellationToken cancellationToken)
    {
        await _study
            .RecordAsync([new TrialStarted(trial.Number, trial.Attempt + 1) { At = Now }])
            .ConfigureAwait(false);
        var context = new TrialContext(this, trial, _study.Study.Spec.Seed, cancellationToken);
        _running[trial.Number] = context;
        return Task.Run(() => EvaluateAsync(context, cancellationToken), CancellationToken.None);
    }

    private async Task EvaluateAsync(TrialContext context, CancellationToken cancellationToken)
    {
        var (state, reason, failure) = (TrialState.Completed, "ran to its end", default(FailureKind?));
        try
        {
            var value = await _evaluate(context, cancellationToken).ConfigureAwait(false);
            var metric = _study.Study.Spec.Primary.Metric;
            if (value is { } result && !result.Equals(await LastAsync(context, metric).ConfigureAwait(false)))
            {
                await context.ReportAsync(metric, result, null, CancellationToken.None).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            (state, reason) = (TrialState.Canceled, "the delegate was canceled");
        }
#pragma warning disable CA1031 // Whatever a delegate throws is that trial's failure, and recorded as such.
        catch (Exception e)
        {
            (state, failure, reason) = (
                TrialState.Failed,
                FailureKind.Exception,
                $"{e.GetType().Name}: {e.Message}"
            );
        }
#pragma warning restore CA1031
        await _gate.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            _running.Remove(context.Number);
            if (_fault is null)
            {
                await RecordEndAsync(context.Number, state, reason, failure, cancellationToken)
                    .ConfigureAwait(false);
            }
        }
        finally
        {
            _gate.Release();
            context.Close();
        }
    }

    private async Task<double?> LastAsync(TrialContext context, string metric)
    {
        await _gate.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            return View.Trials[context.Number].Series(metric)?.Last;
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task RecordEndAsync(
        int number,
        TrialState state,
        string reason,
        FailureKind? failure,
        CancellationToken cancellationToken
    )
    {
        var trial = View.Trials[number];
        if (trial.StopAsked is { } stop)
        {
            (state, reason, failure) = (stop.EndsAs, stop.Reason, null);
        }
        else if (state == TrialState.Canceled && cancellationToken.IsCancellationRequested)
        {
            await _study
                .RecordAsync([new TrialRequeued(number, "interrupted: the run was canceled") { At = Now }])
                .ConfigureAwait(false);
            return;
        }
        var end = _study.Study.EndOf(number, state, reason, failure);
        await _study.RecordAsync([new TrialEnded(number, end) { At = Now }]).ConfigureAwait(false);
        _endedHere++;
        _failedHere += end.State == TrialState.Failed ? 1 : 0;
        _options.Progress?.Report(
            new OptimizationProgress(trial, View.Best, _study.Ended, _study.Study.Spec.MaxTrials)
        );
    }

    private async Task EndAsync(CancellationToken cancellationToken)
    {
        if (View.State != StudyState.Active)
        {
            return;
        }
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var reason = HasGivenUp
                ? $"the first {_endedHere} trials all failed"
                : _study.Stopped ?? "all trials have ended";
            if (
                View.Best is null
                && View.Trials.FirstOrDefault(trial => trial.HasEnded) is { End: { } first }
            )
            {
                reason +=
                    $"; no trial gave a usable {_study.Study.Spec.Primary.Metric}, the first: {first.Reason}";
            }
            var state = View.Best is null ? StudyState.Failed : StudyState.Completed;
            await _study.RecordAsync([new StudyEnded(state, reason) { At = Now }]).ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }
}
