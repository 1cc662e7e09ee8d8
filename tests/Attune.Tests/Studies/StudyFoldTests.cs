using System.Text.Json;
using Attune.Samplers;
using Attune.Spaces;
using Attune.Studies;
using CsCheck;

namespace Attune.Tests.Studies;

public sealed class StudyFoldTests
{
    private static readonly DateTimeOffset At = Fold.Start;

    [Fact]
    public void A_trial_goes_through_its_states_and_never_leaves_the_last()
    {
        var study = Fold.Spec().Running(1);
        var error = Assert.Throws<InvalidOperationException>(() =>
            study.Apply(new TrialStarted(0, 1) { At = At })
        );
        Assert.Equal("Trial 0 cannot go from Running to Running.", error.Message);
        study.Apply(new TrialRequeued(0, "lost") { At = At });
        study.Apply(new TrialStarted(0, 2) { At = At });
        study.Report(0, "AUC", 0.5);
        study.End(0);
        var revision = study.View.Revision;
        foreach (
            StudyChange change in new StudyChange[]
            {
                new TrialStarted(0, 3) { At = At },
                new TrialRequeued(0, "x") { At = At },
                new TrialStopAsked(0, TrialState.Canceled, "x") { At = At },
                new TrialEnded(0, new TrialEnd { State = TrialState.Canceled, Reason = "x" }) { At = At },
                new TrialStarted(7, 1) { At = At },
                new TrialProposed(0, Assignment.Empty, 0, "x") { At = At },
                new TrialEnded(0, new TrialEnd { State = TrialState.Running, Reason = "x" }) { At = At },
            }
        )
        {
            Assert.Throws<InvalidOperationException>(() => study.Apply(change));
        }
        Assert.Equal((revision, TrialState.Completed), (study.View.Revision, study.View.Trials[0].State));
    }

    [Fact]
    public void An_ended_study_takes_no_new_trials_until_it_is_resumed()
    {
        var study = Fold.Spec().Running(1);
        study.Apply(new StudyEnded(StudyState.Canceled, "by hand") { At = At });
        Assert.Equal(
            "the study is Canceled: by hand",
            ((Proposal.Exhausted)study.Ask(1, At).Stopped!).Reason
        );
        Assert.Throws<InvalidOperationException>(() =>
            study.Apply(new StudyEnded(StudyState.Completed, "x") { At = At })
        );
        study.End(0, TrialState.Canceled);
        study.Apply(new StudyResumed("again") { At = At });
        Assert.Single(study.Ask(1, At).Trials);
    }

    [Fact]
    public void The_first_stop_that_was_asked_for_names_the_end()
    {
        var study = Fold.Spec().Running(1);
        study.Apply(new TrialStopAsked(0, TrialState.StoppedEarly, "bandit") { At = At });
        study.Apply(new TrialStopAsked(0, TrialState.Canceled, "sweep canceled") { At = At });
        Assert.Equal("bandit", study.View.Trials[0].StopAsked!.Reason);
    }

    [Fact]
    public void The_best_is_the_best_finite_value_of_a_usable_trial_and_ties_go_to_the_lowest_number()
    {
        var study = new Study(Fold.Spec());
        study.Propose(6);
        Assert.Equal(TrialState.Failed, study.Run(5, double.NaN).State);
        Assert.Null(study.View.Best);
        study.Run(4, 0.2, 0.9, double.PositiveInfinity, 0.1);
        Assert.Equal((4, 0.9), (study.View.Best!.Number, study.View.Best.Value));
        study.Run(3, 0.9);
        Assert.Equal(3, study.View.Best.Number);
        study.Run(2, 0.8);
        Assert.Equal(3, study.View.Best.Number);
        study.Apply(new TrialStarted(1, 1) { At = At });
        study.Report(1, "AUC", 0.99);
        study.End(1, TrialState.TimedOut);
        Assert.Equal(3, study.View.Best.Number);
        study.Apply(new TrialStarted(0, 1) { At = At });
        study.Report(0, "AUC", 0.95);
        Assert.Equal(3, study.View.Best.Number);
        study.End(0, TrialState.StoppedEarly);
        Assert.Equal(0, study.View.Best.Number);
    }

