using Attune.EarlyTermination;
using Attune.Studies;
using Attune.Tests.Studies;

namespace Attune.Tests.EarlyTermination;

public sealed class MedianStoppingPolicyTests
{
    [Fact]
    public void A_best_value_below_the_median_of_the_running_means_stops()
    {
        var study = Fold.Spec(new MedianStoppingPolicy()).Running(4);
        foreach (var (trial, first, second) in new[] { (0, 0.5, 0.7), (1, 0.6, 0.8), (2, 0.4, 0.5) })
        {
            study.Report(trial, "AUC", first);
            study.Report(trial, "AUC", second);
        }
        // Means at 1: 0.5, 0.6, 0.4 and its own 0.45: the median is 0.475.
        Assert.Single(study.Report(3, "AUC", 0.45));
        // Means at 2: 0.6, 0.7, 0.45 and its own 0.515: the median is 0.5575, and its best is 0.58.
        Assert.Empty(study.Report(3, "AUC", 0.58));
        // The older trials have two reports only: their means stay, its own is 0.51 by now; the best 0.58 is kept.
        Assert.Empty(study.Report(3, "AUC", 0.5));
    }

    [Fact]
    public void It_needs_two_other_trials()
    {
        var study = Fold.Spec(new MedianStoppingPolicy()).Running(3);
        study.Report(0, "AUC", 0.9);
        Assert.Empty(study.Report(1, "AUC", 0.1));
        Assert.Single(study.Report(2, "AUC", 0.05));
    }

    [Fact]
    public void Ended_trials_count_too_and_minimizing_is_mirrored()
    {
        var study = Fold.Spec(new MedianStoppingPolicy { DelayEvaluation = 2 }, Goal.Minimize).Running(3);
        foreach (var trial in new[] { 0, 1 })
        {
            study.Report(trial, "AUC", 1);
            study.Report(trial, "AUC", 1);
            study.End(trial);
        }
        Assert.Empty(study.Report(2, "AUC", 5));
        var verdict = Assert.Single(study.Report(2, "AUC", 4));
        Assert.Equal(
            "stopped by median stopping at report 2: best AUC 4 is worse than the median 1 of 3 running means",
            verdict.Reason
        );
    }

    [Fact]
    public void NaN_is_passed_over_in_means_and_stops_a_trial_without_any_number()
    {
        var study = Fold.Spec(new MedianStoppingPolicy()).Running(4);
        study.Report(0, "AUC", double.NaN);
        study.Report(0, "AUC", 0.5);
        study.Report(1, "AUC", 0.5);
        study.Report(2, "AUC", 0.5);
        Assert.Single(study.Report(3, "AUC", double.NaN));
        Assert.Empty(study.Report(3, "AUC", 0.5));
    }
}
