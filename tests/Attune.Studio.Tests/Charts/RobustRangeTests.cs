using Attune.Studio.Charts;
using CsCheck;

namespace Attune.Studio.Tests.Charts;

public sealed class RobustRangeTests
{
    [Fact]
    public void One_value_far_off_does_not_flatten_the_others()
    {
        var range = RobustRange.Of([0.8, 0.82, 0.85, 0.9, 0.91, 0.93, -1e9]);
        Assert.Equal((0.8, 0.93, 1), (range.Low, range.High, range.Outside));
        Assert.Equal(0.8, range.Clamp(-1e9));
        Assert.Contains("1 value of AUC outside 0.8 to 0.93", range.Note("AUC"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new double[] { 1, 2, 3, 4, 5, 6 }, 1, 6)]
    [InlineData(new double[] { 1, 1, 1, 1, 1, 1, 5 }, 1, 5)]
    [InlineData(new double[] { 3 }, 3, 3)]
    [InlineData(new double[] { 1, double.NaN, 2, double.PositiveInfinity }, 1, 2)]
    public void Without_such_a_value_all_are_shown(double[] values, double low, double high)
    {
        var range = RobustRange.Of(values);
        Assert.Equal((low, high, 0), (range.Low, range.High, range.Outside));
        Assert.Null(range.Note("m"));
    }

    [Fact]
    public void Without_any_value_there_is_no_range() =>
        Assert.True(double.IsNaN(RobustRange.Of([double.NaN]).Low));

    [Fact]
    public void At_least_half_of_the_values_are_always_shown() =>
        Gen.Double[-1e12, 1e12]
            .Array[1, 200]
            .Sample(values =>
            {
                var range = RobustRange.Of(values);
                return range.Outside <= values.Length / 2
                    && range.Outside == values.Count(value => value < range.Low || value > range.High);
            });
}
