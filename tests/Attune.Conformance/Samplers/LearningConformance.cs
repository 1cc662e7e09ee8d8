using Attune.Samplers;
using Attune.Spaces;
using Attune.Studies;

namespace Attune.Conformance.Samplers;

/// <summary>How far a sampler's proposals depend on the scale of the objective.</summary>
public enum AffineInvariance
{
    /// <summary>a·y + b gets the same trials as y, for a above 0.</summary>
    Exact,

    /// <summary>a·y gets the same trials as y, for a power of two.</summary>
    Scale,
}

/// <summary>What every sampler owes to results, whether it learns from them or not: part of <see cref="SamplerConformance"/>.</summary>
public abstract partial class SamplerConformance
{
    /// <summary>What the sampler claims.</summary>
    protected virtual AffineInvariance Affine => AffineInvariance.Exact;

    /// <summary>How many trials a learner is given to show that it has learnt.</summary>
    protected virtual int LearningTrials => 60;

    [Fact]
    public void A_new_process_answers_like_one_that_has_lived_long()
    {
        var study = new Study(Spec());
        for (var step = 0; step < 60; step++)
        {
            Propose(study, 1 + (step % 3));
            var open = study.View.Trials.Where(trial => !trial.HasEnded).Select(trial => trial.Number);
            // Out of order, and some of them never.
            foreach (var number in open.Reverse().Where(number => (number + step) % 4 == 0).ToList())
            {
                study.Apply(new TrialStarted(number, 1) { At = At });
                study.Report(number, "loss", Distance(study.View.Trials[number].Assignment));
                End(study, number, number % 7 == 0 ? TrialState.Failed : TrialState.Completed);
            }
            if (step % 10 == 9)
            {
                Assert.Equal(Assignments(Again(study).Ask(3, At)), Assignments(study.Ask(3, At)));
            }
        }
    }

    [Fact]
    public void To_maximize_is_to_minimize_the_negation()
    {
        var down = new Study(Spec());
        var up = new Study(Spec() with { Objectives = [Objective.Maximize("loss")] });
        Assert.Equal(Run(down, 40, (_, value) => value), Run(up, 40, (_, value) => -value));
    }

    [Fact]
    public void The_scale_of_the_objective_changes_nothing()
    {
        // Multiples of 2^-20 and whole factors: no rounding tells the two apart.
        static double Coarse(double value) => Math.Round(value * 1048576) / 1048576;
        var shift = Affine == AffineInvariance.Exact ? 24 : 0;
        Assert.Equal(
            Run(new Study(Spec()), 40, (_, value) => Coarse(value)),
            Run(new Study(Spec()), 40, (_, value) => (8 * Coarse(value)) - shift)
        );
    }

    [Fact]
    public void When_all_values_are_equal_it_goes_on_looking()
    {
        var study = new Study(Spec());
        Run(study, 60, (_, _) => 5);
        Assert.Equal(60, study.View.DifferentAssignments);
        if (LearnsFromResults)
        {
            var places = study
                .View.Trials.Skip(20)
                .Select(trial => Space.Encode(trial.Assignment)[0])
                .ToList();
            Assert.True(places.Min() < 0.3 && places.Max() > 0.7, "the search has narrowed without a reason");
        }
    }

    [Fact]
    public void Huge_outliers_do_not_hide_what_there_is_to_learn()
    {
        var study = new Study(Spec());
        Run(study, 60, (number, value) => number % 5 == 1 ? 1e30 : value);
        var values = study
            .View.Trials.Where(trial => trial.Number % 5 != 1)
            .Select(trial => Distance(trial.Assignment))
            .ToList();
        if (LearnsFromResults)
        {
            Assert.True(values.TakeLast(15).Average() < values.Take(10).Average(), "it has not learnt");
        }
    }

    [Fact]
    public void Five_hundred_may_be_pending_when_others_have_ended()
    {
        var study = new Study(Spec());
        Run(study, 20, (_, value) => value);
        Assert.Equal(500, Propose(study, 500).Select(trial => trial.Assignment).Distinct().Count());
        Assert.Single(Propose(study, 1));
    }

    [Fact]
    public void What_is_forbidden_is_not_proposed_however_good_it_would_be()
    {
        var space = SearchSpace.Build(s =>
            s.Int("a", 1, 6)
                .Choice("b", Branch.Of(b => b.Int("n", 1, 9)), "flat")
                .Forbid(("a", 1))
                .Forbid(("b[0].n", 1))
        );
        var study = new Study(Spec(space));
        for (var i = 0; i < 45; i++)
        {
            var trial = Assert.Single(Propose(study, 1));
            Assert.False(space.IsForbidden(trial.Assignment));
            study.Apply(new TrialStarted(trial.Trial, 1) { At = At });
            study.Report(trial.Trial, "loss", space.Encode(trial.Assignment).Sum());
            End(study, trial.Trial, TrialState.Completed);
        }
    }

