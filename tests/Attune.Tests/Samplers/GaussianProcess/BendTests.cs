using Attune.Numerics;
using Attune.Samplers;
using Attune.Samplers.GaussianProcess;
using Attune.Spaces;
using Attune.Studies;
using Attune.Tests.Studies;
using CsCheck;

namespace Attune.Tests.Samplers.GaussianProcess;

public sealed class BendTests
{
    private static readonly Gen<(double[] Targets, double Offset)> Bent = Gen.Select(
        Gen.Double[-3, 3].Array[5, 40].Select(targets => targets.Order().ToArray()),
        Gen.Double[0.01, 3]
    );

    [Fact]
    public void It_keeps_the_order_can_be_undone_and_knows_its_slope() =>
        Bent.Sample(
            (targets, offset) =>
            {
                if (Bend.Of(targets, offset) is not { } bend)
                {
                    return;
                }
                var bent = Array.ConvertAll(targets, bend.Apply);
                Assert.Equal(bent.Order(), bent);
                Assert.Equal(0, bent.Average(), 1e-9);
                Assert.Equal(1, bent.Average(each => each * each), 1e-9);
                foreach (var target in targets[1..])
                {
                    Assert.Equal(target, bend.Undo(bend.Apply(target)), 1e-6);
                    var step = 1e-6 * (target - targets[0]);
                    if (step > 1e-8)
                    {
                        var slope = (bend.Apply(target + step) - bend.Apply(target - step)) / (2 * step);
                        Assert.Equal(Math.Log(slope), bend.LogSlope(target), 1e-3);
                    }
                }
            }
        );

    [Fact]
    public void Half_of_the_targets_being_equal_leaves_nothing_to_bend() =>
        Assert.Null(Bend.Of([-1, -1, -1, -1, 2, 3], 0.1));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Losses_that_fall_by_orders_of_magnitude_are_bent_and_others_are_not(bool exponential)
    {
        var space = SearchSpace.Build(s => s.Float("x", 0, 1).Float("y", 0, 1));
        var study = new Study(Fold.Spec(goal: Goal.Minimize, sampler: new SobolSampling(), space: space));
        var noise = new RandomStreams(5).For(0, "noise");
        study.Propose(60);
        for (var trial = 0; trial < 60; trial++)
        {
            var unit = space.Encode(study.View.Trials[trial].Assignment);
            var smooth = Math.Sin(4 * unit[0]) + (2 * unit[1]) + (0.02 * noise.NextNormal());
            study.Run(trial, exponential ? Math.Exp(4 * smooth) : smooth);
        }
        var surrogate = new Surrogate(space, GaussianProcessSettings.Default);
        surrogate.Learn(study.View);
        Assert.Equal(exponential, surrogate.Fit!.Bend < 1);
        // A model of a smooth function foretells far better than its mean does.
        Assert.True(surrogate.Fit.LeaveOneOut > surrogate.Fit.Constant + 1);
    }
}
