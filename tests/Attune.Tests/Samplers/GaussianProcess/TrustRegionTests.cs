using Attune.Samplers;
using Attune.Samplers.GaussianProcess;
using Attune.Spaces;
using Attune.Studies;
using Attune.Tests.Studies;

namespace Attune.Tests.Samplers.GaussianProcess;

public sealed class TrustRegionTests
{
    private static readonly SearchSpace Numbers = SearchSpace.Build(s =>
        s.Float("a", 0, 1).Float("b", 0, 1).Float("c", 0, 1)
    );

    // A study of a bowl, one trial at a time, and a surrogate that knows it.
    private static (Study Study, GaussianProcessSampler Sampler) Bowl(SearchSpace space, int trials)
    {
        var spec = Fold.Spec(
            goal: Goal.Minimize,
            sampler: new GaussianProcessSampling { Seed = 5 },
            space: space
        );
        var study = new Study(spec);
        for (var trial = 0; trial < trials; trial++)
        {
            Assert.Single(study.Propose(1));
            study.Run(trial, Value(space.Encode(study.View.Trials[trial].Assignment)));
        }
        var sampler = new GaussianProcessSampler(space, GaussianProcessSettings.Default);
        sampler.Surrogate.Learn(study.View);
        return (study, sampler);
    }

    private static double Value(double[] unit) => unit.Sum(u => (u - 0.4) * (u - 0.4));

    private static double Width(TrustRegion region, Observation centre, int parameter)
    {
        var (low, high) = region.Bounds(centre, parameter);
        return high - low;
    }

    [Fact]
    public void Of_eight_trials_at_once_one_looks_everywhere_and_seven_near_the_best()
    {
        var (study, sampler) = Bowl(Numbers, 16);
        study.Propose(7);
        var near = 0;
        for (var ended = 16; ended < 24; ended++)
        {
            sampler.Surrogate.Learn(study.View);
            var region = TrustRegion.AroundBest(sampler.Surrogate)!;
            var unit = Numbers.Encode(study.Propose(1)[0].Assignment);
            near += region.Penalty(unit) == 0 ? 1 : 0;
            study.Run(ended, Value(Numbers.Encode(study.View.Trials[ended].Assignment)));
        }
        Assert.InRange(near, 7, 8);
    }

    [Fact]
    public void One_at_a_time_three_of_four_are_near_the_best_and_say_so()
    {
        var (study, sampler) = Bowl(Numbers, 16);
        for (var number = 16; number < 32; number++)
        {
            sampler.Surrogate.Learn(study.View);
            var region = TrustRegion.AroundBest(sampler.Surrogate)!;
            var proposed = study.Propose(1)[0];
            var unit = Numbers.Encode(proposed.Assignment);
            var isNear = proposed.Reason.Contains("near the best", StringComparison.Ordinal);
            Assert.Equal(number % 4 != 0, isNear);
            Assert.True(!isNear || region.Penalty(unit) == 0, proposed.Reason);
            study.Run(number, Value(unit));
        }
    }

    [Fact]
    public void The_box_around_the_best_shrinks_as_trials_gather()
    {
        int[] histories = [8, 16, 32];
        var widths = histories
            .Select(trials =>
            {
                var surrogate = Bowl(Numbers, trials).Sampler.Surrogate;
                var best = surrogate.Data!.Rows[surrogate.Posterior.IncumbentRow];
                return Width(TrustRegion.AroundBest(surrogate)!, best, 0);
            })
            .ToList();
        Assert.True(widths[0] > widths[1] && widths[1] > widths[2], string.Join(", ", widths));
    }

    [Fact]
    public void A_whole_number_can_always_take_its_neighbours_values()
    {
        var space = SearchSpace.Build(s => s.Float("a", 0, 1).Int("n", 1, 40));
        var surrogate = Bowl(space, 40).Sampler.Surrogate;
        var best = surrogate.Data!.Rows[surrogate.Posterior.IncumbentRow];
        var region = TrustRegion.AroundBest(surrogate)!;
        foreach (var step in new[] { -1.0 / 40, 1.0 / 40 })
        {
            Assert.Equal(0, region.Penalty([best.Unit[0], best.Unit[1] + step]));
        }
        Assert.True(region.Penalty([best.Unit[0], best.Unit[1] + 0.4]) > 0);
    }

    [Fact]
    public void What_fills_the_cube_fills_the_box()
    {
        var surrogate = Bowl(Numbers, 32).Sampler.Surrogate;
        var region = TrustRegion.AroundBest(surrogate)!;
        foreach (var corner in new[] { 0.0, 1 })
        {
            double[] unit = [corner, corner, corner];
            var centre = region.Nearest(unit);
            region.Confine(centre, unit, numbersAlone: corner == 1);
            Assert.Equal(0, region.Penalty(unit));
            Assert.All(
                unit.Index(),
                each =>
                {
                    var (low, high) = region.Bounds(centre, each.Index);
                    Assert.Equal(corner == 0 ? low : high, each.Item, 1e-12);
                }
            );
        }
    }
}
