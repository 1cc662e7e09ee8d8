using Attune.Numerics;

namespace Attune.Tests.Numerics;

public sealed class SobolSequenceTests
{
    [Fact]
    public void Points_are_those_of_SciPy_in_low_and_high_dimensions()
    {
        var rows = References.Read("sobol-reference.csv");
        var dimensions = rows[0].Select(d => (int)d).ToArray();
        for (var index = 0u; index < rows.Length - 1; index++)
        {
            for (var column = 0; column < dimensions.Length; column++)
            {
                // The table counts in 2^-30.
                Assert.Equal(rows[index + 1][column], SobolSequence.Point(index, dimensions[column]) / 4.0);
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(17)]
    [InlineData(1110)]
    public void Scrambling_keeps_one_point_in_each_interval_of_a_power_of_two(int dimension)
    {
        foreach (var size in new[] { 2, 16, 256 })
        {
            var cells = Enumerable
                .Range(0, size)
                .Select(i => (int)(SobolSequence.Scrambled((uint)i, dimension, 42) * size));
            Assert.Equal(size, cells.Distinct().Count());
        }
    }

    [Fact]
    public void Scrambling_keeps_the_pairs_of_dimensions_stratified()
    {
        var cells = Enumerable
            .Range(0, 256)
            .Select(i =>
                (
                    (int)(SobolSequence.Scrambled((uint)i, 0, 7) * 16),
                    (int)(SobolSequence.Scrambled((uint)i, 1, 7) * 16)
                )
            );
        Assert.Equal(256, cells.Distinct().Count());
    }

    [Fact]
    public void Another_seed_gives_other_points() =>
        Assert.NotEqual(SobolSequence.Scrambled(5, 3, 1), SobolSequence.Scrambled(5, 3, 2));
}
