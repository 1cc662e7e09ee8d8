using Attune.Studies;

namespace Attune;

/// <summary>A study with its store: a change is durable before the fold takes it. One caller at a time.</summary>
internal sealed class RecordedStudy
{
    private const int Page = 10_000;

    private readonly IStudyStore _store;
    private readonly LeaseToken _lease;
    private readonly StudyId _id;
    private readonly SortedSet<int> _waiting = [];

    private RecordedStudy(IStudyStore store, LeaseToken lease, StudyId id, Study study) =>
        (_store, _lease, _id, Study) = (store, lease, id, study);

    public Study Study { get; }

    /// <summary>Numbers of the trials that wait for an attempt, lowest first.</summary>
    public IEnumerable<int> Waiting => _waiting;

    /// <summary>How many trials have ended.</summary>
    public int Ended { get; private set; }

    /// <summary>Why nothing more will be proposed; null while it may be.</summary>
    public string? Stopped { get; set; }

    public string RunOf(int trial) => FormattableString.Invariant($"{_id}_{trial}");

    /// <summary>Creates the study, or folds the one that is there: what was running is put back into the queue.</summary>
    public static async Task<RecordedStudy> OpenAsync(
        IStudyStore store,
        IMeasurementStore measurements,
        StudyId id,
        StudySpec spec,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var study = new Study(spec);
        if (await store.FindAsync(id, cancellationToken).ConfigureAwait(false) is not { } row)
        {
            await store.CreateAsync(id, spec, cancellationToken).ConfigureAwait(false);
        }
        else if (!IsSame(row.Spec, spec))
        {
            throw new InvalidOperationException(
                $"The store has a study '{id}' with another specification; only the number of trials and the stop rule may change. Choose another name."
            );
        }
        var lease = await store.LeaseAsync(id, cancellationToken).ConfigureAwait(false);
        var recorded = new RecordedStudy(store, lease, id, study);
        foreach (var change in await store.ReadAsync(id, 0, cancellationToken).ConfigureAwait(false))
        {
            recorded.Take(change);
        }
        if (spec.EarlyTermination is not null)
        {
            await recorded.RecallAsync(measurements, cancellationToken).ConfigureAwait(false);
        }
        await recorded.ContinueAsync(time.GetUtcNow()).ConfigureAwait(false);
        return recorded;
    }

    /// <summary>Records changes, then applies them. Not cancelable: half a step helps nobody.</summary>
    public async Task RecordAsync(IReadOnlyList<StudyChange> changes)
    {
        await _store
            .AppendAsync(_id, _lease, Study.View.Revision, changes, CancellationToken.None)
            .ConfigureAwait(false);
        foreach (var change in changes)
        {
            Take(change);
        }
    }

    private void Take(StudyChange change)
    {
        Study.Apply(change);
        switch (change)
        {
            case TrialProposed proposed:
                _waiting.Add(proposed.Trial);
                break;
            case TrialRequeued requeued:
                _waiting.Add(requeued.Trial);
                break;
            case TrialStarted started:
                _waiting.Remove(started.Trial);
                break;
            case TrialEnded ended:
                _waiting.Remove(ended.Trial);
                Ended++;
                break;
        }
    }

    private async Task RecallAsync(IMeasurementStore measurements, CancellationToken cancellationToken)
    {
        foreach (var trial in Study.View.Trials)
        {
            IReadOnlyList<Measurement> points = [];
            do
            {
                var after = points.Count == 0 ? 0 : points[^1].Sequence;
                points = await measurements
                    .ReadAsync(RunOf(trial.Number), null, after, Page, cancellationToken)
                    .ConfigureAwait(false);
                foreach (var point in points.Where(point => point.Attempt == trial.Attempt))
                {
                    Study.Recall(trial.Number, point.Metric, point.Value);
                }
            } while (points.Count == Page);
        }
    }

    private async Task ContinueAsync(DateTimeOffset at)
    {
        var changes = Study
            .View.Trials.Where(trial => trial.State == TrialState.Running)
            .Select(trial =>
                (StudyChange)new TrialRequeued(trial.Number, "interrupted: its process ended") { At = at }
            )
            .ToList();
        if (Study.View.State != StudyState.Active && HasMoreToDo())
        {
            changes.Add(new StudyResumed("run again with more to do") { At = at });
        }
        if (changes.Count > 0)
        {
            await RecordAsync(changes).ConfigureAwait(false);
        }
    }

    private bool HasMoreToDo() =>
        _waiting.Count > 0
        || (Study.ShouldStop() is null && Study.View.Trials.Count < (Study.Spec.MaxTrials ?? 0));

    private static bool IsSame(StudySpec stored, StudySpec given) =>
        stored with { MaxTrials = null, StopWhen = null } == given with { MaxTrials = null, StopWhen = null };
}
