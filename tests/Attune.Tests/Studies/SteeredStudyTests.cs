using System.Text.Json;
using Attune.EarlyTermination;
using Attune.Numerics;
using Attune.Samplers;
using Attune.Spaces;
using Attune.Studies;

namespace Attune.Tests.Studies;

/// <summary>What people do to a study while it goes on: all of it changes that fold the same in any process.</summary>
public sealed class SteeredStudyTests
{
    public static TheoryData<SamplerSpec> Samplers =>
        [
            new RandomSampling(),
            new SobolSampling(),
            new TpeSampling(),
            new GaussianProcessSampling(),
            new AutoSampling(),
        ];

    private static SearchSpace Space(double low, double high, params ReadOnlySpan<ChoiceOption> kinds)
    {
        var options = kinds.ToArray();
        return SearchSpace.Build(s =>
            s.Float("x", low, high).LogFloat("lr", 1e-4, 1).Int("trees", 1, 40).Choice("kind", options)
        );
    }

    [Theory]
    [MemberData(nameof(Samplers), DisableDiscoveryEnumeration = true)]
    public void However_a_study_is_steered_a_new_process_goes_on_as_the_old_one(SamplerSpec sampler)
    {
        var stream = new RandomStreams(11).For(0, "steering");
        var study = new Study(Fold.Spec(sampler: sampler, space: Space(0, 1, "a", "b", "c")));
        SearchSpace[] spaces =
        [
            Space(0.2, 0.6, "a", "b", "c"),
            Space(0, 1, "a", "b"),
            Space(-1, 2, "a", "b", "c", "d"),
            Space(0, 1, "a", "b", "c"),
        ];
        for (var i = 0; i < 45; i++)
        {
            Steer(study, i, stream, spaces);
            var fresh = Cold(study);
            var (warm, cold) = (study.Ask(2, Fold.Start), fresh.Ask(2, Fold.Start));
            Assert.Equal(warm.Trials, cold.Trials);
            Assert.Equal(study.View.Best?.Number, fresh.View.Best?.Number);
            foreach (var trial in warm.Trials)
            {
                Assert.True(study.View.Space.Contains(trial.Assignment, out _), trial.Assignment.ToString());
                Assert.Equal(-1, study.View.FirstTrialOf(trial.Assignment));
            }
        }
        Assert.Contains(study.View.Trials, trial => trial.IsHidden);
        Assert.Contains(study.View.Trials, trial => trial.Attempt > 1);
        Assert.Contains(study.View.Trials, trial => trial.ProposedBy is not null);
        Assert.True(study.View.Version > 3);
    }

    private static void Steer(Study study, int step, RandomStream stream, SearchSpace[] spaces)
    {
        var trials = study.View.Trials;
        var any = trials.Count == 0 ? null : trials[stream.NextInt(trials.Count)];
        switch (step % 9)
        {
            case 3 when any is { HasEnded: true }:
                study.Apply(new TrialHidden(any.Number, !any.IsHidden, "ana") { At = Fold.Start });
                break;
            case 5:
                study.Apply(
                    Amended(study, spec => spec with { Space = spaces[stream.NextInt(spaces.Length)] })
                );
                break;
            case 7
                when trials.FirstOrDefault(trial =>
                    trial is { State: TrialState.Failed or TrialState.StoppedEarly, IsHidden: false }
                )
                    is { } ended:
                study.Apply(new TrialRequeued(ended.Number, "again") { At = Fold.Start, By = "ana" });
                Run(study, ended.Number, TrialState.Completed, stream.NextDouble());
                break;
            case 8:
                var unit = new double[study.View.Space.Parameters.Count];
                foreach (ref var u in unit.AsSpan())
                {
                    u = stream.NextDouble();
                }
                var chosen = study.View.Space.Decode(unit);
                study.Apply(
                    new TrialProposed(trials.Count, chosen, study.View.Revision, "by hand")
                    {
                        At = Fold.Start,
                        By = "ana",
                    }
                );
                Run(study, trials.Count - 1, TrialState.Completed, stream.NextDouble());
                break;
            default:
                var number = study.Propose(1)[0].Trial;
                var state =
                    step % 4 == 0 ? TrialState.Failed
                    : step % 4 == 1 ? TrialState.StoppedEarly
                    : TrialState.Completed;
                Run(study, number, state, stream.NextDouble());
                break;
        }
    }

