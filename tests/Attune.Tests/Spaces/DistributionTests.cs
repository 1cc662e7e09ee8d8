using Attune.Numerics;
using Attune.Spaces;
using Attune.Tests.Numerics;

namespace Attune.Tests.Spaces;

public sealed class DistributionTests
{
    private const int Draws = 20_000;

    private static List<ParameterValue> Draw(Distribution distribution)
    {
        Assert.Empty(distribution.Validate("p"));
        var stream = new RandomStreams(3).For(0, "distribution");
        return [.. Enumerable.Range(0, Draws).Select(_ => distribution.FromUnit(stream.NextDouble()))];
    }

    private static double Phi(double x) => NormalDistribution.Cumulative(x);

    public static TheoryData<Distribution, Func<double, double>> Continuous =>
        new()
        {
            {
                new Uniform { MinValue = -2, MaxValue = 3 },
                x => (x + 2) / 5
            },
            {
                new LogUniform { MinValue = -6, MaxValue = -1 },
                x => (Math.Log(x) + 6) / 5
            },
            {
                new Normal { Mu = 10, Sigma = 3 },
                x => Phi((x - 10) / 3)
            },
            {
                new LogNormal { Mu = 1, Sigma = 0.5 },
                x => Phi((Math.Log(x) - 1) / 0.5)
            },
            {
                new FloatRange { Low = -1, High = 1 },
                x => (x + 1) / 2
            },
            {
                new FloatRange
                {
                    Low = 1e-5,
                    High = 0.1,
                    Log = true,
                },
                x => (Math.Log10(x) + 5) / 4
            },
        };

    [Theory]
    [MemberData(nameof(Continuous), DisableDiscoveryEnumeration = true)]
    public void Continuous_draws_follow_the_closed_form(
        Distribution distribution,
        Func<double, double> cumulative
    )
    {
        var draws = Draw(distribution);
        Statistics.IsUniform(draws.Select(value => cumulative(value.AsDouble())));
        Assert.All(draws, value => Assert.Equal(ValueKind.Float, value.Kind));
        Assert.All(draws, value => Assert.True(distribution.Contains(value)));
        Assert.Null(distribution.Count);
    }

    /// <summary>For each multiple k·q the probability that x/q rounds to k, from the law's cumulative function.</summary>
    public static TheoryData<Distribution, double, int, int, Func<double, double>> Quantised =>
        new()
        {
            {
                new QUniform
                {
                    MinValue = 1,
                    MaxValue = 10,
                    Q = 2,
                },
                2,
                0,
                5,
                x => Math.Clamp((x - 1) / 9, 0, 1)
            },
            {
                new QUniform
                {
                    MinValue = 0.1,
                    MaxValue = 1.7,
                    Q = 0.4,
                },
                0.4,
                0,
                4,
                x => Math.Clamp((x - 0.1) / 1.6, 0, 1)
            },
            {
                new QLogUniform
                {
                    MinValue = 0,
                    MaxValue = 4,
                    Q = 5,
                },
                5,
                0,
                11,
                x => x <= 0 ? 0 : Math.Clamp(Math.Log(x) / 4, 0, 1)
            },
            {
                new QNormal
                {
                    Mu = 10,
                    Sigma = 3,
                    Q = 2,
                },
                2,
                -5,
                15,
                x => Phi((x - 10) / 3)
            },
            {
                new QLogNormal
                {
                    Mu = 2,
                    Sigma = 0.5,
                    Q = 1,
                },
                1,
                0,
                100,
                x => x <= 0 ? 0 : Phi((Math.Log(x) - 2) / 0.5)
            },
        };

    [Theory]
    [MemberData(nameof(Quantised), DisableDiscoveryEnumeration = true)]
    public void Quantised_draws_follow_the_closed_form(
        Distribution distribution,
        double q,
        int first,
        int last,
        Func<double, double> cumulative
    )
    {
        var draws = Draw(distribution);
        var counts = new long[last - first + 1];
        foreach (var value in draws)
        {
            counts[(int)Math.Round(value.AsDouble() / q) - first]++;
            Assert.True(distribution.Contains(value));
        }
        Statistics.Fits(
            counts,
            Enumerable
                .Range(first, counts.Length)
                .Select(k => cumulative((k + 0.5) * q) - cumulative((k - 0.5) * q))
        );
    }

    [Fact]
    public void Discrete_values_own_equal_bins()
    {
        foreach (
            Distribution distribution in new Distribution[]
            {
                new RandInt { Upper = 7 },
                new IntRange
                {
                    Low = -3,
                    High = 11,
                    Step = 2,
                },
                new FloatRange
                {
                    Low = 0.1,
                    High = 0.5,
                    Step = 0.1,
                },
                Choice.Of("a", 1, 2.5, true),
                OrderedChoice.Of(1, 2, 4, 8),
            }
        )
        {
            var values = distribution.Values().ToList();
            var draws = Draw(distribution);
            Assert.Equal(distribution.Count, values.Count);
            Statistics.Fits(
                [.. values.Select(value => draws.LongCount(value.Equals))],
                Enumerable.Repeat(1.0 / values.Count, values.Count)
            );
        }
    }

    [Fact]
    public void A_logarithmic_integer_is_drawn_by_the_logarithms_of_its_bins()
    {
        var distribution = new IntRange
        {
            Low = 1,
            High = 64,
            Log = true,
        };
        var draws = Draw(distribution);
        Statistics.Fits(
            [.. distribution.Values().Select(value => draws.LongCount(value.Equals))],
            Enumerable.Range(1, 64).Select(v => Math.Log((v + 0.5) / (v - 0.5)) / Math.Log(64.5 / 0.5))
        );
    }

