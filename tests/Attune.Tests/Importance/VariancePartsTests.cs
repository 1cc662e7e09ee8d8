using Attune.Importance;

namespace Attune.Tests.Importance;

public sealed class VariancePartsTests
{
    // f = 1 in the lower left quarter, else 0: mean 1/4, variance 3/16. Given x the mean is 1/2 or 0: variance 1/16, a third. The rest, 1/16, is of both.
    [Fact]
    public void A_quarter_of_the_square_is_taken_apart_exactly()
    {
        Leaf[] leaves = [new([0, 0], [0.5, 0.5], 1), new([0.5, 0], [1, 0.5], 0), new([0, 0.5], [1, 1], 0)];
        var parts = VarianceParts.Of(leaves, 2);
        Assert.All(parts.Alone, share => Assert.Equal(1.0 / 3, share, 1e-12));
        Assert.All(parts.Together, share => Assert.Equal(2.0 / 3, share, 1e-12));
    }

    [Fact]
    public void Boxes_of_several_trees_count_as_one_function()
    {
        // Halves of two trees: 0.5·1[x<0.5] + 0.5·1[y<0.25], variances 1/16 and 3/64.
        Leaf[] leaves =
        [
            new([0, 0], [0.5, 1], 0.5),
            new([0.5, 0], [1, 1], 0),
            new([0, 0], [1, 0.25], 0.5),
            new([0, 0.25], [1, 1], 0),
        ];
        var parts = VarianceParts.Of(leaves, 2);
        Assert.Equal(4.0 / 7, parts.Alone[0], 1e-12);
        Assert.Equal(3.0 / 7, parts.Alone[1], 1e-12);
        Assert.Equal(parts.Alone, parts.Together, (left, right) => Math.Abs(left - right) < 1e-12);
    }

    [Fact]
    public void A_constant_has_no_parts() =>
        Assert.Equal([0, 0], VarianceParts.Of([new([0, 0], [1, 1], 5)], 2).Together);
}