    private static void Run(Study study, int trial, TrialState state, double value)
    {
        study.Apply(new TrialStarted(trial, study.View.Trials[trial].Attempt + 1) { At = Fold.Start });
        if (state != TrialState.Failed)
        {
            study.Report(trial, "AUC", value);
        }
        var failure = state == TrialState.Failed ? FailureKind.ExitCode : (FailureKind?)null;
        study.Apply(
            new TrialEnded(trial, study.EndOf(trial, state, "done", failure))
            {
                At = Fold.Start.AddSeconds(5),
            }
        );
    }

    /// <summary>The same study from its stored changes.</summary>
    private static Study Cold(Study study)
    {
        var cold = new Study(Fold.Spec(sampler: study.Spec.Sampler, space: Space(0, 1, "a", "b", "c")));
        foreach (var change in study.View.ChangesSince(0))
        {
            var json = JsonSerializer.Serialize(change, StudyJson.Default.StudyChange);
            cold.Apply(JsonSerializer.Deserialize(json, StudyJson.Default.StudyChange)!);
        }
        return cold;
    }

    private static StudyAmended Amended(Study study, Func<StudySpec, StudySpec> change) =>
        new(
            study.View.Version + 1,
            change(study.Spec),
            new RunLimits(2, 60),
            [new AmendedPart("limits.timeout", null, "60")],
            "ana"
        )
        {
            At = Fold.Start,
        };

    [Fact]
    public void A_trial_that_is_tried_again_lets_go_of_its_end_and_of_being_the_best()
    {
        var study = Fold.Spec().Running(2);
        study.Report(0, "AUC", 0.9);
        study.End(0, TrialState.StoppedEarly);
        study.Report(1, "AUC", 0.5);
        study.End(1);
        Assert.Equal(0, study.View.Best!.Number);
        study.Apply(new TrialRequeued(0, "again") { At = Fold.Start, By = "ana" });
        Assert.Equal((TrialState.Waiting, null), (study.View.Trials[0].State, study.View.Trials[0].End));
        Assert.Equal(1, study.View.Best!.Number);
        study.Apply(new TrialStarted(0, 2) { At = Fold.Start });
        study.Report(0, "AUC", 0.4);
        study.End(0);
        Assert.Equal(
            (2, 0.4, 1),
            (study.View.Trials[0].Attempt, study.View.Trials[0].Value, study.View.Best!.Number)
        );
    }

    [Fact]
    public void Only_a_person_takes_an_end_back_and_no_one_that_of_a_completed_trial()
    {
        var study = Fold.Spec().Running(2);
        study.Report(0, "AUC", 0.9);
        study.End(0);
        study.End(1, TrialState.Canceled);
        Assert.Throws<InvalidOperationException>(() =>
            study.Apply(new TrialRequeued(0, "again") { At = Fold.Start, By = "ana" })
        );
        Assert.Throws<InvalidOperationException>(() =>
            study.Apply(new TrialRequeued(1, "again") { At = Fold.Start })
        );
        study.Apply(new TrialRequeued(1, "again") { At = Fold.Start, By = "ana" });
        Assert.Equal(TrialState.Waiting, study.View.Trials[1].State);
    }

    [Fact]
    public void A_hidden_trial_is_not_the_best_and_bounds_no_other_until_it_is_shown_again()
    {
        var study = Fold.Spec(new BanditPolicy { SlackAmount = 0.2 }).Running(3);
        study.Report(0, "AUC", 5);
        study.Report(0, "AUC", 5);
        study.End(0);
        study.Report(1, "AUC", 0.7);
        study.End(1);
        study.Apply(new TrialHidden(0, true, "ana") { At = Fold.Start });
        Assert.Equal(1, study.View.Best!.Number);
        Assert.Empty(study.Report(2, "AUC", 0.6));
        study.Apply(new TrialHidden(0, false, "ana") { At = Fold.Start });
        Assert.Equal(0, study.View.Best!.Number);
        Assert.Single(study.Report(2, "AUC", 0.6));
    }

    [Fact]
    public void Trials_outside_a_narrowed_space_stay_and_count_and_are_not_proposed_again()
    {
        var study = new Study(
            Fold.Spec(sampler: new GridSampling(), space: SearchSpace.Build(s => s.Choice("x", 1, 2, 3, 4)))
        );
        study.Propose(2);
        study.Run(0, 0.9);
        study.Run(1, 0.1);
        study.Apply(
            Amended(study, spec => spec with { Space = SearchSpace.Build(s => s.Choice("x", 2, 3, 9)) })
        );
        Assert.Equal([true, false], study.View.Trials.Select(trial => trial.IsOutside));
        Assert.Equal(0, study.View.Best!.Number);
        Assert.Equal(["x=3", "x=9"], study.Ask(9, Fold.Start).Trials.Select(trial => $"{trial.Assignment}"));
    }