    [Fact]
    public void Finishing_without_the_objective_is_a_failure_that_names_what_was_seen()
    {
        var study = Fold.Spec().Running(3);
        study.Report(0, "loss", 1);
        study.Report(0, "auc", 1);
        var end = study.End(0);
        Assert.Equal((TrialState.Failed, FailureKind.NoMetric), (end.State, end.Failure));
        Assert.Equal(
            "finished without its objective: saw `auc`, `loss`; wanted `AUC` (did you mean 'auc'?)",
            end.Reason
        );
        Assert.Equal("finished without reporting `AUC`, or any metric", study.End(1).Reason);
        study.Report(2, "AUC", double.NaN);
        Assert.Equal(FailureKind.NotANumber, study.End(2).Failure);
    }

    [Fact]
    public void Every_objective_has_its_value_in_order()
    {
        var spec = Fold.Spec() with
        {
            Objectives = [Objective.Maximize("AUC"), Objective.Minimize("loss"), Objective.Minimize("size")],
        };
        var study = spec.Running(1);
        study.Report(0, "loss", 3);
        study.Report(0, "loss", 2);
        study.Report(0, "AUC", 0.5);
        Assert.Equal([0.5, 2, double.NaN], study.View.Trials[0].Values);
        Assert.Equal([0.5, 2, double.NaN], study.End(0).Values);
    }

    [Fact]
    public void A_retried_attempt_starts_with_empty_series_and_late_reports_are_ignored()
    {
        var study = Fold.Spec().Running(1);
        study.Report(0, "AUC", 0.9);
        study.Apply(new TrialRequeued(0, "lost") { At = At });
        Assert.Empty(study.Report(0, "AUC", 0.95));
        Assert.Equal(
            "Trial 0 cannot start attempt 1: the next is 2.",
            Assert
                .Throws<InvalidOperationException>(() => study.Apply(new TrialStarted(0, 1) { At = At }))
                .Message
        );
        study.Apply(new TrialStarted(0, 2) { At = At });
        Assert.Null(study.View.Trials[0].Series("AUC"));
        study.Report(0, "AUC", 0.5);
        study.End(0);
        study.Report(0, "AUC", 0.99);
        Assert.Equal(0.5, study.View.Trials[0].Value);
    }

    [Fact]
    public void Names_without_end_and_metrics_that_decide_nothing_are_not_kept()
    {
        var study = Fold.Spec().Running(1);
        for (var i = 0; i < 5000; i++)
        {
            study.Report(0, $"m{i}", i);
        }
        study.Report(0, "AUC", 0.5);
        Assert.Equal(1001, study.View.Trials[0].AllSeries.Count);
        study.End(0);
        Assert.Equal(["AUC"], study.View.Trials[0].AllSeries.Select(series => series.Metric));
        Assert.Equal(0.5, study.View.Trials[0].Value);
    }

    [Theory]
    [InlineData(2, 0, 3)]
    [InlineData(2, 0.15, 3)]
    [InlineData(2, 0.05, 5)]
    public void A_plateau_stops_the_study(int plateau, double improvement, int after)
    {
        var spec = Fold.Spec() with
        {
            StopWhen = new StopRule { Plateau = plateau, MinImprovement = improvement },
        };
        var study = new Study(spec);
        study.Propose(8);
        double[] values = improvement == 0.05 ? [0.5, 0.6, 0.7, 0.71, 0.72, 0.9] : [0.5, 0.5, 0.5, 0.9];
        for (var trial = 0; trial < values.Length && study.ShouldStop() is null; trial++)
        {
            study.Run(trial, values[trial]);
            Assert.Equal(trial + 1 >= after, study.ShouldStop() is not null);
        }
        Assert.Equal("the last 2 trials brought no better AUC", study.ShouldStop());
        Assert.Empty(study.Ask(1, At).Trials);
    }

    [Fact]
    public void A_good_value_or_a_spent_budget_stops_the_study()
    {
        var study = new Study(
            Fold.Spec(goal: Goal.Minimize) with
            {
                StopWhen = new StopRule { Value = 0.1 },
            }
        );
        study.Propose(2);
        study.Run(0, 0.2);
        Assert.Null(study.ShouldStop());
        study.Run(1, 0.1);
        Assert.Equal("AUC reached 0.1, which is as good as 0.1", study.ShouldStop());
        // Each trial of the fold runs for ten seconds.
        study = new Study(Fold.Spec() with { StopWhen = new StopRule { TrialSeconds = 20 } });
        study.Propose(2);
        study.Run(0, 1);
        Assert.Null(study.ShouldStop());
        study.Run(1, 1);
        Assert.Equal("the trials have run 20 s of the 20 s that they may", study.ShouldStop());
    }

