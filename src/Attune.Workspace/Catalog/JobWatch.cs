using Attune.EarlyTermination;
using Attune.Studies;

namespace Attune.Workspace.Catalog;

/// <summary>One job as the store has it, brought up to date on demand; the same whether the job runs here, under another host, or is long over.</summary>
/// <remarks>Reads only what is new since the last time. Not thread-safe.</remarks>
public sealed class JobWatch
{
    private const int Page = 10_000;

    private readonly HomeStores _stores;
    private readonly JobDocuments _documents;
    private readonly JobFolder _folder;
    private readonly Dictionary<int, long> _read = [];
    private Study? _study;
    private TrialRows? _rows;

    internal JobWatch(HomeStores stores, JobDocuments documents, JobFolder folder, JobRecord job) =>
        (_stores, _documents, _folder, Job) = (stores, documents, folder, job);

    /// <summary>The job's record, as read last.</summary>
    public JobRecord Job { get; private set; }

    /// <summary>Where the job lies.</summary>
    public JobFolder Folder => _folder;

    /// <summary>What its study is to do; null before it has one.</summary>
    public StudySpec? Spec => _study?.Spec;

    /// <summary>The objective that decides which trial is best; null for a job without one.</summary>
    public Objective? Objective => Spec is { Objectives.Count: > 0 } spec ? spec.Primary : null;

    /// <summary>The trials, by number.</summary>
    public IReadOnlyList<TrialRow> Trials => _rows?.All ?? [];

    /// <summary>How many trials there will be at most; null when there is no bound.</summary>
    public long? Total { get; private set; }

    /// <summary>How the specification was changed since the job was submitted, in order.</summary>
    public IReadOnlyList<StudyAmended> Amendments => _study?.View.Amendments ?? [];

    /// <summary>The number of trials in a state.</summary>
    public int Count(TrialState state) => Trials.Count(trial => trial.State == state);

    /// <summary>The number of trials that have ended, however they did.</summary>
    public int Ended => Trials.Count(trial => trial.HasEnded);

    /// <summary>The best of the trials that completed or were stopped early; null when there is none.</summary>
    public TrialRow? Best =>
        Objective is not null && _study?.View.Best is { } best ? Trials[best.Number] : null;

    /// <summary>The best trial so far, those under way included.</summary>
    public TrialRow? BestSoFar =>
        Objective is { } objective
            ? Trials
                .Where(trial =>
                    trial.IsUsable || (trial.State == TrialState.Running && double.IsFinite(trial.Value))
                )
                .Aggregate(
                    (TrialRow?)null,
                    (best, trial) =>
                        best is null || objective.IsBetter(trial.Value, best.Value) ? trial : best
                )
            : null;

    /// <summary>Trials by their objective, the best first; those without a value last, by number. Hidden ones are left out.</summary>
    public IEnumerable<TrialRow> Ranked =>
        Objective is { } objective
            ? Trials
                .Where(trial => !trial.IsHidden)
                .OrderBy(trial => double.IsNaN(trial.Value))
                .ThenBy(trial => objective.Goal == Goal.Maximize ? -trial.Value : trial.Value)
                .ThenBy(trial => trial.Number)
            : Trials.Where(trial => !trial.IsHidden);

    /// <summary>The study's revision, as read last.</summary>
    public long Revision => _study?.View.Revision ?? 0;

    /// <summary>Reads what has happened since the last time.</summary>
    /// <returns>The changes that are new, in order.</returns>
    /// <exception cref="InvalidDataException">The stored history contradicts itself.</exception>
    public async Task<IReadOnlyList<StudyChange>> RefreshAsync(CancellationToken cancellationToken)
    {
        // The record is read first: when it says that the job is over, the changes read after it are all there are.
        Job = await _documents.FindAsync(Job.Name, cancellationToken).ConfigureAwait(false) ?? Job;
        var id = new StudyId(Job.Name);
        if (_study is null)
        {
            if (await _stores.Studies.FindAsync(id, cancellationToken).ConfigureAwait(false) is not { } row)
            {
                return [];
            }
            _study = new Study(row.Spec);
            _rows = new TrialRows(_study, Job.Name, _folder);
        }
        var changes = await _stores.Studies.ReadAsync(id, Revision, cancellationToken).ConfigureAwait(false);
        Apply(changes);
        Total = TotalOf(_study.Spec, _study.View.Trials.Count);
        Job = Job.Following(_study.View);
        await RecallAsync(cancellationToken).ConfigureAwait(false);
        _rows!.Refresh();
        return changes;
    }

