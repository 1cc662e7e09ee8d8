using Attune.Samplers;
using Attune.Samplers.GaussianProcess;
using Attune.Spaces;
using Attune.Studies;
using Attune.Tests.Studies;

namespace Attune.Tests.Samplers.GaussianProcess;

public sealed class GaussianProcessSamplerTests
{
    private static readonly SearchSpace Mixed = SearchSpace.Build(s =>
        s.LogFloat("lr", 1e-5, 1)
            .Int("layers", 1, 8)
            .Choice("optimizer", "adam", Branch.Of(b => b.Float("momentum", 0, 1)), "lion")
    );

    // The least value, 0, needs the branch, its momentum, the right order of magnitude and the right integer.
    private static double Loss(Assignment assignment)
    {
        var rate = Math.Log10(assignment.Find("lr")!.Value.AsDouble()) + 3.3;
        var layers = assignment.Find("layers")!.Value.AsDouble() - 6;
        var momentum = assignment.Find("optimizer[1].momentum")?.AsDouble() - 0.85;
        return (rate * rate) + (0.2 * layers * layers) + (momentum is { } m ? 3 * m * m : 0.8);
    }

    private static Study Run(
        Func<Assignment, int, double> objective,
        int trials,
        SearchSpace? space = null,
        Goal goal = Goal.Minimize,
        ulong seed = 3
    )
    {
        var spec = Fold.Spec(
            goal: goal,
            sampler: new GaussianProcessSampling { Seed = seed },
            space: space ?? Mixed
        );
        var study = new Study(spec);
        for (var trial = 0; trial < trials; trial++)
        {
            Assert.Single(study.Propose(1));
            study.Run(trial, objective(study.View.Trials[trial].Assignment, trial));
        }
        return study;
    }

    private static List<Assignment> Trials(Study study) =>
        [.. study.View.Trials.Select(trial => trial.Assignment)];

    [Fact]
    public void It_finds_the_minimum_of_a_mixed_conditional_space()
    {
        var study = Run((assignment, _) => Loss(assignment), 45);
        Assert.InRange(study.View.Best!.Value, 0, 1e-3);
        Assert.Equal(6, study.View.Best.Assignment.Find("layers")!.Value.AsInteger());
    }

