using Attune.Samplers;
using Attune.Studies;

namespace Attune.EarlyTermination;

/// <summary>A study lived through again under another policy: its trials start, report and end as they did, until a verdict.</summary>
internal sealed class Replaying
{
    private readonly StudyView _truth;
    private readonly Objective _watched;
    private readonly Study _again;
    private readonly Queue<Trial> _ends;
    private readonly List<RecordedReport>[] _reports;
    private readonly Dictionary<int, (Verdict Verdict, RecordedReport Report, int Count)> _stopped = [];
    private readonly List<int> _order = [];

    public Replaying(StudyView truth, EarlyTerminationPolicy policy)
    {
        _truth = truth;
        _watched = truth.Watched(policy);
        _again = new Study(
            truth.Spec with
            {
                EarlyTermination = policy,
                Sampler = new RandomSampling(),
                InitialPoints = [],
                StopWhen = null,
                Deterministic = false,
            }
        );
        foreach (var trial in truth.Trials)
        {
            var at = trial.ProposedAt;
            _again.Apply(new TrialProposed(trial.Number, trial.Assignment, 0, trial.Reason) { At = at });
            if (trial.Attempt > 0)
            {
                _again.Apply(new TrialStarted(trial.Number, trial.Attempt) { At = trial.StartedAt ?? at });
            }
        }
        _ends = new Queue<Trial>(
            truth
                .Trials.Where(trial => trial is { HasEnded: true, Attempt: > 0 })
                .OrderBy(trial => trial.EndedAt)
                .ThenBy(trial => trial.Number)
        );
        _reports = [.. truth.Trials.Select(_ => new List<RecordedReport>())];
    }

    public void Take(RecordedReport report)
    {
        if ((uint)report.Trial >= (uint)_reports.Length || _truth.Trials[report.Trial].IsHidden)
        {
            return;
        }
        while (_ends.TryPeek(out var first) && first.EndedAt < report.At && first.Number != report.Trial)
        {
            End(_ends.Dequeue().Number);
        }
        _reports[report.Trial].Add(report);
        if (_stopped.ContainsKey(report.Trial) && _again.View.Trials[report.Trial].HasEnded)
        {
            return;
        }
        foreach (var verdict in _again.Report(report.Trial, _watched.Metric, report.Value))
        {
            Stop(verdict, report.At);
        }
    }

    public PolicyReplay Result()
    {
        var stops = _order.Select(Describe).ToList();
        var judged = _truth.Trials.Where(trial => _reports[trial.Number].Count > 0).ToList();
        var (best, value) = Best(trial => _reports[trial.Number], judged);
        var (then, valueThen) = Best(Kept, judged);
        return new PolicyReplay
        {
            Stops = stops,
            Judged = judged.Count,
            Reports = judged.Sum(trial => _reports[trial.Number].Count),
            Time = new TimeSpan(
                judged
                    .Where(trial => trial is { EndedAt: not null, StartedAt: not null })
                    .Sum(trial => (trial.EndedAt!.Value - trial.StartedAt!.Value).Ticks)
            ),
            Unknown = judged.Count(trial =>
                trial.State == TrialState.StoppedEarly && !_stopped.ContainsKey(trial.Number)
            ),
            Best = best,
            BestValue = value,
            BestThen = then,
            BestValueThen = valueThen,
        };
    }

    private void Stop(Verdict verdict, DateTimeOffset at)
    {
        var own = _reports[verdict.Trial];
        _stopped.Add(verdict.Trial, (verdict, own[^1], own.Count));
        _order.Add(verdict.Trial);
        _again.Apply(new TrialStopAsked(verdict.Trial, TrialState.StoppedEarly, verdict.Reason) { At = at });
        if (!Happened(verdict))
        {
            End(verdict.Trial);
        }
    }

    // It was given in truth as well: what the trial reported in spite of it was heard by all.
    private bool Happened(Verdict verdict) =>
        _truth.Trials[verdict.Trial] is { State: TrialState.StoppedEarly, End: { } end }
        && end.Reason == verdict.Reason;

    private void End(int number)
    {
        var trial = _again.View.Trials[number];
        if (!trial.HasEnded)
        {
            var state = _stopped.ContainsKey(number) ? TrialState.StoppedEarly : _truth.Trials[number].State;
            var end = new TrialEnd { State = state, Reason = "replayed" };
            _again.Apply(new TrialEnded(number, end) { At = trial.ProposedAt });
        }
    }

    private ReplayedStop Describe(int number)
    {
        var (verdict, report, count) = _stopped[number];
        var (trial, all) = (_truth.Trials[number], _reports[number]);
        var happened = Happened(verdict);
        var left = happened || trial.EndedAt is not { } end ? TimeSpan.Zero : end - report.At;
        return new ReplayedStop
        {
            Trial = number,
            Report = count,
            Step = report.Step,
            Value = BestOf(all.Take(count)),
            Final = BestOf(all),
            ReportsSaved = happened ? 0 : all.Count - count,
            TimeSaved = left > TimeSpan.Zero ? left : TimeSpan.Zero,
            Reason = verdict.Reason,
            Happened = happened,
        };
    }

    private IEnumerable<RecordedReport> Kept(Trial trial) =>
        _stopped.TryGetValue(trial.Number, out var stop) && !Happened(stop.Verdict)
            ? _reports[trial.Number].Take(stop.Count)
            : _reports[trial.Number];

    private (int? Trial, double Value) Best(
        Func<Trial, IEnumerable<RecordedReport>> reports,
        IEnumerable<Trial> judged
    )
    {
        (int? Trial, double Value) best = (null, double.NaN);
        foreach (var trial in judged)
        {
            var value = BestOf(reports(trial));
            var counts =
                trial.State is TrialState.Completed or TrialState.StoppedEarly
                || _stopped.ContainsKey(trial.Number);
            if (counts && _watched.IsBetter(value, best.Value))
            {
                best = (trial.Number, value);
            }
        }
        return best;
    }

    private double BestOf(IEnumerable<RecordedReport> reports) =>
        reports
            .Select(report => report.Value)
            .Where(double.IsFinite)
            .Aggregate(double.NaN, (best, value) => _watched.IsBetter(value, best) ? value : best);
}
