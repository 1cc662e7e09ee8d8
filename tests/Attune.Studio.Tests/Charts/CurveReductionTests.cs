using Attune.Studio.Charts;
using CsCheck;

namespace Attune.Studio.Tests.Charts;

public sealed class CurveReductionTests
{
    [Fact]
    public void A_million_points_become_few_and_keep_their_extremes_and_ends()
    {
        var curve = new CurveReduction();
        for (var step = 0; step < 1_000_000; step++)
        {
            curve.Add(step, step == 123_456 ? 50 : Math.Sin(step / 1e5));
        }
        var points = curve.Points().ToList();
        Assert.Equal(1_000_000, curve.Count);
        Assert.InRange(points.Count, 200, 1_600);
        Assert.Contains((123_456, 50.0), points);
        Assert.Equal(0, points[0].Step);
        Assert.Equal(999_999, points[^1].Step);
        Assert.False(curve.IsWhole);
    }

    [Fact]
    public void A_short_curve_stays_whole()
    {
        var curve = new CurveReduction(most: 400);
        for (var step = 0; step < 400; step++)
        {
            curve.Add(step, step);
        }
        Assert.True(curve.IsWhole);
        Assert.Equal(Enumerable.Range(0, 400).Select(i => ((long)i, (double)i)), curve.Points());
    }

    [Fact]
    public void In_whatever_order_points_come_the_lowest_and_highest_of_all_are_drawn() =>
        Gen.Select(Gen.Long[-1_000, 100_000], Gen.Double[-1e6, 1e6])
            .Array[1, 3_000]
            .Sample(points =>
            {
                var curve = new CurveReduction(most: 20);
                foreach (var (step, value) in points)
                {
                    curve.Add(step, value);
                }
                var drawn = curve.Points().ToList();
                return drawn.Count <= 80
                    && drawn.Min(point => point.Value) == points.Min(point => point.Item2)
                    && drawn.Max(point => point.Value) == points.Max(point => point.Item2)
                    && drawn.All(point => points.Contains((point.Step, point.Value)))
                    && drawn
                        .Select(point => point.Step)
                        .SequenceEqual(drawn.Select(point => point.Step).Order());
            });

    [Fact]
    public void What_is_no_number_leaves_a_gap()
    {
        var curve = new CurveReduction();
        curve.Add(0, 1);
        curve.Add(1, double.NaN);
        curve.Add(2, double.PositiveInfinity);
        Assert.Equal([(0L, 1.0)], curve.Points());
        Assert.Equal(3, curve.Count);
    }
}