    [Fact]
    public void The_first_trial_is_the_centre_and_later_ones_say_what_they_expect()
    {
        var study = Run((assignment, _) => Loss(assignment), 7);
        Assert.Equal(Mixed.Decode([0.5, 0.5, 0.5, 0.5]), study.View.Trials[0].Assignment);
        Assert.Equal("the centre of the space", study.View.Trials[0].Reason);
        Assert.StartsWith("expected improvement", study.View.Trials[6].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Neither_the_scale_of_the_objective_nor_its_sign_changes_a_proposal()
    {
        var trials = Trials(Run((assignment, _) => Loss(assignment), 25));
        // Powers of two keep every digit.
        Assert.Equal(trials, Trials(Run((assignment, _) => 1048576 * Loss(assignment), 25)));
        Assert.Equal(trials, Trials(Run((assignment, _) => Loss(assignment) / 1048576, 25)));
        Assert.Equal(trials, Trials(Run((assignment, _) => -Loss(assignment), 25, goal: Goal.Maximize)));
    }

    [Fact]
    public void How_far_off_an_outlier_is_changes_nothing()
    {
        List<Assignment> With(double outlier) =>
            Trials(Run((assignment, trial) => trial % 7 == 4 ? outlier : Loss(assignment), 25));
        Assert.Equal(With(1e9), With(1e30));
    }

    [Fact]
    public void A_region_where_trials_fail_is_left()
    {
        // The half in which every trial fails holds the slope towards the better values.
        var space = SearchSpace.Build(s => s.Float("x", 0, 1).Float("y", 0, 1));
        var study = Run(
            (assignment, _) =>
                assignment.Values[0].AsDouble() > 0.6
                    ? double.NaN
                    : Math.Pow(assignment.Values[0].AsDouble() - 0.55, 2) + assignment.Values[1].AsDouble(),
            40,
            space
        );
        Assert.InRange(study.View.Trials.Skip(10).Count(trial => trial.State == TrialState.Failed), 0, 10);
        Assert.InRange(study.View.Best!.Value, 0, 0.01);
    }

    [Fact]
    public void Equal_values_are_met_with_points_all_over_the_space()
    {
        var study = Run((_, _) => 1, 30);
        var rates = study.View.Trials.Select(trial => Math.Log10(trial.Assignment.Values[0].AsDouble()));
        Assert.True(rates.Max() - rates.Min() > 4);
        Assert.DoesNotContain(
            study.View.Trials,
            trial => trial.Reason.StartsWith("exp", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Trials_under_way_are_not_proposed_again_nor_crowded()
    {
        var space = SearchSpace.Build(s => s.Float("x", 0, 1).Float("y", 0, 1));
        double Bowl(Assignment a) =>
            Math.Pow(a.Values[0].AsDouble() - 0.3, 2) + Math.Pow(a.Values[1].AsDouble() - 0.7, 2);
        var study = Run((assignment, _) => Bowl(assignment), 8, space);
        var batch = study.Propose(8).Select(trial => trial.Assignment).ToList();
        for (var i = 0; i < batch.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                var gap = Math.Abs(batch[i].Values[0].AsDouble() - batch[j].Values[0].AsDouble());
                gap += Math.Abs(batch[i].Values[1].AsDouble() - batch[j].Values[1].AsDouble());
                Assert.True(gap > 1e-3, $"{batch[i]} and {batch[j]}");
            }
        }
    }

    [Fact]
    public void What_a_person_ended_says_nothing()
    {
        var (left, right) = (Run((a, _) => Loss(a), 8), Run((a, _) => Loss(a), 8));
        left.Propose(1);
        left.End(8, TrialState.Canceled);
        right.Propose(1);
        right.End(8, TrialState.Lost);
        Assert.Equal(left.Propose(1)[0].Assignment, right.Propose(1)[0].Assignment);
        Assert.Contains("expected", left.View.Trials[9].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Repeats_of_an_assignment_are_one_row_with_less_noise()
    {
        var features = new Features(Mixed, 0.5);
        var history = new History(Mixed, features);
        var study = new Study(
            Fold.Spec(goal: Goal.Minimize, sampler: new RandomSampling(), space: Mixed) with
            {
                Repeats = 3,
            }
        );
        study.Propose(6);
        foreach (var (trial, value) in new[] { 1.0, 2, 3, 5, 5, 8 }.Index())
        {
            study.Run(trial, value);
        }
        foreach (var change in study.View.ChangesSince(0))
        {
            history.Add(change, study.View);
        }
        var data = TrainingSet.Of(history, 500)!;
        Assert.Equal([2, 6], data.Rows.Select(row => row.Value));
        Assert.All(data.NoiseWeights, weight => Assert.Equal(1.0 / 3, weight));
        Assert.Equal([2.0, 6], history.SortedValues);
    }

    [Fact]
    public void A_long_history_keeps_the_best_the_newest_and_some_of_the_rest()
    {
        var space = SearchSpace.Build(s => s.Float("x", 0, 1));
        var history = new History(space, new Features(space, 0.5));
        var study = new Study(Fold.Spec(goal: Goal.Minimize, sampler: new RandomSampling(), space: space));
        study.Propose(900);
        for (var trial = 0; trial < 900; trial++)
        {
            study.Run(trial, study.View.Trials[trial].Assignment.Values[0].AsDouble());
        }
        foreach (var change in study.View.ChangesSince(0))
        {
            history.Add(change, study.View);
        }
        var data = TrainingSet.Of(history, 100)!;
        Assert.Equal(100, data.Count);
        Assert.Subset(
            data.Rows.ToHashSet(),
            history.ByValue.Take(25).Select(i => history.Observations[i]).ToHashSet()
        );
        Assert.Subset(data.Rows.ToHashSet(), history.Observations.TakeLast(45).ToHashSet());
        Assert.InRange(data.Rows.Count(row => row.Value > 0.9), 3, 30);
    }
}
