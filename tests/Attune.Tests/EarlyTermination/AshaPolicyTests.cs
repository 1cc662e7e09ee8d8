using Attune.EarlyTermination;
using Attune.Tests.Studies;

namespace Attune.Tests.EarlyTermination;

public sealed class AshaPolicyTests
{
    [Fact]
    public void One_third_goes_on_at_each_rung_once_three_have_come()
    {
        var study = Fold.Spec(new AshaPolicy()).Running(6);
        Assert.Empty(study.Report(0, "AUC", 0.5));
        Assert.Empty(study.Report(1, "AUC", 0.4));
        Assert.Single(study.Report(2, "AUC", 0.3));
        Assert.Empty(study.Report(3, "AUC", 0.6));
        Assert.Single(study.Report(4, "AUC", 0.55));
        Assert.Empty(study.Report(5, "AUC", 0.55));
    }

    [Fact]
    public void Between_the_rungs_nothing_is_judged()
    {
        var study = Fold.Spec(new AshaPolicy { MinResource = 2, ReductionFactor = 3 }).Running(4);
        var stops = new List<int>();
        for (var n = 1; n <= 20; n++)
        {
            for (var trial = 0; trial < 3; trial++)
            {
                study.Report(trial, "AUC", 0.9);
            }
            if (study.Report(3, "AUC", 0.1).Count > 0)
            {
                stops.Add(n);
            }
        }
        Assert.Equal([2, 6, 18], stops);
    }

    [Fact]
    public void Brackets_start_later_and_are_judged_apart()
    {
        var study = Fold.Spec(new AshaPolicy { Brackets = 2 }).Running(60);
        var first = new List<int>();
        for (var trial = 0; trial < 60; trial++)
        {
            for (var n = 1; n <= 3; n++)
            {
                if (study.Report(trial, "AUC", -trial).Count > 0)
                {
                    first.Add(n);
                    break;
                }
            }
        }
        // Worse and worse trials: each bracket lets its first two pass and stops the others at its first rung.
        Assert.Equal([1, 3], first.Distinct().Order());
        Assert.InRange(first.Count(n => n == 1), 15, 45);
        Assert.Equal(56, first.Count);
    }

    [Fact]
    public void Its_fields_are_checked_all_at_once() =>
        Assert.Equal(
            3,
            new AshaPolicy
            {
                MinResource = 0,
                ReductionFactor = 1,
                Brackets = 0,
            }
                .Validate("p")
                .Count()
        );
}
