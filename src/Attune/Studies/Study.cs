using Attune.EarlyTermination;
using Attune.Spaces;

namespace Attune.Studies;

/// <summary>A study in memory: the fold of its changes, and of its measurements what decisions need. No I/O, no clock.</summary>
/// <remarks>
/// The loop of a host: <see cref="Ask"/>, record the proposals in a store, <see cref="Apply"/> them, evaluate, <see cref="Report"/> each
/// value, <see cref="EndOf"/>, record, <see cref="Apply"/>. After a restart: apply the recorded changes, then <see cref="Recall"/> the
/// recorded measurements; it then answers as if it had never stopped. Not thread-safe: one arbiter owns a study.
/// </remarks>
public sealed class Study
{
    private readonly List<Trial> _trials = [];
    private readonly Dictionary<Assignment, (int First, int Times)> _tried = [];
    private readonly IntervalBests _bests = new();
    private Asking _asking;
    private StopWatching _watching;

    /// <summary>An empty study.</summary>
    /// <param name="spec">What it is to do.</param>
    /// <exception cref="InvalidSpecException">The specification has errors.</exception>
    public Study(StudySpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var errors = spec.Validate("").Where(problem => problem.Severity == Severity.Error).ToList();
        if (errors.Count > 0)
        {
            throw new InvalidSpecException(errors);
        }
        Spec = spec;
        View = new StudyView(this);
        _asking = new Asking(this);
        _watching = new StopWatching(spec);
    }

    /// <summary>What the study is to do, as amended last.</summary>
    public StudySpec Spec { get; private set; }

    /// <summary>The live state.</summary>
    public StudyView View { get; }

    internal List<StudyChange> Changes { get; } = [];

    internal IReadOnlyList<Trial> AllTrials => _trials;

    internal StudyState State { get; private set; }

    internal string? EndReason { get; private set; }

    internal bool WaitingOnly { get; private set; }

    internal List<StudyAmended> Amendments { get; } = [];

    internal string? Note { get; private set; }

    /// <summary>How many different assignments only a person asked for.</summary>
    internal int AddedByPeople { get; private set; }

    internal int Settled { get; private set; }

    internal Trial? Best { get; private set; }

    internal int DifferentAssignments => _tried.Count;

    /// <summary>Takes a change into the study.</summary>
    /// <exception cref="InvalidOperationException">The change is impossible in this state; the message names both.</exception>
    public void Apply(StudyChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        switch (change)
        {
            case TrialProposed proposed:
                Require(
                    proposed.Trial == _trials.Count,
                    $"Trial {proposed.Trial} cannot be proposed: the next number is {_trials.Count}."
                );
                RequireActive($"Trial {proposed.Trial} cannot be proposed");
                change = proposed with { Assignment = Spec.Space.Intern(proposed.Assignment) };
                AddedByPeople += proposed.By is not null && TimesProposed(proposed.Assignment) == 0 ? 1 : 0;
                Add(new Trial(this, (TrialProposed)change));
                Settled++;
                break;
            case TrialStarted started:
                RequireActive($"Trial {started.Trial} cannot start");
                var attempt = Find(started.Trial).Attempt + 1;
                Require(
                    started.Attempt == attempt || Find(started.Trial).State != TrialState.Waiting,
                    $"Trial {started.Trial} cannot start attempt {started.Attempt}: the next is {attempt}."
                );
                Start(Move(started.Trial, TrialState.Running, TrialState.Waiting), started);
                break;
            case TrialRequeued { By: not null } again when Find(again.Trial).HasEnded:
                TakeBack(again);
                break;
            case TrialRequeued requeued:
                _watching.Ran(
                    Move(requeued.Trial, TrialState.Waiting, TrialState.Running).StartedAt,
                    requeued.At
                );
                break;
            case TrialStopAsked asked:
                Require(
                    asked.EndsAs.IsTerminal(),
                    $"Trial {asked.Trial} cannot be asked to end as {asked.EndsAs}."
                );
                // The first stop that was asked for names the end: a sweep canceled meanwhile changes no verdict.
                var stopping = Move(asked.Trial, null, TrialState.Waiting, TrialState.Running);
                stopping.StopAsked ??= asked;
                break;
            case TrialEnded ended:
                Require(
                    ended.End.State.IsTerminal(),
                    $"Trial {ended.Trial} cannot end as {ended.End.State}."
                );
                End(ended);
                break;
            case StudyEnded ended:
                Require(ended.State != StudyState.Active, "A study cannot end as Active.");
                RequireActive($"The study cannot become {ended.State}");
                (State, EndReason, WaitingOnly) = (ended.State, ended.Reason, false);
                break;
            case StudyResumed resumed:
                (State, EndReason, WaitingOnly) = (StudyState.Active, null, resumed.WaitingOnly);
                break;
            case StudyAmended amended:
                Amend(amended);
                break;
            case TrialHidden hidden:
                Hide(hidden);
                break;
            case NoteWritten { Trial: { } number } noted:
                Find(number).Note = noted.Text.Length > 0 ? noted.Text : null;
                break;
            case NoteWritten noted:
                Note = noted.Text.Length > 0 ? noted.Text : null;
                break;
            default:
                throw new InvalidOperationException(
                    $"A study does not know the change {change.GetType().Name}."
                );
        }
        Changes.Add(change);
    }

