using Attune.EarlyTermination;
using Attune.Studies;
using Attune.Tests.Studies;

namespace Attune.Tests.EarlyTermination;

public sealed class BanditPolicyTests
{
    [Theory]
    [InlineData(0.67, false)]
    [InlineData(0.66, true)]
    public void A_factor_of_0_2_below_a_best_of_0_8_stops_under_two_thirds(double value, bool stops)
    {
        var study = Fold.Spec(new BanditPolicy { SlackFactor = 0.2 }).Running(2);
        Assert.Empty(study.Report(0, "AUC", 0.8));
        var verdicts = study.Report(1, "AUC", value);
        Assert.Equal(stops, verdicts.Count == 1);
        if (stops)
        {
            Assert.Equal(
                "stopped by bandit at report 1: AUC 0.66 is below 0.666667 (best 0.8)",
                Assert.Single(verdicts).Reason
            );
        }
    }

    [Theory]
    [InlineData(Goal.Maximize, 0.69, true)]
    [InlineData(Goal.Maximize, 0.71, false)]
    [InlineData(Goal.Minimize, 0.91, true)]
    [InlineData(Goal.Minimize, 0.89, false)]
    public void An_amount_of_0_1_is_taken_off_or_added(Goal goal, double value, bool stops)
    {
        var study = Fold.Spec(new BanditPolicy { SlackAmount = 0.1 }, goal).Running(2);
        study.Report(0, "AUC", 0.8);
        Assert.Equal(stops, study.Report(1, "AUC", value).Count == 1);
    }

    [Theory]
    [InlineData(Goal.Maximize, -10, 0.25, -12.1, true)]
    [InlineData(Goal.Maximize, -10, 0.25, -11.9, false)]
    [InlineData(Goal.Minimize, -10, 0.25, -7.4, true)]
    [InlineData(Goal.Minimize, -10, 0.25, -7.6, false)]
    [InlineData(Goal.Minimize, 10, 0.25, 12.6, true)]
    [InlineData(Goal.Minimize, 10, 0.25, 12.4, false)]
    public void A_factor_allows_a_gap_of_the_same_sense_for_negative_metrics(
        Goal goal,
        double best,
        double factor,
        double value,
        bool stops
    )
    {
        var study = Fold.Spec(new BanditPolicy { SlackFactor = factor }, goal).Running(2);
        study.Report(0, "AUC", best);
        Assert.Equal(stops, study.Report(1, "AUC", value).Count == 1);
    }

    [Theory]
    [InlineData(0.2, 0.05, 0.74, true)]
    [InlineData(0.05, 0.2, 0.75, true)]
    [InlineData(0.05, 0.2, 0.77, false)]
    [InlineData(0.0, 0.2, 0.65, false)]
    [InlineData(0.2, 0.0, 0.7, false)]
    public void Of_two_slacks_the_stricter_decides_and_zero_is_unset(
        double factor,
        double amount,
        double value,
        bool stops
    )
    {
        var study = Fold.Spec(new BanditPolicy { SlackFactor = factor, SlackAmount = amount }).Running(2);
        study.Report(0, "AUC", 0.8);
        Assert.Equal(stops, study.Report(1, "AUC", value).Count == 1);
    }

    [Fact]
    public void The_best_value_so_far_counts_not_the_last_one()
    {
        var study = Fold.Spec(new BanditPolicy { SlackFactor = 0.1 }).Running(2);
        study.Report(0, "AUC", 0.8);
        study.Report(1, "AUC", 0.8);
        study.Report(0, "AUC", 0.8);
        Assert.Empty(study.Report(1, "AUC", 0.1));
    }

    [Fact]
    public void Only_the_same_interval_is_compared()
    {
        var study = Fold.Spec(new BanditPolicy { SlackFactor = 0.1 }).Running(2);
        foreach (var value in new[] { 0.1, 0.5, 0.9 })
        {
            study.Report(0, "AUC", value);
        }
        Assert.Empty(study.Report(1, "AUC", 0.1));
        Assert.Empty(study.Report(1, "AUC", 0.5));
        Assert.Single(study.Report(1, "AUC", 0.5));
    }

    [Theory]
    [InlineData(0, 0, new[] { 1, 2, 3, 4, 5, 6 })]
    [InlineData(1, 0, new[] { 1, 2, 3, 4, 5, 6 })]
    [InlineData(2, 0, new[] { 2, 4, 6 })]
    [InlineData(2, 3, new[] { 4, 6 })]
    [InlineData(1, 5, new[] { 5, 6 })]
    public void It_is_applied_at_its_intervals_after_the_delay(int interval, int delay, int[] applied)
    {
        var policy = new BanditPolicy
        {
            SlackFactor = 0.1,
            EvaluationInterval = interval,
            DelayEvaluation = delay,
        };
        var study = Fold.Spec(policy).Running(2);
        var seen = new List<int>();
        for (var n = 1; n <= 6; n++)
        {
            study.Report(0, "AUC", 0.9);
            if (study.Report(1, "AUC", 0.1).Count > 0)
            {
                seen.Add(n);
            }
        }
        Assert.Equal(applied, seen);
    }

    [Fact]
    public void A_NaN_stops_its_own_trial_and_no_other()
    {
        var study = Fold.Spec(new BanditPolicy { SlackFactor = 0.1 }).Running(3);
        Assert.Empty(study.Report(0, "AUC", double.NaN));
        Assert.Empty(study.Report(1, "AUC", 0.5));
        Assert.Single(study.Report(2, "AUC", double.PositiveInfinity));
    }

    [Fact]
    public void A_retried_trial_takes_its_earlier_values_back()
    {
        var study = Fold.Spec(new BanditPolicy { SlackFactor = 0.1 }).Running(2);
        study.Report(0, "AUC", 0.9);
        study.Apply(new TrialRequeued(0, "lost") { At = Fold.Start });
        study.Apply(new TrialStarted(0, 2) { At = Fold.Start });
        Assert.Empty(study.Report(1, "AUC", 0.1));
    }

    [Fact]
    public void Another_metric_is_judged_only_when_it_is_named()
    {
        var spec = Fold.Spec(new BanditPolicy { SlackAmount = 0.1, Metric = "loss" }) with
        {
            Objectives = [Objective.Maximize("AUC"), Objective.Minimize("loss")],
        };
        var study = spec.Running(2);
        Assert.Empty(study.Report(0, "AUC", 0.9));
        Assert.Empty(study.Report(1, "AUC", 0.1));
        study.Report(0, "loss", 1);
        Assert.Single(study.Report(1, "loss", 2));
    }

    [Fact]
    public void Its_fields_are_checked_all_at_once()
    {
        var problems = new BanditPolicy
        {
            SlackFactor = -1,
            EvaluationInterval = -1,
            DelayEvaluation = -1,
        }.Validate("early_termination");
        Assert.Equal(3, problems.Count());
        Assert.Single(new BanditPolicy().Validate("early_termination"));
    }
}