    [Fact]
    public void A_number_beyond_bounds_that_were_moved_is_learnt_from_where_it_lies()
    {
        var space = Space(0.2, 0.6, "a", "b");
        double[]? Place(double x, string kind) =>
            space.Place(Assignment.Of(("x", x), ("lr", 0.01), ("trees", 20), ("kind", kind)));
        Assert.Equal(-0.5, Place(0, "a")![0], 12);
        Assert.Equal(2, Place(1, "a")![0], 12);
        Assert.Equal(0.5, Place(0.4, "b")![0], 12);
        Assert.Null(Place(0.4, "c"));
    }

    [Fact]
    public void A_persons_trial_takes_no_initial_points_place()
    {
        var space = SearchSpace.Build(s => s.Float("x", 0, 1));
        var study = new Study(
            Fold.Spec(space: space) with
            {
                InitialPoints = [Assignment.Of(("x", 0.1)), Assignment.Of(("x", 0.2))],
            }
        );
        study.Propose(1);
        study.Apply(
            new TrialProposed(1, Assignment.Of(("x", 0.7)), study.View.Revision, "mine")
            {
                At = Fold.Start,
                By = "ana",
            }
        );
        Assert.Equal("x=0.2", study.Propose(1)[0].Assignment.ToString());
        Assert.Equal("ana", study.View.Trials[1].ProposedBy);
    }

    [Fact]
    public void A_study_resumed_for_what_waits_proposes_nothing_new()
    {
        var study = Fold.Spec().Running(1);
        study.End(0, TrialState.Canceled);
        study.Apply(new StudyEnded(StudyState.Canceled, "enough") { At = Fold.Start });
        study.Apply(new StudyResumed("for trial 0") { At = Fold.Start, WaitingOnly = true });
        study.Apply(new TrialRequeued(0, "again") { At = Fold.Start, By = "ana" });
        Assert.IsType<Proposal.Exhausted>(study.Ask(1, Fold.Start).Stopped);
        study.Apply(new StudyEnded(StudyState.Completed, "done") { At = Fold.Start });
        study.Apply(new StudyResumed("whole") { At = Fold.Start });
        Assert.Single(study.Ask(1, Fold.Start).Trials);
    }

    [Fact]
    public void A_larger_budget_and_another_rule_for_stopping_hold_from_then_on()
    {
        var study = new Study(
            Fold.Spec() with
            {
                MaxTrials = 2,
                StopWhen = new StopRule { Value = 0.5 },
            }
        );
        study.Propose(2);
        study.Run(0, 0.9);
        Assert.NotNull(study.ShouldStop());
        study.Apply(
            Amended(
                study,
                spec =>
                    spec with
                    {
                        MaxTrials = 4,
                        StopWhen = new StopRule { Plateau = 2 },
                    }
            )
        );
        Assert.Null(study.ShouldStop());
        study.Run(1, 0.1);
        Assert.Equal(2, study.Propose(9).Count);
        study.Run(2, 0.1);
        Assert.NotNull(study.ShouldStop());
    }

    [Fact]
    public void A_policy_switched_on_late_judges_by_what_is_recalled()
    {
        var study = Fold.Spec().Running(2);
        study.Report(0, "AUC", 0.9);
        study.Report(1, "AUC", 0.9);
        study.Apply(
            Amended(study, spec => spec with { EarlyTermination = new BanditPolicy { SlackAmount = 0.1 } })
        );
        study.Recall(0, "AUC", 0.9);
        study.Recall(1, "AUC", 0.2);
        study.Recall(0, "AUC", 0.9);
        var verdict = Assert.Single(study.Report(1, "AUC", 0.3));
        Assert.Contains("report 2", verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Notes_are_kept_and_taken_away()
    {
        var study = Fold.Spec().Running(1);
        study.Apply(new NoteWritten("odd", "ana") { At = Fold.Start, Trial = 0 });
        study.Apply(new NoteWritten("stale data", "ana") { At = Fold.Start });
        Assert.Equal(("odd", "stale data"), (study.View.Trials[0].Note, study.View.Note));
        var again = new Study(Fold.Spec());
        foreach (var change in study.View.ChangesSince(0))
        {
            var json = JsonSerializer.Serialize(change, StudyJson.Default.StudyChange);
            again.Apply(JsonSerializer.Deserialize(json, StudyJson.Default.StudyChange)!);
        }
        Assert.Equal(("odd", "stale data"), (again.View.Trials[0].Note, again.View.Note));
        study.Apply(new NoteWritten("", "ana") { At = Fold.Start, Trial = 0 });
        Assert.Null(study.View.Trials[0].Note);
    }
}
