using System.Text.Json;
using Attune.Samplers;
using Attune.Spaces;
using Attune.Studies;

namespace Attune.Conformance.Samplers;

/// <summary>What every sampler owes a study. A test class inherits it and names its sampler.</summary>
public abstract partial class SamplerConformance
{
    protected static readonly DateTimeOffset At = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The sampler under test.</summary>
    protected abstract SamplerSpec Sampler { get; }

    /// <summary>Whether proposals depend on results; then only equal histories owe equal proposals.</summary>
    protected virtual bool LearnsFromResults => false;

    /// <summary>A space that the sampler takes, with more than 600 assignments, of every kind that it can.</summary>
    protected virtual SearchSpace Space =>
        SearchSpace.Build(s =>
            s.LogFloat("lr", 1e-5, 1e-1)
                .LogInt("trees", 10, 1000)
                .Float("rate", 0, 1, 0.1)
                .Ordered("size", "small", "medium", "large")
                .Constant("seed", 7)
                .Choice(
                    "model",
                    "none",
                    Branch.Of(b =>
                        b.Add("c", new LogUniform { MinValue = -3, MaxValue = 3 })
                            .Choice(
                                "kernel",
                                "rbf",
                                Branch.Of(k => k.Int("degree", 2, 5).Constant("kind", "poly"))
                            )
                    ),
                    Branch.Of(b =>
                        b.Add(
                            "c",
                            new QNormal
                            {
                                Mu = 10,
                                Sigma = 3,
                                Q = 2,
                            }
                        )
                    )
                )
        );

    private StudySpec Spec(SearchSpace? space = null) =>
        new()
        {
            Space = space ?? Space,
            Objectives = [Objective.Minimize("loss")],
            Sampler = Sampler,
            Seed = 20,
        };

    [Fact]
    public void Proposals_lie_in_the_space()
    {
        var study = new Study(Spec());
        for (var i = 0; i < 200; i++)
        {
            var trial = Assert.Single(Propose(study, 1));
            Assert.True(
                study.Spec.Space.Contains(trial.Assignment, out var problems),
                $"{trial.Assignment}: {string.Join("; ", problems)}"
            );
            Assert.NotEmpty(trial.Reason);
            Complete(study, trial.Trial);
        }
    }

    [Fact]
    public void No_assignment_comes_twice()
    {
        var study = new Study(Spec());
        var seen = new HashSet<Assignment>();
        for (var i = 0; i < 60; i++)
        {
            Assert.All(Propose(study, 8), trial => Assert.True(seen.Add(trial.Assignment)));
            Complete(study, study.View.Trials.Count - 1);
        }
    }

    [Fact]
    public void Equal_histories_get_equal_proposals()
    {
        Assert.Equal(Walk(new Study(Spec()), 8), Walk(new Study(Spec()), 8));
    }

    [Fact]
    public void One_worker_and_eight_get_the_same_trials()
    {
        if (!LearnsFromResults)
        {
            Assert.Equal(Walk(new Study(Spec()), 1), Walk(new Study(Spec()), 8));
        }
    }

    [Fact]
    public void A_restart_changes_nothing()
    {
        var whole = new Study(Spec());
        var expected = Walk(whole, 4);
        foreach (var cut in new[] { 0, 1, 7, 50, 101, whole.View.ChangesSince(0).Length })
        {
            var again = Replayed(whole, cut);
            Assert.Equal(expected, Walk(again, 4));
        }
    }