    /// <summary>Proposes up to <paramref name="count"/> next trials without taking them into the study.</summary>
    /// <remarks>Initial points come first, then the sampler's. No assignment comes twice, pending ones included, unless
    /// <see cref="StudySpec.Repeats"/> asks for it. The same history gives the same proposals.</remarks>
    /// <param name="count">At least 1.</param>
    /// <param name="at">The time to record.</param>
    public Asked Ask(int count, DateTimeOffset at)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return _asking.Ask(count, at);
    }

    /// <summary>Takes a value that a trial reports, and judges.</summary>
    /// <remarks>A value that comes after its trial's end changes neither the end nor its values. Values of an earlier attempt must not
    /// be given any more once the next one has started.</remarks>
    /// <returns>What the early-termination policy wants done, for trials that run and have not been asked to stop; empty when the
    /// metric is not the policy's, or the reporter does not run.</returns>
    public IReadOnlyList<Verdict> Report(int trial, string metric, double value)
    {
        ArgumentNullException.ThrowIfNull(metric);
        var reporter = Find(trial);
        Remember(reporter, metric, value);
        if (
            reporter.State != TrialState.Running
            || Spec.EarlyTermination is not { } policy
            || Spec.Watched(policy).Metric != metric
        )
        {
            return [];
        }
        var verdicts = policy.Judge(View, trial);
        return verdicts.Count == 0
            ? verdicts
            :
            [
                .. verdicts.Where(verdict =>
                    _trials[verdict.Trial] is { State: TrialState.Running, StopAsked: null }
                ),
            ];
    }

    /// <summary>Takes a value that was reported before a restart: as <see cref="Report"/>, without judging.</summary>
    public void Recall(int trial, string metric, double value)
    {
        ArgumentNullException.ThrowIfNull(metric);
        Remember(Find(trial), metric, value);
    }

    /// <summary>How a trial ends: the given end with its values, or a typed failure when it finished without a usable objective.</summary>
    /// <param name="trial">The trial.</param>
    /// <param name="state">The terminal state that its execution suggests.</param>
    /// <param name="reason">The reason as a sentence.</param>
    /// <param name="failure">Why it failed, with <see cref="TrialState.Failed"/>.</param>
    /// <param name="exitCode">The exit code, where it had one.</param>
    public TrialEnd EndOf(
        int trial,
        TrialState state,
        string reason,
        FailureKind? failure = null,
        int? exitCode = null
    ) => TrialEnding.Of(Find(trial), Spec, state, reason, failure, exitCode);

    /// <summary>Why the study should end now, by its <see cref="StudySpec.StopWhen"/>; null when it should go on.</summary>
    public string? ShouldStop() => _watching.Reason;

    internal double BestAt(int interval) => _bests.At(interval);

    internal int FirstTrialOf(Assignment assignment) =>
        _tried.TryGetValue(assignment, out var entry) ? entry.First : -1;

    internal int TimesProposed(Assignment assignment) =>
        _tried.TryGetValue(assignment, out var entry) ? entry.Times : 0;

    internal MetricSeries NewSeries(string metric)
    {
        var objective =
            Spec.Objectives.Items.FirstOrDefault(objective => objective.Metric == metric) ?? Spec.Primary;
        // The name of the spec rather than a copy for each trial.
        metric = objective.Metric == metric ? objective.Metric : metric;
        return new MetricSeries(metric, objective.Goal, IsWatched(metric));
    }

    /// <summary>Whether anything is decided by this metric.</summary>
    internal bool Decides(string metric) =>
        IsWatched(metric) || Spec.Objectives.Items.Any(objective => objective.Metric == metric);

    private bool IsWatched(string metric) => View.WatchedMetric == metric;

    /// <summary>Adds a trial that is not (yet) a change; <see cref="Forget"/> takes it back.</summary>
    internal void Add(Trial trial)
    {
        _trials.Add(trial);
        var (first, times) = _tried.GetValueOrDefault(trial.Assignment, (trial.Number, 0));
        _tried[trial.Assignment] = (first, times + 1);
    }

    /// <summary>Takes the unrecorded trials back.</summary>
    internal void Forget()
    {
        for (var i = _trials.Count - 1; i >= Settled; i--)
        {
            var (first, times) = _tried[_trials[i].Assignment];
            if (times == 1)
            {
                _tried.Remove(_trials[i].Assignment);
            }
            else
            {
                _tried[_trials[i].Assignment] = (first, times - 1);
            }
            _trials.RemoveAt(i);
        }
    }

    private Trial Find(int trial) =>
        (uint)trial < (uint)_trials.Count
            ? _trials[trial]
            : throw new InvalidOperationException(
                $"There is no trial {trial}; the study has {_trials.Count}."
            );

    private Trial Move(int number, TrialState? to, params ReadOnlySpan<TrialState> from)
    {
        var trial = Find(number);
        Require(
            from.Contains(trial.State),
            $"Trial {number} cannot go from {trial.State} to {to?.ToString() ?? "stopping"}."
        );
        trial.State = to ?? trial.State;
        return trial;
    }

    private void Start(Trial trial, TrialStarted started)
    {
        trial.Attempt = started.Attempt;
        trial.StartedAt = started.At;
        if (trial.AllSeries.Count > 0)
        {
            trial.ForgetSeries();
            _bests.Rebuild(Spec, _trials);
        }
    }

    private void Remember(Trial trial, string metric, double value)
    {
        if (trial.SeriesOrNew(metric) is not { } series)
        {
            return;
        }
        series.Add(value);
        if (series.HasIntervals && !trial.IsHidden)
        {
            _bests.Add(Spec, series, series.Count);
        }
    }

    private void End(TrialEnded ended)
    {
        var running = Find(ended.Trial).State == TrialState.Running;
        var trial = Move(ended.Trial, ended.End.State, TrialState.Waiting, TrialState.Running);
        trial.End = ended.End;
        trial.EndedAt = ended.At;
        trial.KeepDecidingSeries();
        if (running)
        {
            _watching.Ran(trial.StartedAt, ended.At);
        }
        Consider(trial);
        _watching.Ended(trial);
    }

    private void Consider(Trial trial)
    {
        if (trial.IsUsable() && !trial.IsHidden && (Best is null || IsBetter(trial, Best)))
        {
            Best = trial;
        }
    }

    private void Amend(StudyAmended amended)
    {
        var next = Amendments.Count + 2;
        Require(
            amended.Version == next,
            $"Version {amended.Version} cannot follow: the next version of the specification is {next}."
        );
        var watched = View.WatchedMetric;
        var space = Spec.Space;
        Spec = amended.Spec;
        Amendments.Add(amended);
        if (!Spec.Space.Equals(space))
        {
            var drawn = View.Space;
            foreach (var trial in _trials)
            {
                trial.IsOutside = !drawn.Contains(trial.Assignment, out _);
            }
        }
        if (View.WatchedMetric != watched)
        {
            // What the policy needs of a metric was not kept while nothing watched it: it has to be recalled.
            foreach (var trial in _trials)
            {
                trial.ForgetSeries();
            }
        }
        Refold();
    }

    private void Hide(TrialHidden hidden)
    {
        var trial = Find(hidden.Trial);
        Require(
            trial.HasEnded,
            $"Trial {trial.Number} cannot be hidden or shown: it is {trial.State}, and has not ended."
        );
        trial.IsHidden = hidden.Hidden;
        Refold();
    }

    private void TakeBack(TrialRequeued again)
    {
        RequireActive($"Trial {again.Trial} cannot be tried again");
        var trial = Find(again.Trial);
        Require(!trial.IsHidden, $"Trial {again.Trial} cannot be tried again: it is hidden.");
        Move(
            again.Trial,
            TrialState.Waiting,
            TrialState.Failed,
            TrialState.TimedOut,
            TrialState.Canceled,
            TrialState.Lost,
            TrialState.StoppedEarly
        );
        (trial.End, trial.EndedAt, trial.StopAsked) = (null, null, null);
        Refold();
    }

    /// <summary>Folds again what depends on ends and on the specification, which a person changed: rare. Samplers start over, and so learn
    /// the same as in a new process.</summary>
    private void Refold()
    {
        _asking = new Asking(this);
        _watching = new StopWatching(Spec);
        var started = new Dictionary<int, DateTimeOffset>();
        foreach (var change in Changes)
        {
            switch (change)
            {
                case TrialStarted start:
                    started[start.Trial] = start.At;
                    break;
                case TrialRequeued requeued when started.Remove(requeued.Trial, out var from):
                    _watching.Ran(from, requeued.At);
                    break;
                case TrialEnded ended:
                    if (started.Remove(ended.Trial, out var since))
                    {
                        _watching.Ran(since, ended.At);
                    }
                    if (View.IsLatest(ended) && !_trials[ended.Trial].IsHidden)
                    {
                        _watching.Ended(_trials[ended.Trial]);
                    }
                    break;
            }
        }
        Best = null;
        foreach (var trial in _trials)
        {
            Consider(trial);
        }
        _bests.Rebuild(Spec, _trials);
    }

    private bool IsBetter(Trial trial, Trial best) =>
        Spec.Primary.IsBetter(trial.Value, best.Value)
        || (trial.Value.Equals(best.Value) && trial.Number < best.Number);

    private void RequireActive(string what) =>
        Require(State == StudyState.Active, $"{what}: the study is {State}.");

    private static void Require(bool holds, string message)
    {
        if (!holds)
        {
            throw new InvalidOperationException(message);
        }
    }
}
