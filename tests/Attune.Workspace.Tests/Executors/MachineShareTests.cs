using Attune.Workspace.Executors;

namespace Attune.Workspace.Tests.Executors;

public sealed class MachineShareTests
{
    private readonly MachineShare _share = new(8);

    [Fact]
    public void A_sweep_alone_gets_what_it_asks_for()
    {
        using var _ = _share.Join("a", 20);
        Assert.Equal(20, _share.Of("a", 20));
        Assert.Equal(3, _share.Of("unknown", 3));
    }

    [Fact]
    public void Several_share_fairly_and_one_that_wants_little_leaves_the_rest_to_the_others()
    {
        using var first = _share.Join("a", 8);
        using (_share.Join("b", 8))
        {
            Assert.Equal((4, 4), (_share.Of("a", 8), _share.Of("b", 8)));
            using var third = _share.Join("c", 1);
            Assert.Equal(1, _share.Of("c", 1));
            Assert.Equal(7, _share.Of("a", 8) + _share.Of("b", 8));
        }
        Assert.Equal(8, _share.Of("a", 8));
    }

    [Fact]
    public void Nobody_is_left_without_a_place()
    {
        var all = Enumerable.Range(0, 20).Select(number => _share.Join($"{number}", 8)).ToList();
        Assert.All(Enumerable.Range(0, 20), number => Assert.True(_share.Of($"{number}", 8) >= 1));
        all.ForEach(place => place.Dispose());
    }
}
