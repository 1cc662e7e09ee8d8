using Attune.EarlyTermination;
using Attune.Studies;
using Attune.Tests.Studies;

namespace Attune.Tests.EarlyTermination;

public sealed class TruncationSelectionPolicyTests
{
    private static TruncationSelectionPolicy Policy(int percentage) =>
        new() { TruncationPercentage = percentage };

    [Fact]
    public void The_share_is_rounded_down_so_that_the_first_ones_go_on()
    {
        var study = Fold.Spec(Policy(25)).Running(4);
        Assert.Empty(study.Report(0, "AUC", 0.4));
        Assert.Empty(study.Report(1, "AUC", 0.3));
        Assert.Empty(study.Report(2, "AUC", 0.2));
        var verdict = Assert.Single(study.Report(3, "AUC", 0.1));
        Assert.Equal((3, VerdictKind.Stop), (verdict.Trial, verdict.Kind));
        Assert.Equal(
            "stopped by truncation selection at report 1: AUC 0.1 is among the worst 1 of 4",
            verdict.Reason
        );
    }

    [Fact]
    public void Another_trial_at_the_same_interval_may_be_the_worst()
    {
        var study = Fold.Spec(Policy(50)).Running(2);
        study.Report(0, "AUC", 0.4);
        Assert.Equal(0, Assert.Single(study.Report(1, "AUC", 0.5)).Trial);
    }

    [Fact]
    public void A_younger_trial_is_compared_with_the_older_ones_values_at_its_interval()
    {
        var study = Fold.Spec(Policy(50)).Running(2);
        foreach (var value in new[] { 0.3, 0.6, 0.9 })
        {
            study.Report(0, "AUC", value);
        }
        // The older trial was worse at the first interval, but has gone on: it is not stopped for its youth.
        Assert.Empty(study.Report(1, "AUC", 0.4));
        Assert.Equal(1, Assert.Single(study.Report(1, "AUC", 0.5)).Trial);
    }

    [Fact]
    public void Ended_trials_take_places_among_the_worst_unless_they_are_excluded()
    {
        foreach (var exclude in new[] { false, true })
        {
            var study = Fold.Spec(Policy(50) with { ExcludeFinishedJobs = exclude }).Running(3);
            study.Report(0, "AUC", 0.1);
            study.End(0);
            study.Report(1, "AUC", 0.9);
            Assert.Equal(exclude ? [2] : [], study.Report(2, "AUC", 0.5).Select(verdict => verdict.Trial));
        }
    }

    [Fact]
    public void NaN_ranks_last_and_minimizing_is_mirrored()
    {
        var study = Fold.Spec(Policy(40), Goal.Minimize).Running(3);
        study.Report(0, "AUC", 0.1);
        study.Report(1, "AUC", double.NaN);
        Assert.Equal(1, Assert.Single(study.Report(2, "AUC", 99)).Trial);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    public void A_percentage_outside_1_to_99_is_a_problem(int percentage) =>
        Assert.Single(Policy(percentage).Validate("early_termination"));
}
