using Attune.Numerics;

namespace Attune.Tests.Numerics;

public sealed class MillsRatioTests
{
    [Fact]
    public void The_ratio_is_the_reference_s_from_0_to_1e8()
    {
        foreach (var row in References.Read("mills-reference.csv"))
        {
            Assert.Equal(1, MillsRatio.At(row[0]) / row[1], 1e-14);
        }
    }
}