    [Fact]
    public void Asking_alone_changes_nothing()
    {
        var study = new Study(Spec());
        Propose(study, 3);
        var first = study.Ask(5, At).Trials;
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(first, study.Ask(5, At).Trials);
        }
        Assert.Equal(3, study.View.Trials.Count);
        // Fewer of them are recorded than were asked for: the next ones follow on.
        study.Apply(first[0]);
        Assert.Equal(first[1].Assignment, study.Ask(1, At).Trials[0].Assignment);
    }

    [Fact]
    public void A_space_without_parameters_has_one_trial()
    {
        var asked = new Study(Spec(SearchSpace.Empty)).Ask(3, At);
        Assert.Equal(Assignment.Empty, Assert.Single(asked.Trials).Assignment);
        Assert.IsType<Proposal.Exhausted>(asked.Stopped);
    }

    [Fact]
    public void One_category_has_one_trial_and_a_reason_for_no_more()
    {
        var asked = new Study(Spec(SearchSpace.Build(s => s.Choice("only", "this")))).Ask(3, At);
        Assert.Equal("only=this", Assert.Single(asked.Trials).Assignment.ToString());
        Assert.Equal(
            "all 1 combinations have been tried",
            Assert.IsType<Proposal.Exhausted>(asked.Stopped).Reason
        );
    }

    [Fact]
    public void A_small_space_is_tried_to_its_end_around_what_is_forbidden()
    {
        var space = SearchSpace.Build(s =>
            s.Choice("a", 1, 2, 3)
                .Choice("b", Branch.Of(b => b.Int("n", 1, 3)), "flat")
                .Forbid(("a", 2), ("b", "flat"))
                .Forbid(("b[0].n", 3), ("a", 1))
        );
        var study = new Study(Spec(space));
        Assert.Equal(12, space.Count);
        var trials = Propose(study, 100);
        Assert.Equal(10, trials.Select(trial => trial.Assignment).Distinct().Count());
        Assert.DoesNotContain(trials, trial => space.IsForbidden(trial.Assignment));
        Assert.IsType<Proposal.Exhausted>(study.Ask(1, At).Stopped);
        Assert.Empty(study.Ask(1, At).Trials);
    }

    [Fact]
    public void It_goes_on_when_everything_failed()
    {
        var study = new Study(Spec());
        for (var i = 0; i < 40; i++)
        {
            var number = Assert.Single(Propose(study, 1)).Trial;
            study.Apply(new TrialStarted(number, 1) { At = At });
            End(study, number, TrialState.Failed);
        }
        Assert.Null(study.View.Best);
    }

    [Fact]
    public void It_goes_on_when_every_result_is_no_number()
    {
        var study = new Study(Spec());
        foreach (
            var value in Enumerable.Repeat(
                new[] { double.NaN, double.PositiveInfinity, double.NegativeInfinity },
                12
            )
        )
        {
            foreach (var each in value)
            {
                var number = Assert.Single(Propose(study, 1)).Trial;
                study.Apply(new TrialStarted(number, 1) { At = At });
                study.Report(number, "loss", each);
                End(study, number, TrialState.Completed);
            }
        }
        Assert.Null(study.View.Best);
        Assert.All(study.View.Trials, trial => Assert.Equal(FailureKind.NotANumber, trial.End!.Failure));
    }

    [Fact]
    public void Five_hundred_may_be_pending()
    {
        var study = new Study(Spec());
        Assert.Equal(500, Propose(study, 500).Select(trial => trial.Assignment).Distinct().Count());
        Assert.Equal(500, study.View.Trials.Count);
        Assert.Single(Propose(study, 1));
    }

    [Fact]
    public void Repeats_and_initial_points_come_as_asked_with_any_number_of_workers()
    {
        var space = Space;
        var first = space.Parameters[0];
        var spec = Spec() with
        {
            Repeats = 2,
            InitialPoints = [Assignment.Of((first.Path, first.Distribution.FromUnit(0.9)))],
            MaxTrials = 21,
        };
        var (alone, together) = (new Study(spec), new Study(spec));
        while (Propose(alone, 1).Count > 0) { }
        while (Propose(together, 8).Count > 0) { }
        var assignments = alone.View.Trials.Select(trial => trial.Assignment).ToList();
        Assert.Equal(assignments, together.View.Trials.Select(trial => trial.Assignment));
        Assert.Equal(21, assignments.Count);
        Assert.Equal(11, assignments.Distinct().Count());
        Assert.Equal(assignments[0], assignments[1]);
        Assert.Equal(first.Distribution.FromUnit(0.9), assignments[0].Find(first.Path));
        Assert.Equal("initial point 1", alone.View.Trials[0].Reason);
    }

    [Fact]
    public void Its_spec_survives_JSON()
    {
        var json = JsonSerializer.Serialize(Sampler, StudyJson.Default.SamplerSpec);
        Assert.Equal(Sampler, JsonSerializer.Deserialize(json, StudyJson.Default.SamplerSpec));
    }

    /// <summary>Goes on to 100 trials, so many at once, each of them ended before the next are asked for.</summary>
    private static List<Assignment> Walk(Study study, int workers)
    {
        while (study.View.Trials.Count < 100)
        {
            FinishAll(study);
            Propose(study, Math.Min(workers, 100 - study.View.Trials.Count));
        }
        return [.. study.View.Trials.Select(trial => trial.Assignment)];
    }

    /// <summary>The first changes of a study, by way of their JSON, in a new one that stands between two rounds.</summary>
    private Study Replayed(Study whole, int changes)
    {
        var study = new Study(Spec());
        foreach (var change in whole.View.ChangesSince(0)[..changes])
        {
            var json = JsonSerializer.Serialize(change, StudyJson.Default.StudyChange);
            study.Apply(JsonSerializer.Deserialize(json, StudyJson.Default.StudyChange)!);
        }
        while (study.View.Trials.Count % 4 != 0)
        {
            Propose(study, 4 - (study.View.Trials.Count % 4));
        }
        return study;
    }

    private static void FinishAll(Study study)
    {
        foreach (var trial in study.View.Trials)
        {
            if (trial.State == TrialState.Waiting)
            {
                study.Apply(new TrialStarted(trial.Number, trial.Attempt + 1) { At = At });
            }
            if (trial.State == TrialState.Running)
            {
                Report(study, trial.Number);
            }
        }
    }

    private static IReadOnlyList<TrialProposed> Propose(Study study, int count)
    {
        var asked = study.Ask(count, At);
        foreach (var trial in asked.Trials)
        {
            study.Apply(trial);
        }
        return asked.Trials;
    }

    private static void Complete(Study study, int number)
    {
        study.Apply(new TrialStarted(number, 1) { At = At });
        Report(study, number);
    }

    private static void Report(Study study, int number)
    {
        study.Report(number, "loss", Math.Sin(number));
        End(study, number, TrialState.Completed);
    }

    private static void End(Study study, int number, TrialState state) =>
        study.Apply(new TrialEnded(number, study.EndOf(number, state, "done")) { At = At });
}
