using Attune.EarlyTermination;
using Attune.Numerics;
using Attune.Studies;
using Attune.Tests.Studies;

namespace Attune.Tests.EarlyTermination;

public sealed class PolicyReplayTests
{
    public static TheoryData<EarlyTerminationPolicy> Policies =>
        [
            new BanditPolicy { SlackAmount = 0.3 },
            new BanditPolicy
            {
                SlackFactor = 0.2,
                EvaluationInterval = 2,
                DelayEvaluation = 3,
            },
            new MedianStoppingPolicy { DelayEvaluation = 2 },
            new TruncationSelectionPolicy { TruncationPercentage = 20, EvaluationInterval = 2 },
            new TruncationSelectionPolicy { TruncationPercentage = 40, ExcludeFinishedJobs = true },
            new AshaPolicy { ReductionFactor = 2, Brackets = 2 },
        ];

    /// <summary>Twelve trials report in a random order; a stopped one reports once more before it is gone.</summary>
    [Theory]
    [MemberData(nameof(Policies), DisableDiscoveryEnumeration = true)]
    public void The_policy_that_ran_gives_the_verdicts_that_it_gave(EarlyTerminationPolicy policy)
    {
        var study = Fold.Spec(policy).Running(12);
        var stream = new RandomStreams(5).For(0, "reports");
        var (reports, verdicts) = (new List<RecordedReport>(), new List<Verdict>());
        for (var i = 0; i < 200; i++)
        {
            var trial = stream.NextInt(12);
            if (study.View.Trials[trial].HasEnded)
            {
                continue;
            }
            Report(trial, stream.NextInt(20) == 0 ? double.NaN : stream.NextDouble());
            // What was asked to stop says something more now and then, and is gone.
            foreach (
                var stopping in study
                    .View.Trials.Where(each => each is { StopAsked: not null, HasEnded: false })
                    .ToList()
            )
            {
                if (stream.NextInt(2) == 0)
                {
                    Report(stopping.Number, stream.NextDouble());
                }
                var end = study.EndOf(stopping.Number, TrialState.StoppedEarly, stopping.StopAsked!.Reason);
                study.Apply(
                    new TrialEnded(stopping.Number, end) { At = At(reports.Count).AddMilliseconds(-500) }
                );
            }
        }
        foreach (var trial in study.View.Trials.Where(trial => !trial.HasEnded).ToList())
        {
            study.Apply(
                new TrialEnded(trial.Number, study.EndOf(trial.Number, TrialState.Completed, "done"))
                {
                    At = At(reports.Count),
                }
            );
        }

        var replay = PolicyReplay.Of(study.View, policy, reports);

        Assert.InRange(verdicts.Count, 1, 12);
        Assert.Equal(
            verdicts.Select(verdict => (verdict.Trial, verdict.Reason)),
            replay.Stops.Select(stop => (stop.Trial, stop.Reason))
        );
        Assert.All(replay.Stops, stop => Assert.True(stop.Happened));
        Assert.Equal((0, TimeSpan.Zero, 0), (replay.ReportsSaved, replay.TimeSaved, replay.Unknown));
        Assert.False(replay.LosesBest);

        void Report(int trial, double value)
        {
            reports.Add(new RecordedReport(trial, reports.Count, value, At(reports.Count)));
            foreach (var verdict in study.Report(trial, "AUC", value))
            {
                verdicts.Add(verdict);
                study.Apply(
                    new TrialStopAsked(verdict.Trial, TrialState.StoppedEarly, verdict.Reason)
                    {
                        At = At(reports.Count),
                    }
                );
            }
        }

        static DateTimeOffset At(int second) => Fold.Start.AddSeconds(second);
    }

    [Fact]
    public void A_replay_tells_who_would_have_ended_where_and_what_that_would_have_saved()
    {
        var (study, reports) = Recorded([0.5, 0.6, 0.7, 0.8], [0.1, 0.1, 0.1, 0.2]);
        var replay = PolicyReplay.Of(
            study,
            new BanditPolicy { SlackAmount = 0.3, DelayEvaluation = 2 },
            reports
        );
        var stop = Assert.Single(replay.Stops);
        Assert.Equal((1, 2, 20L, 0.1, 0.2), (stop.Trial, stop.Report, stop.Step, stop.Value, stop.Final));
        Assert.Equal((2, 8, 2), (replay.Judged, replay.Reports, replay.ReportsSaved));
        Assert.Equal(TimeSpan.FromSeconds(5), replay.TimeSaved);
        Assert.False(stop.Happened);
        Assert.Equal(
            (0, 0, 0.8, false),
            (replay.Best, replay.BestThen, replay.BestValueThen, replay.LosesBest)
        );
    }

    [Fact]
    public void A_replay_warns_of_a_best_trial_that_began_slowly()
    {
        var (study, reports) = Recorded([0.5, 0.6, 0.6, 0.6], [0.1, 0.2, 0.3, 0.9]);
        var replay = PolicyReplay.Of(study, new BanditPolicy { SlackAmount = 0.3 }, reports);
        Assert.True(replay.LosesBest);
        Assert.Equal((1, 0.9), (replay.Best, replay.BestValue));
        Assert.Equal((0, 0.6), (replay.BestThen, replay.BestValueThen));
    }

    [Fact]
    public void Hidden_trials_are_passed_over_and_a_wrong_policy_is_refused_with_every_problem()
    {
        var (study, reports) = Recorded([0.5, 0.6], [0.1, 0.2]);
        var error = Assert.Throws<InvalidSpecException>(() =>
            PolicyReplay.Of(study, new AshaPolicy { MinResource = 0, ReductionFactor = 1 }, reports)
        );
        Assert.Equal(2, error.Problems.Count);
        var (again, same) = Recorded([0.5, 0.6], [0.1, 0.2], hide: 0);
        Assert.Empty(PolicyReplay.Of(again, new BanditPolicy { SlackAmount = 0.1 }, same).Stops);
    }

    /// <summary>Two trials that report in turn, a second apart, at steps 10, 20, …, and end together.</summary>
    private static (StudyView Study, List<RecordedReport> Reports) Recorded(
        double[] first,
        double[] second,
        int? hide = null
    )
    {
        var study = Fold.Spec().Running(2);
        var reports = new List<RecordedReport>();
        for (var i = 0; i < first.Length; i++)
        {
            foreach (var (trial, value) in new[] { (0, first[i]), (1, second[i]) })
            {
                var at = Fold.Start.AddSeconds(reports.Count);
                reports.Add(new RecordedReport(trial, 10 * (i + 1), value, at));
                study.Report(trial, "AUC", value);
            }
        }
        foreach (var trial in study.View.Trials.ToList())
        {
            var end = study.EndOf(trial.Number, TrialState.Completed, "done");
            study.Apply(new TrialEnded(trial.Number, end) { At = Fold.Start.AddSeconds(reports.Count) });
        }
        if (hide is { } hidden)
        {
            study.Apply(new TrialHidden(hidden, true, "ana") { At = Fold.Start });
        }
        return (study.View, reports);
    }
}
