using System.Diagnostics;
using System.Globalization;
using Attune.Studies;
using Attune.Workspace.Telemetry;

namespace Attune.Workspace.Sweeps;

/// <summary>A sweep's study together with its place in the store: folded at the start, appended to under a lease.</summary>
internal sealed class SweepStudy
{
    private readonly Study _study;
    private readonly StudyId _id;
    private readonly IStudyStore _store;
    private readonly IMeasurementStore _measurements;
    private readonly LeaseToken _lease;
    private readonly string _prefix;
    private readonly Dictionary<int, long> _replayed = [];
    private long _revision;

    private SweepStudy(
        Study study,
        StudyId id,
        IStudyStore store,
        IMeasurementStore measurements,
        LeaseToken lease
    )
    {
        (_study, _id, _store, _measurements, _lease) = (study, id, store, measurements, lease);
        _prefix = id.Value + "_";
        _revision = study.View.Revision;
    }

    /// <summary>The study.</summary>
    public StudyView View => _study.View;

    /// <summary>Whether it is a command job's: one trial, nothing to optimise.</summary>
    public bool IsCommand => View.Spec.Objectives.Count == 0;

    /// <summary>How it ended; null while it has not.</summary>
    public StudyEnded? Ended { get; private set; }

    /// <summary>Whether reports have to be read back, because a policy was switched on that watches what was not kept.</summary>
    public bool NeedsReplay { get; private set; }

    /// <summary>When its first trial was proposed, or an ended study went on; far in the future before that.</summary>
    public DateTimeOffset StartedAt { get; private set; } = DateTimeOffset.MaxValue.AddYears(-1);

    /// <summary>Reads and folds a study, takes its lease, and replays what its trials have reported.</summary>
    public static async Task<SweepStudy> OpenAsync(
        StudyId id,
        IStudyStore store,
        IMeasurementStore measurements,
        CancellationToken cancellationToken
    )
    {
        var row =
            await store.FindAsync(id, cancellationToken).ConfigureAwait(false)
            ?? throw new InvalidOperationException($"There is no study '{id}'.");
        var lease = await store.LeaseAsync(id, cancellationToken).ConfigureAwait(false);
        var opened = new SweepStudy(new Study(row.Spec), id, store, measurements, lease);
        foreach (var change in await store.ReadAsync(id, 0, cancellationToken).ConfigureAwait(false))
        {
            opened.Apply(change);
        }
        opened._revision = opened.View.Revision;
        await opened.ReplayAsync(cancellationToken).ConfigureAwait(false);
        return opened;
    }

    /// <summary>The number of the trial that a point belongs to, when it is this sweep's and of the trial's present attempt.</summary>
    public int? NumberOf(Measurement point)
    {
        if (!point.Run.StartsWith(_prefix, StringComparison.Ordinal))
        {
            return null;
        }
        var text = point.Run.AsSpan(_prefix.Length);
        return
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number < View.Trials.Count
            && View.Trials[number].Attempt == point.Attempt
            ? number
            : null;
    }

    /// <summary>The number in a trial's name.</summary>
    public int NumberOf(string trial) =>
        int.Parse(trial.AsSpan(_prefix.Length), CultureInfo.InvariantCulture);

    public Asked Ask(DateTimeOffset at)
    {
        var began = Stopwatch.GetTimestamp();
        var asked = _study.Ask(1, at);
        WorkspaceMeter.Proposed(began);
        return asked;
    }

    /// <summary>Takes a point of a trial, unless it was read back already.</summary>
    public IReadOnlyList<EarlyTermination.Verdict> Report(int number, Measurement point) =>
        point.Sequence > 0 && point.Sequence <= _replayed.GetValueOrDefault(number)
            ? []
            : _study.Report(number, point.Metric, point.Value);

    public TrialEnd EndOf(
        int number,
        TrialState state,
        string reason,
        FailureKind? failure = null,
        int? exitCode = null
    ) => _study.EndOf(number, state, reason, failure, exitCode);

    public string? ShouldStop() => _study.ShouldStop();

    public void Apply(StudyChange change)
    {
        var watched = View.WatchedMetric;
        _study.Apply(change);
        NeedsReplay |= View.WatchedMetric != watched;
        if (change is TrialProposed { Trial: 0 } or StudyResumed)
        {
            StartedAt = change.At;
        }
        Ended = change switch
        {
            StudyEnded ended => ended,
            StudyResumed => null,
            _ => Ended,
        };
    }

    public async Task AppendAsync(IReadOnlyList<StudyChange> changes, CancellationToken cancellationToken)
    {
        await _store.AppendAsync(_id, _lease, _revision, changes, cancellationToken).ConfigureAwait(false);
        _revision += changes.Count;
        WorkspaceMeter.Count(changes, View);
    }

    /// <summary>The end of a study that ran out of trials to propose.</summary>
    public StudyEnded Conclusion(string reason, DateTimeOffset at)
    {
        var useful = View.Trials.Any(trial => trial.State is TrialState.Completed or TrialState.StoppedEarly);
        return useful || View.Trials.Count == 0
            ? new StudyEnded(StudyState.Completed, reason) { At = at }
            : new StudyEnded(
                StudyState.Failed,
                $"no trial succeeded; the last: {View.Trials[^1].End?.Reason}"
            )
            {
                At = at,
            };
    }

    /// <summary>Why a sweep whose first trials all failed should end; null when they did not, or have not all ended.</summary>
    public string? FirstFailures(int count)
    {
        var trials = View.Trials;
        if (trials.Count < count)
        {
            return null;
        }
        for (var i = 0; i < count; i++)
        {
            if (trials[i].State is not (TrialState.Failed or TrialState.TimedOut or TrialState.Lost))
            {
                return null;
            }
        }
        return $"the first {count} trials all failed; the last: {trials[count - 1].End?.Reason}";
    }

    /// <summary>Early termination compares a report with those of earlier trials, so they are read back; without a policy only those that have not ended need it.</summary>
    public async Task ReplayAsync(CancellationToken cancellationToken)
    {
        const int page = 10_000;
        NeedsReplay = false;
        foreach (var trial in View.Trials)
        {
            if (trial.HasEnded && View.Spec.EarlyTermination is null)
            {
                continue;
            }
            var run = _prefix + trial.Number.ToString(CultureInfo.InvariantCulture);
            IReadOnlyList<Measurement> points;
            var after = 0L;
            do
            {
                points = await _measurements
                    .ReadAsync(run, null, after, page, cancellationToken)
                    .ConfigureAwait(false);
                foreach (var point in points.Where(point => point.Attempt == trial.Attempt))
                {
                    _study.Recall(trial.Number, point.Metric, point.Value);
                }
                after = points.Count == 0 ? after : points[^1].Sequence;
                _replayed[trial.Number] = after;
            } while (points.Count == page);
        }
    }
}
