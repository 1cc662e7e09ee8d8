using Attune.Numerics;

namespace Attune.Tests.Numerics;

public sealed class RandomStreamTests
{
    private static RandomStream Stream(int trial = 0, string purpose = "test") =>
        new RandomStreams(11).For(trial, purpose);

    [Fact]
    public void A_stream_depends_on_seed_trial_and_purpose_alone()
    {
        var streams = new RandomStreams(11);
        var first = streams.For(3, "a").NextUInt64();
        streams.For(9, "b").NextUInt64();
        Assert.Equal(first, new RandomStreams(11).For(3, "a").NextUInt64());
        Assert.NotEqual(first, streams.For(4, "a").NextUInt64());
        Assert.NotEqual(first, streams.For(3, "b").NextUInt64());
        Assert.NotEqual(first, new RandomStreams(11 + (1UL << 40)).For(3, "a").NextUInt64());
    }

    // Numbers of a released version: a study continued with another one must draw the same.
    [Fact]
    public void Its_numbers_are_the_same_for_ever()
    {
        var stream = new RandomStreams(1).For(2, "random");
        Assert.Equal(
            [0.27307532526563005, 0.61331408664635867, 0.69373699916236498],
            [stream.NextDouble(), stream.NextDouble(), stream.NextDouble()]
        );
    }

    [Fact]
    public void Doubles_are_uniform_within_a_stream_and_across_trials()
    {
        var stream = Stream();
        Statistics.IsUniform(Enumerable.Range(0, 20_000).Select(_ => stream.NextDouble()));
        Statistics.IsUniform(Enumerable.Range(0, 20_000).Select(trial => Stream(trial).NextDouble()));
    }

    [Fact]
    public void Normals_are_normal()
    {
        var stream = Stream();
        Statistics.IsUniform(
            Enumerable.Range(0, 20_000).Select(_ => NormalDistribution.Cumulative(stream.NextNormal()))
        );
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public void Integers_are_equally_likely(int n)
    {
        var stream = Stream();
        var counts = new long[n];
        for (var i = 0; i < 100 * n; i++)
        {
            counts[stream.NextInt(n)]++;
        }
        Statistics.Fits(counts, Enumerable.Repeat(1.0 / n, n));
    }

    [Fact]
    public void The_largest_range_is_not_biased()
    {
        // Without rejection two thirds of these would fall into the lower half.
        var stream = Stream();
        var n = (long.MaxValue / 4 * 3) + 1;
        var low = Enumerable.Range(0, 20_000).Count(_ => stream.NextInt(n) < n / 2);
        Statistics.Fits([low, 20_000 - low], [0.5, 0.5]);
    }

    [Fact]
    public void The_normal_distribution_is_SciPys()
    {
        foreach (var row in References.Read("normal-reference.csv"))
        {
            Assert.Equal(1, NormalDistribution.Cumulative(row[0]) / row[1], 1e-13);
            Assert.Equal(row[2], NormalDistribution.Quantile(row[1]), 1e-13 * Math.Max(1, Math.Abs(row[2])));
        }
        Assert.Equal(double.NegativeInfinity, NormalDistribution.Quantile(0));
        Assert.Equal(double.PositiveInfinity, NormalDistribution.Quantile(1));
    }
}
