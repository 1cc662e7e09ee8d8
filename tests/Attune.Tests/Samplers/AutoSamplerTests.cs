using Attune.Samplers;
using Attune.Spaces;
using Attune.Studies;
using Attune.Tests.Studies;

namespace Attune.Tests.Samplers;

public sealed class AutoSamplerTests
{
    private static readonly SearchSpace Space = SearchSpace.Build(s => s.Float("x", 0, 1).Float("y", 0, 1));

    [Fact]
    public void A_smooth_objective_is_left_to_the_Gaussian_process()
    {
        var reasons = Reasons((x, y, _) => ((x - 0.3) * (x - 0.3)) + y, 12);
        Assert.All(
            reasons,
            reason => Assert.StartsWith("Gaussian process (", reason, StringComparison.Ordinal)
        );
    }

    [Fact]
    public void When_nothing_improves_and_nothing_can_be_predicted_both_propose_and_say_why()
    {
        // The first is the best; what follows has nothing to do with its place.
        var reasons = Reasons((_, _, number) => number == 0 ? -1 : number * 0.6180339887 % 1, 60);
        var late = reasons.Skip(30).ToList();
        var local = late.Count(reason => reason.StartsWith("Parzen estimator (", StringComparison.Ordinal));
        Assert.InRange(local, 6, 24);
        Assert.All(
            late,
            reason => Assert.Contains("trials since the last improvement", reason, StringComparison.Ordinal)
        );
        Assert.All(late, reason => Assert.Contains("correlation", reason, StringComparison.Ordinal));
    }

    [Fact]
    public void With_thousands_of_results_the_Parzen_estimator_takes_over()
    {
        var study = new Study(Fold.Spec(sampler: new RandomSampling(), space: Space));
        var auto = new Study(Fold.Spec(goal: Goal.Minimize, sampler: new AutoSampling(), space: Space));
        for (var i = 0; i < 4000; i++)
        {
            var drawn = study.Propose(1)[0];
            Take(auto, drawn, i);
        }
        Assert.All(
            auto.Propose(8),
            trial =>
                Assert.StartsWith("Parzen estimator (4000 results", trial.Reason, StringComparison.Ordinal)
        );
    }

    private static List<string> Reasons(Func<double, double, int, double> value, int trials)
    {
        var study = new Study(Fold.Spec(goal: Goal.Minimize, sampler: new AutoSampling(), space: Space));
        for (var i = 0; i < trials; i++)
        {
            var trial = study.Ask(1, DateTimeOffset.UnixEpoch).Trials[0];
            Take(
                study,
                trial,
                value(trial.Assignment.Values[0].AsDouble(), trial.Assignment.Values[1].AsDouble(), i)
            );
        }
        return [.. study.View.Trials.Select(trial => trial.Reason)];
    }

    private static void Take(Study study, TrialProposed trial, double value)
    {
        study.Apply(trial);
        study.Apply(new TrialStarted(trial.Trial, 1) { At = trial.At });
        study.Report(trial.Trial, study.Spec.Primary.Metric, value);
        study.Apply(
            new TrialEnded(trial.Trial, study.EndOf(trial.Trial, TrialState.Completed, "done"))
            {
                At = trial.At,
            }
        );
    }
}
