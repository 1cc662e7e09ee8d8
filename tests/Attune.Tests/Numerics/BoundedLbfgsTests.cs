using Attune.Numerics;

namespace Attune.Tests.Numerics;

public sealed class BoundedLbfgsTests
{
    private static double Rosenbrock(ReadOnlySpan<double> x, Span<double> gradient)
    {
        gradient.Clear();
        var value = 0.0;
        for (var i = 0; i + 1 < x.Length; i++)
        {
            var (valley, rest) = (x[i + 1] - (x[i] * x[i]), 1 - x[i]);
            value += (100 * valley * valley) + (rest * rest);
            gradient[i] += (-400 * x[i] * valley) - (2 * rest);
            gradient[i + 1] += 200 * valley;
        }
        return value;
    }

    private static (double Value, double[] X) Minimum(
        Differentiable function,
        double[] start,
        double low,
        double high
    )
    {
        var x = start.ToArray();
        double[] Bound(double each) => [.. Enumerable.Repeat(each, x.Length)];
        var value = new BoundedLbfgs(x.Length).Minimize(function, x, Bound(low), Bound(high), 500, 1e-9, 0);
        return (value, x);
    }

    [Fact]
    public void It_walks_a_curved_valley_to_its_end()
    {
        var (value, x) = Minimum(Rosenbrock, [-1.2, 1, -1.2, 1, 0.3], -5, 5);
        Assert.InRange(value, 0, 1e-12);
        Assert.All(x, each => Assert.Equal(1, each, 1e-5));
    }

    [Fact]
    public void A_minimum_outside_the_box_is_found_at_its_edge()
    {
        var (value, x) = Minimum(Rosenbrock, [-1.2, 0.2], -2, 0.5);
        Assert.Equal([0.5, 0.25], x.Select(each => Math.Round(each, 5)));
        Assert.Equal(0.25, value, 1e-8);
    }

    [Fact]
    public void It_never_ends_above_its_start_nor_outside_the_box()
    {
        // A cliff: no value on one side.
        var (value, x) = Minimum(
            (x, gradient) =>
            {
                (gradient[0], gradient[1]) = (1, 2 * x[1]);
                return x[0] < 0.2 ? double.PositiveInfinity : x[0] + (x[1] * x[1]);
            },
            [0.9, 0.7],
            0,
            1
        );
        Assert.InRange(value, 0.2, 0.9 + 0.49);
        Assert.All(x, each => Assert.InRange(each, 0, 1));
    }

    [Fact]
    public void A_start_without_a_value_stays_where_it_is()
    {
        var (value, x) = Minimum((_, _) => double.NaN, [0.5], 0, 1);
        Assert.True(double.IsNaN(value));
        Assert.Equal([0.5], x);
    }
}
