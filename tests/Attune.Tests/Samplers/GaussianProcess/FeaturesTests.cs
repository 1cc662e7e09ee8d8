using Attune.Samplers.GaussianProcess;
using Attune.Spaces;
using Attune.Tests.Spaces;
using CsCheck;

namespace Attune.Tests.Samplers.GaussianProcess;

public sealed class FeaturesTests
{
    private static readonly SearchSpace Conditional = SearchSpace.Build(s =>
        s.Choice(
                "model",
                Branch.Of(b => b.Float("c", 0, 1)),
                Branch.Of(b => b.Choice("kernel", "rbf", "poly", "linear")),
                "none"
            )
            .Float("x", 0, 1)
            .Constant("seed", 7)
    );

    private static double Distance(SearchSpace space, Assignment a, Assignment b)
    {
        var features = new Features(space, 0.5);
        var history = new History(space, features);
        return Math.Sqrt(
            history
                .Observe(a)
                .Coordinates.Zip(history.Observe(b).Coordinates, (x, y) => (x - y) * (x - y))
                .Sum()
        );
    }

    private static Assignment With(params (string, ParameterValue)[] values) =>
        Conditional.Complete(Assignment.Of(values), [0.5, 0.5, 0.5, 0.5, 0.5]);

    [Fact]
    public void Any_two_options_are_1_apart_and_numbers_by_their_difference()
    {
        var space = SearchSpace.Build(s => s.Choice("c", 1, 2, 3, 4).Float("x", 0, 10).Flag("f"));
        Assignment At(int c, double x, bool f) => Assignment.Of(("c", c), ("x", x), ("f", f));
        Assert.Equal(1, Distance(space, At(1, 5, true), At(4, 5, true)), 1e-12);
        Assert.Equal(1, Distance(space, At(2, 5, true), At(3, 5, true)), 1e-12);
        Assert.Equal(1, Distance(space, At(2, 5, true), At(2, 5, false)), 1e-12);
        Assert.Equal(0.3, Distance(space, At(2, 5, true), At(2, 8, true)), 1e-12);
    }

    [Fact]
    public void Every_value_of_a_conditional_number_is_equally_far_from_its_absence()
    {
        var none = With(("model", "none"));
        double[] distances =
        [
            .. new[] { 0, 0.2, 0.7, 1 }.Select(c =>
                Distance(Conditional, none, With(("model", 0), ("model[0].c", c)))
            ),
        ];
        Assert.All(distances, distance => Assert.Equal(distances[0], distance, 1e-12));
        var near = Distance(
            Conditional,
            With(("model", 0), ("model[0].c", 0.5)),
            With(("model", 0), ("model[0].c", 0.6))
        );
        Assert.Equal(0.1, near, 0.001);
    }

    [Fact]
    public void What_is_inactive_makes_no_difference() =>
        GeneratedSpaces.Point.Sample(
            point =>
            {
                var (space, unit) = point;
                var features = new Features(space, 0.5);
                var active = new bool[unit.Length];
                features.Activity(unit, active);
                double[] Coordinates(double[] at)
                {
                    var to = new double[features.Coordinates];
                    features.Write(at, active, to);
                    return to;
                }
                var other = unit.Select((u, p) => active[p] ? u : 1 - u).ToArray();
                Assert.Equal(Coordinates(unit), Coordinates(other));
                // A parameter is active exactly when the decoded assignment has it.
                var names = space.Decode(unit).Names;
                Assert.Equal(names, space.Parameters.Where((_, p) => active[p]).Select(each => each.Path));
            },
            iter: 300
        );

    [Fact]
    public void Rounding_keeps_the_assignment_s_own_place() =>
        GeneratedSpaces.Point.Sample(
            point =>
            {
                var (space, unit) = point;
                var features = new Features(space, 0.5);
                var active = new bool[unit.Length];
                var assignment = space.Decode(unit);
                var rounded = space.Encode(assignment);
                var again = rounded.ToArray();
                features.Round(again);
                features.Activity(unit, active);
                for (var p = 0; p < unit.Length; p++)
                {
                    Assert.Equal(rounded[p], active[p] ? again[p] : rounded[p], 1e-9);
                }
            },
            iter: 300
        );
}