    [Theory]
    [InlineData(1, 10, 2, "0 2 4 6 8 10")]
    [InlineData(1.0, 10, 2, "0.0 2.0 4.0 6.0 8.0 10.0")]
    [InlineData(1, 10, 2.0, "0.0 2.0 4.0 6.0 8.0 10.0")]
    [InlineData(0, 1.2, 0.4, "0.0 0.4 0.8 1.2000000000000002")]
    public void Quantised_values_are_integers_when_all_was_written_so(
        object min,
        object max,
        object q,
        string values
    )
    {
        // Half of 2 is a tie for 1: it goes to the even multiple, which is below the least bound.
        static Number Of(object number) => number is int integer ? (Number)integer : (Number)(double)number;
        var distribution = new QUniform
        {
            MinValue = Of(min),
            MaxValue = Of(max),
            Q = Of(q),
        };
        Assert.Equal(values, string.Join(' ', distribution.Values()));
    }

    [Fact]
    public void Integers_of_quantised_normals_ask_for_integer_mu_and_q_only()
    {
        Assert.Equal(
            ValueKind.Integer,
            new QNormal
            {
                Mu = 10,
                Sigma = 1.5,
                Q = 1,
            }
                .FromUnit(0.5)
                .Kind
        );
        Assert.Equal(
            ValueKind.Float,
            new QNormal
            {
                Mu = 10.0,
                Sigma = 1,
                Q = 1,
            }
                .FromUnit(0.5)
                .Kind
        );
    }

    [Fact]
    public void The_bounds_of_log_distributions_are_natural_logarithms()
    {
        var log = new LogUniform { MinValue = -6, MaxValue = -1 };
        Assert.Equal(Math.Exp(-6), log.FromUnit(0).AsDouble(), 1e-15);
        Assert.Equal(Math.Exp(-1), log.FromUnit(1).AsDouble(), 1e-15);
        Assert.Equal(Math.Exp(-3.5), log.FromUnit(0.5).AsDouble(), 1e-15);
        Assert.False(log.Contains(-3.0));
        Assert.Equal(
            "148",
            new QLogUniform
            {
                MinValue = 5,
                MaxValue = 5,
                Q = 1,
            }
                .FromUnit(0.3)
                .ToString()
        );
    }

    [Fact]
    public void Randint_leaves_its_upper_end_out()
    {
        var distribution = new RandInt { Upper = 3 };
        Assert.Equal("0 1 2", string.Join(' ', distribution.Values()));
        Assert.Equal(2, distribution.FromUnit(1).AsInteger());
        Assert.False(distribution.Contains(3));
    }

    [Fact]
    public void Steps_reach_their_decimal_values()
    {
        var distribution = new FloatRange
        {
            Low = 0.1,
            High = 0.75,
            Step = 0.1,
        };
        Assert.Equal("0.1 0.2 0.3 0.4 0.5 0.6 0.7", string.Join(' ', distribution.Values()));
        Assert.Equal(
            "10 13 16 19",
            string.Join(
                ' ',
                new IntRange
                {
                    Low = 10,
                    High = 20,
                    Step = 3,
                }.Values()
            )
        );
    }

    [Fact]
    public void The_ends_of_the_unit_interval_give_finite_values_in_every_distribution()
    {
        Distribution[] extreme =
        [
            new Normal { Mu = 1e308, Sigma = 1e308 },
            new LogNormal { Mu = 500, Sigma = 500 },
            new Uniform { MinValue = -1e308, MaxValue = 1e308 },
            new LogUniform { MinValue = -800, MaxValue = 709 },
            new QLogNormal
            {
                Mu = 100,
                Sigma = 100,
                Q = 1,
            },
            new IntRange { Low = long.MinValue, High = long.MaxValue },
            new RandInt { Upper = long.MaxValue },
            new FloatRange
            {
                Low = double.Epsilon,
                High = double.MaxValue,
                Log = true,
            },
        ];
        foreach (var distribution in extreme)
        {
            Assert.Empty(distribution.Validate("p"));
            foreach (var unit in new[] { 0, 1e-300, 0.5, 1 - 1e-16, 1, -1, 2 })
            {
                var value = distribution.FromUnit(unit);
                Assert.True(double.IsFinite(value.AsDouble()));
                Assert.InRange(distribution.ToUnit(value), 0, 1);
                Assert.True(distribution.Contains(value), $"{distribution} at {unit}: {value}");
            }
        }
    }

    [Fact]
    public void Every_wrong_field_is_a_problem()
    {
        (Distribution, int)[] wrong =
        [
            (new Uniform { MinValue = 2, MaxValue = 1 }, 1),
            (
                new QUniform
                {
                    MinValue = 2,
                    MaxValue = 1,
                    Q = 0,
                },
                2
            ),
            (new LogUniform { MinValue = 0, MaxValue = 800 }, 1),
            (new Normal { Mu = 0, Sigma = 0 }, 1),
            (
                new QLogNormal
                {
                    Mu = double.NaN,
                    Sigma = -1,
                    Q = -1,
                },
                3
            ),
            (new RandInt { Upper = 0 }, 1),
            (new Choice { Options = [] }, 1),
            (new OrderedChoice { Options = [] }, 1),
            (
                new FloatRange
                {
                    Low = 0,
                    High = -1,
                    Log = true,
                    Step = -1,
                },
                4
            ),
            (
                new IntRange
                {
                    Low = 0,
                    High = -1,
                    Log = true,
                    Step = 0,
                },
                3
            ),
            (Choice.Of(1, 2, 1), 1),
            (Choice.Of(Branch.Of(b => b.Int("n", 1, 2)), 0), 1),
        ];
        Assert.All(wrong, pair => Assert.Equal(pair.Item2, pair.Item1.Validate("p").Count()));
    }
}