    [Fact]
    public void The_order_of_the_parameters_is_no_advantage()
    {
        if (LearnsFromResults)
        {
            double Best(bool reversed) =>
                Enumerable
                    .Range(0, 5)
                    .Average(seed =>
                    {
                        string[] names = ["a", "b", "c", "d"];
                        var space = SearchSpace.Build(s =>
                        {
                            foreach (var name in reversed ? names.Reverse() : names)
                            {
                                s.Float(name, 0, 1);
                            }
                        });
                        var study = new Study(Spec(space) with { Seed = (ulong)seed });
                        // The first one matters most, wherever it stands.
                        Run(
                            study,
                            40,
                            assignment =>
                                names
                                    .Select(
                                        (name, i) =>
                                            Square(assignment.Find(name)!.Value.AsDouble() - 0.3) / (1 + i)
                                    )
                                    .Sum()
                        );
                        return study.View.Best!.Value;
                    });
            var (forward, backward) = (Best(false), Best(true));
            Assert.InRange(Math.Log10(forward / backward), -1, 1);
        }
    }

    [Fact]
    public void A_learner_does_better_than_chance()
    {
        if (LearnsFromResults)
        {
            var space = SearchSpace.Build(s =>
                s.Float("a", 0, 1).LogFloat("b", 1e-4, 1).Int("c", 0, 100).Choice("d", "x", "y", "z")
            );
            double Best(SamplerSpec sampler) =>
                Enumerable
                    .Range(0, 5)
                    .Average(seed =>
                    {
                        var study = new Study(Spec(space) with { Seed = (ulong)seed, Sampler = sampler });
                        Run(
                            study,
                            LearningTrials,
                            assignment =>
                                space.Encode(assignment).Take(3).Sum(u => Square(u - 0.3))
                                + (assignment.Find("d") == "y" ? 0 : 0.2)
                        );
                        return study.View.Best!.Value;
                    });
            Assert.True(Best(Sampler) < 0.5 * Best(new RandomSampling()));
        }
    }

    [Fact]
    public void A_deterministic_study_is_the_same_with_one_worker_and_eight_whatever_the_timing()
    {
        var spec = Spec() with { Deterministic = true };
        var alone = Timed(new Study(spec), 1, 0);
        Assert.Equal(alone, Timed(new Study(spec), 8, 1));
        Assert.Equal(alone, Timed(new Study(spec), 8, 2));
    }

    /// <summary>Sixty trials, so many at once, that end in an order of their own; in the middle a new process takes over.</summary>
    private List<Assignment> Timed(Study study, int workers, int timing)
    {
        const int trials = 60;
        var ended = 0;
        for (var step = 0; ended < trials; step++)
        {
            var open = study
                .View.Trials.Where(trial => !trial.HasEnded)
                .Select(trial => trial.Number)
                .ToList();
            var wanted = Math.Min(workers - open.Count, trials - study.View.Trials.Count);
            // Asked for in one go, or one by one; and what is asked for is not always taken.
            if (wanted > 0)
            {
                study.Ask(wanted, At);
                open.AddRange(Propose(study, 1 + (step % wanted)).Select(trial => trial.Trial));
            }
            var number = open[(step * timing * 5) % open.Count];
            study.Apply(new TrialStarted(number, 1) { At = At });
            study.Report(number, "loss", Distance(study.View.Trials[number].Assignment));
            End(study, number, TrialState.Completed);
            ended++;
            study = step == 31 ? Again(study) : study;
        }
        return [.. study.View.Trials.Select(trial => trial.Assignment)];
    }

    private double Distance(Assignment assignment) => Space.Encode(assignment).Sum(u => Square(u - 0.3));

    private static double Square(double x) => x * x;

    private List<Assignment> Run(Study study, int trials, Func<int, double, double> value)
    {
        var next = study.View.Trials.Count;
        return Run(study, trials, assignment => value(next++, Distance(assignment)));
    }

    /// <summary>Goes on by so many trials, one after the other.</summary>
    private static List<Assignment> Run(Study study, int trials, Func<Assignment, double> value)
    {
        for (var i = 0; i < trials; i++)
        {
            var trial = Assert.Single(Propose(study, 1));
            study.Apply(new TrialStarted(trial.Trial, 1) { At = At });
            study.Report(trial.Trial, "loss", value(trial.Assignment));
            End(study, trial.Trial, TrialState.Completed);
        }
        return [.. study.View.Trials.Select(trial => trial.Assignment)];
    }

    private static Study Again(Study whole)
    {
        var study = new Study(whole.Spec);
        foreach (var change in whole.View.ChangesSince(0))
        {
            study.Apply(change);
        }
        return study;
    }

    private static List<Assignment> Assignments(Asked asked) =>
        [.. asked.Trials.Select(trial => trial.Assignment)];
}
