using Attune.Workspace.Compute;
using Attune.Workspace.Compute.Jupyter;

namespace Attune.Workspace.Tests.Compute;

public sealed class InstanceSizeTests
{
    private const long GiB = 1L << 30;

    [Theory]
    [InlineData("Standard_DS11_v2", 2, 14L, "2 of the processors and 14 GiB of the memory of this machine")]
    [InlineData("STANDARD_DS3_V2", 4, 14L, "4 of the processors and 14 GiB of the memory of this machine")]
    [InlineData("Standard_NC6s_v3", 6, null, "6 of the processors of this machine")]
    [InlineData("this-machine", null, null, "this machine")]
    [InlineData("Standard_Imagined_v9", null, null, "this machine")]
    public void A_known_size_allows_no_more_than_it_has(
        string name,
        int? processors,
        long? memory,
        string words
    )
    {
        var size = InstanceSize.Of(name, processors: 8, memory: 64 * GiB);
        Assert.Equal((processors, memory * GiB), (size.Processors, size.Memory));
        Assert.Equal(words, size.ToString());
    }

    [Fact]
    public void Instances_begin_at_different_processors()
    {
        if (Environment.ProcessorCount < 2)
        {
            return;
        }
        Assert.NotEqual(ProcessorShare.Wrapper(1, "a")[^1], ProcessorShare.Wrapper(1, "b")[^1]);
        Assert.Empty(ProcessorShare.Wrapper(Environment.ProcessorCount, "a"));
    }
}
