using Attune.Numerics;
using Attune.Samplers;
using Attune.Spaces;
using Attune.Studies;

namespace Attune.Tests.Samplers.GaussianProcess;

public sealed class ObjectiveModelTests
{
    private static readonly SearchSpace Space = SearchSpace.Build(space =>
        space.LogFloat("lr", 1e-4, 1).Float("x", 0, 1).Choice("kind", "plain", "fancy")
    );

    private static double Truth(Assignment at) =>
        Math.Pow(Math.Log10(at.Find("lr")!.Value.AsDouble()) + 2, 2)
        + at.Find("x")!.Value.AsDouble()
        + (at.Find("kind")!.Value.ToString() == "fancy" ? 1 : 0);

    private static List<Outcome> Trials(int count, Func<Assignment, double> value) =>
        [
            .. Enumerable
                .Range(0, count)
                .Select(i =>
                {
                    var at = Space.Decode([
                        .. Enumerable.Range(0, 3).Select(d => SobolSequence.Scrambled((uint)i, d, 3)),
                    ]);
                    return new Outcome(at, value(at));
                }),
        ];

    private static ObjectiveModel Fit(List<Outcome> trials, Goal goal)
    {
        Assert.True(ObjectiveModel.TryFit(Space, trials, goal, out var model, out _));
        return model;
    }

    [Theory]
    [InlineData(Goal.Minimize, 1)]
    [InlineData(Goal.Maximize, -1)]
    public void A_slice_follows_the_objective_and_says_how_sure_it_is(Goal goal, int sign)
    {
        var trials = Trials(60, at => sign * Truth(at));
        var model = Fit(trials, goal);
        var best = trials.MinBy(trial => sign * trial.Value).Assignment;
        var slice = model.Slice(best, "lr");
        Assert.All(slice, point => Assert.InRange(point.Mean, point.Low, point.High));
        Assert.All(
            slice,
            point =>
                Assert.Equal(
                    sign
                        * (
                            Truth(best)
                            - Math.Pow(Math.Log10(best.Find("lr")!.Value.AsDouble()) + 2, 2)
                            + Math.Pow(Math.Log10(point.Value.AsDouble()) + 2, 2)
                        ),
                    point.Mean,
                    0.5
                )
        );
        Assert.InRange(slice.MinBy(point => sign * point.Mean).Value.AsDouble(), 0.004, 0.025);
        Assert.InRange(model.Skill, 0.9, 1);
    }

    [Fact]
    public void Far_from_all_trials_it_is_less_sure()
    {
        var near = Trials(200, Truth).Where(trial => trial.Assignment.Find("x")!.Value.AsDouble() < 0.4);
        var model = Fit([.. near], Goal.Minimize);
        var slice = model.Slice(near.First().Assignment, "x");
        Assert.True(slice[^1].High - slice[^1].Low > 3 * (slice[10].High - slice[10].Low));
    }

    [Fact]
    public void Every_option_of_a_choice_has_a_place()
    {
        var trials = Trials(60, Truth);
        var slice = Fit(trials, Goal.Minimize).Slice(trials[0].Assignment, "kind");
        Assert.Equal(["plain", "fancy"], slice.Select(point => point.Value.ToString()));
        Assert.Equal(1, slice[1].Mean - slice[0].Mean, 0.3);
    }

    [Fact]
    public void A_contour_is_the_slices_side_by_side()
    {
        var trials = Trials(60, Truth);
        var model = Fit(trials, Goal.Minimize);
        var field = model.Contour(trials[0].Assignment, "lr", "kind", 16);
        Assert.Equal((16, 2), (field.Across.Count, field.Up.Count));
        var along = model.Slice(
            Assignment.Of(
                ("lr", field.Across[3]),
                ("x", trials[0].Assignment.Find("x")!.Value),
                ("kind", "plain")
            ),
            "kind"
        );
        for (var j = 0; j < 2; j++)
        {
            Assert.Equal(along[j].Mean, field.Means[j][3], 1e-6);
            Assert.Equal((along[j].High - along[j].Low) / 2, field.Spreads[j][3], 1e-6);
        }
    }

    [Fact]
    public void Why_there_is_no_model_is_said()
    {
        Assert.False(ObjectiveModel.TryFit(Space, Trials(4, Truth), Goal.Minimize, out _, out var few));
        Assert.Contains("there are 4", few, StringComparison.Ordinal);
        Assert.False(ObjectiveModel.TryFit(Space, Trials(9, _ => 2), Goal.Minimize, out _, out var flat));
        Assert.Contains("same value", flat, StringComparison.Ordinal);
        var failed = Trials(9, _ => double.NaN);
        Assert.False(ObjectiveModel.TryFit(Space, failed, Goal.Minimize, out _, out var none));
        Assert.Contains("there are 0", none, StringComparison.Ordinal);
    }

    [Fact]
    public void One_diverged_trial_does_not_bend_it()
    {
        var trials = Trials(60, Truth);
        trials[5] = trials[5] with { Value = 1e12 };
        var slice = Fit(trials, Goal.Minimize).Slice(trials[0].Assignment, "lr");
        Assert.All(slice, point => Assert.InRange(point.Mean, -2, 12));
    }
}