    [Fact]
    public void Initial_points_come_first_and_are_completed_and_never_doubled()
    {
        var spec = Fold.Spec(
            sampler: new GridSampling(),
            space: SearchSpace.Build(s => s.Int("a", 1, 2).Int("b", 1, 2))
        ) with
        {
            InitialPoints =
            [
                Assignment.Of(("b", 2.0), ("a", 2)),
                Assignment.Of(("a", 2)),
                Assignment.Of(("a", 2), ("b", 2)),
            ],
        };
        var trials = new Study(spec).Ask(10, At);
        Assert.Equal(
            ["a=2, b=2", "a=2, b=1", "a=1, b=1", "a=1, b=2"],
            trials.Trials.Select(trial => trial.Assignment.ToString())
        );
        Assert.Equal(
            ["initial point 1", "initial point 2", "grid combination 1 of 4", "grid combination 2 of 4"],
            trials.Trials.Select(trial => trial.Reason)
        );
    }

    [Fact]
    public void Wrong_initial_points_are_problems_of_the_spec()
    {
        var spec = Fold.Spec() with { InitialPoints = [Assignment.Of(("x", 7.0)), Assignment.Of(("y", 1))] };
        Assert.Equal(2, spec.Validate().Count());
    }

    [Fact]
    public void The_most_trials_are_kept()
    {
        var study = new Study(Fold.Spec() with { MaxTrials = 3 });
        var asked = study.Ask(2, At);
        Assert.Equal((2, null), (asked.Trials.Count, asked.Stopped));
        study.Propose(2);
        asked = study.Ask(5, At);
        Assert.Single(asked.Trials);
        Assert.Equal("all 3 trials have been proposed", ((Proposal.Exhausted)asked.Stopped!).Reason);
    }

    /// <summary>Random walks of legal and illegal changes: what is refused changes nothing, and the changes alone give the study again.</summary>
    [Fact]
    public void A_study_is_the_fold_of_its_changes() =>
        Gen.Int[0, 9]
            .Select(Gen.Int[0, 5], Gen.Double[0, 1])
            .Array[0, 80]
            .Sample(
                steps =>
                {
                    var study = new Study(
                        Fold.Spec(space: SearchSpace.Build(s => s.Int("n", 1, 100).Choice("c", "a", "b")))
                    );
                    foreach (var (kind, trial, value) in steps)
                    {
                        var before = Snapshot(study);
                        try
                        {
                            Step(study, kind, trial, value);
                        }
                        catch (InvalidOperationException)
                        {
                            Assert.Equal(before, Snapshot(study));
                        }
                    }
                    var again = new Study(study.Spec);
                    foreach (var change in study.View.ChangesSince(0))
                    {
                        var json = JsonSerializer.Serialize(change, StudyJson.Default.StudyChange);
                        again.Apply(JsonSerializer.Deserialize(json, StudyJson.Default.StudyChange)!);
                    }
                    Assert.Equal(Snapshot(study), Snapshot(again));
                    Assert.Equal(study.Ask(5, At).Trials, again.Ask(5, At).Trials);
                },
                iter: 300
            );

    private static void Step(Study study, int kind, int trial, double value)
    {
        switch (kind)
        {
            case 0 or 1:
                study.Propose(2);
                break;
            case 2 or 3:
                var attempt = trial < study.View.Trials.Count ? study.View.Trials[trial].Attempt + 1 : 1;
                study.Apply(new TrialStarted(trial, attempt) { At = At });
                break;
            case 4:
                study.Apply(new TrialRequeued(trial, "again") { At = At });
                break;
            case 5:
                study.Apply(new TrialStopAsked(trial, TrialState.Canceled, "stop") { At = At });
                break;
            case 6 or 7:
                study.Report(trial, "AUC", value);
                study.End(trial);
                break;
            case 8:
                study.Apply(new StudyEnded(StudyState.Completed, "over") { At = At });
                break;
            default:
                study.Apply(new StudyResumed("on") { At = At });
                break;
        }
    }

    private static string Snapshot(Study study)
    {
        var trials = study.View.Trials.Select(t =>
            $"{t.Number} {t.Assignment} {t.State} {t.Attempt} {t.BasedOn} {t.StartedAt:O} {t.EndedAt:O} {t.End} {t.StopAsked}"
        );
        return $"{study.View.Revision} {study.View.State} {study.View.Best?.Number}\n{string.Join('\n', trials)}";
    }
}
