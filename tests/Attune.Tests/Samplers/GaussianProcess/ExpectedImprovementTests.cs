using Attune.Samplers.GaussianProcess;
using Attune.Tests.Numerics;

namespace Attune.Tests.Samplers.GaussianProcess;

public sealed class ExpectedImprovementTests
{
    [Fact]
    public void Its_logarithm_is_the_reference_s_however_far_the_tail()
    {
        foreach (var row in References.Read("improvement-reference.csv"))
        {
            var value = ExpectedImprovement.LogH(row[0], out var slope);
            Assert.Equal(row[1], value, 1e-9 * Math.Max(1, Math.Abs(row[1])));
            Assert.Equal(1, slope / row[2], 1e-9);
        }
    }

    [Fact]
    public void It_is_in_the_units_of_the_objective()
    {
        var log = ExpectedImprovement.Log(3, 0.5, 3);
        Assert.Equal(0.5 / Math.Sqrt(2 * Math.PI), Math.Exp(log), 1e-14);
        Assert.Equal(log + Math.Log(1000), ExpectedImprovement.Log(3000, 500, 3000), 1e-12);
    }
}