    /// <summary>The latest value of each metric of a trial, by name: of the attempt under way or last made.</summary>
    public async Task<IReadOnlyList<Measurement>> MetricsAsync(
        TrialRow trial,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(trial);
        var latest = await _stores
            .Measurements.LatestAsync(trial.Name, cancellationToken)
            .ConfigureAwait(false);
        if (latest.All(point => point.Attempt == trial.Attempt || point.Attempt == 0))
        {
            return latest;
        }
        // An earlier attempt got further in steps; only what the last one reported counts.
        var own = new SortedDictionary<string, Measurement>(StringComparer.Ordinal);
        await foreach (var point in PointsAsync(trial.Name, 0, cancellationToken).ConfigureAwait(false))
        {
            if (
                point.Attempt == trial.Attempt
                && (!own.TryGetValue(point.Metric, out var other) || point.Step >= other.Step)
            )
            {
                own[point.Metric] = point;
            }
        }
        return [.. own.Values];
    }

    /// <summary>What an early-termination policy would have done to the trials, by what they have reported until now.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="InvalidSpecException">The policy has errors, or there is nothing to judge.</exception>
    public async Task<PolicyReplay> ReplayAsync(
        EarlyTerminationPolicy policy,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(policy);
        if (_study is null || Objective is null)
        {
            throw new InvalidSpecException([
                new Problem(
                    "",
                    $"'{Job.Name}' has no trials that report an objective: there is nothing to judge."
                ),
            ]);
        }
        var metric = _study.View.Watched(policy).Metric;
        var points = new List<(long Sequence, RecordedReport Report)>();
        foreach (var trial in _study.View.Trials)
        {
            var name = FormattableString.Invariant($"{Job.Name}_{trial.Number}");
            await foreach (var point in PointsAsync(name, 0, cancellationToken, metric).ConfigureAwait(false))
            {
                if (point.Attempt == trial.Attempt)
                {
                    var at = DateTimeOffset.FromUnixTimeMilliseconds(point.Timestamp);
                    points.Add(
                        (point.Sequence, new RecordedReport(trial.Number, point.Step, point.Value, at))
                    );
                }
            }
        }
        return PolicyReplay.Of(
            _study.View,
            policy,
            points.OrderBy(point => point.Sequence).Select(point => point.Report)
        );
    }

    private void Apply(IReadOnlyList<StudyChange> changes)
    {
        foreach (var change in changes)
        {
            var watched = _study!.View.WatchedMetric;
            try
            {
                _rows!.Apply(change);
                if (_study.View.WatchedMetric != watched)
                {
                    _read.Clear(); // the study has let go of what trials under way reported
                }
            }
            catch (InvalidOperationException error)
            {
                throw new InvalidDataException(
                    FormattableString.Invariant(
                        $"The stored history of '{Job.Name}' contradicts itself at change {Revision + 1}: {error.Message} `attune verify {Job.Name}` tells more."
                    ),
                    error
                );
            }
        }
    }

    /// <summary>Reads the new points of trials under way; those that have ended carry their values in their end.</summary>
    private async Task RecallAsync(CancellationToken cancellationToken)
    {
        foreach (var trial in _study!.View.Trials.Where(trial => trial.State == TrialState.Running))
        {
            var name = FormattableString.Invariant($"{Job.Name}_{trial.Number}");
            var after = _read.GetValueOrDefault(trial.Number);
            await foreach (var point in PointsAsync(name, after, cancellationToken).ConfigureAwait(false))
            {
                _read[trial.Number] = point.Sequence;
                if (point.Attempt == trial.Attempt)
                {
                    _rows!.Recall(point, trial.Number);
                }
            }
        }
    }

    private async IAsyncEnumerable<Measurement> PointsAsync(
        string run,
        long after,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken,
        string? metric = null
    )
    {
        while (true)
        {
            var points = await _stores
                .Measurements.ReadAsync(run, metric, after, Page, cancellationToken)
                .ConfigureAwait(false);
            foreach (var point in points)
            {
                yield return point;
            }
            if (points.Count < Page)
            {
                yield break;
            }
            after = points[^1].Sequence;
        }
    }

    // There may be more trials already: added by a person, or of a space that was narrowed since.
    private static long? TotalOf(StudySpec spec, long trials)
    {
        var different = spec.Space.Count * Math.Max(1, spec.Repeats);
        return (spec.MaxTrials, different) switch
        {
            ({ } most, { } all) => Math.Max(trials, Math.Min(most, all)),
            ({ } most, null) => Math.Max(trials, most),
            (null, { } all) => Math.Max(trials, all),
            _ => null,
        };
    }
}
