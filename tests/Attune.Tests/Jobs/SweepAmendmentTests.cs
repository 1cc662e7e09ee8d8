using Attune.EarlyTermination;
using Attune.Jobs;
using Attune.Samplers;
using Attune.Spaces;
using Attune.Studies;

namespace Attune.Tests.Jobs;

public sealed class SweepAmendmentTests
{
    private static readonly DateTimeOffset At = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly SweepJob Job = new()
    {
        Trial = new TrialSpec { Command = "train" },
        SearchSpace =
        [
            new("lr", new Uniform { MinValue = 0, MaxValue = 1 }),
            new("kind", Choice.Of("a", "b")),
            new("model", Choice.Of(Branch.Of(b => b.Float("c", 0, 1)), "none")),
        ],
        Objective = new JobObjective { PrimaryMetric = "AUC", Goal = Goal.Maximize },
        Limits = new SweepLimits { MaxTotalTrials = 20 },
        Attune = new SweepExtensions
        {
            InitialPoints = [Assignment.Of(("lr", 0.9)), Assignment.Of(("kind", "a"))],
        },
    };

    private static readonly Study Study = new(Job.ToStudySpec());

    [Fact]
    public void Limits_policy_and_ranges_are_changed_in_one_version_that_says_what_differs()
    {
        var after = Job with
        {
            Limits = new SweepLimits
            {
                MaxTotalTrials = 40,
                MaxConcurrentTrials = 3,
                Timeout = 60,
            },
            EarlyTermination = new BanditPolicy { SlackFactor = 0.1 },
            SearchSpace =
            [
                new("lr", new Uniform { MinValue = 0, MaxValue = 0.5 }),
                new("kind", Choice.Of("b", "c")),
                new("model", Choice.Of(Branch.Of(b => b.Float("c", 0, 2)), "none", "more")),
            ],
        };
        var change = SweepAmendment.Change(Job, after, Study.View, "ana", At)!;
        Assert.Equal(
            (2, "ana", 40, 3),
            (change.Version, change.By, change.Spec.MaxTrials, change.Limits.MaxConcurrent)
        );
        Assert.Equal(
            ["search_space.lr.max_value: 1 → 0.5", "search_space.kind.values: [\"a\",\"b\"] → [\"b\",\"c\"]"],
            change.Parts.Take(2).Select(part => part.ToString())
        );
        Assert.Contains(change.Parts, part => part.ToString() == "limits.max_total_trials: 20 → 40");
        Assert.Contains(change.Parts, part => part.ToString() == "limits.timeout: nothing → 60");
        // 0.9 is out of range, and 'a' is no option any more: their turns become random draws.
        Assert.Equal([Assignment.Empty, Assignment.Empty], change.Spec.InitialPoints);

        var study = new Study(Job.ToStudySpec());
        study.Apply(change);
        Assert.Equal(after with { Attune = Job.Attune }, SweepAmendment.Of(Job, study.View));
        Assert.Null(SweepAmendment.Change(after, after, study.View, "ana", At));
    }

    [Fact]
    public void All_that_cannot_be_changed_is_said_at_once()
    {
        var after = Job with
        {
            SamplingAlgorithm = new SobolSampling(),
            Trial = new TrialSpec { Command = "other" },
            Limits = new SweepLimits { MaxTotalTrials = 0 },
            SearchSpace =
            [
                new("lr", new FloatRange { Low = 0, High = 1 }),
                new("model", Choice.Of("none")),
                new("extra", new Uniform { MinValue = 2, MaxValue = 1 }),
            ],
        };
        var error = Assert.Throws<InvalidSpecException>(() =>
            SweepAmendment.Change(Job, after, Study.View, "ana", At)
        );
        var paths = error.Problems.Select(problem => problem.Path).ToList();
        Assert.Contains("sampling_algorithm", string.Join(' ', paths), StringComparison.Ordinal);
        Assert.Superset(
            new HashSet<string>
            {
                "trial.command",
                "limits.max_total_trials",
                "search_space.lr.type",
                "search_space.kind",
                "search_space.extra",
                "search_space.model.values[0]",
            },
            new HashSet<string>(paths)
        );
    }
}
