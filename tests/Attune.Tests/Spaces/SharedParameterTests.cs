using Attune.Spaces;

namespace Attune.Tests.Spaces;

public sealed class SharedParameterTests
{
    private static readonly SearchSpace Space = new([
        new(
            "booster",
            Choice.Of("linear", "tree", "dart") with
            {
                Shared =
                [
                    new([1, 2], [new("depth", new IntRange { Low = 1, High = 3 })]),
                    new([2], [new("drop", new IntRange { Low = 0, High = 1 })]),
                ],
            }
        ),
    ]);

    [Fact]
    public void Options_share_a_parameter()
    {
        Assert.Equal(
            ["booster", "booster[1,2].depth", "booster[2].drop"],
            Space.Parameters.Select(parameter => parameter.Path)
        );
        var all = Enumerable.Range(0, (int)Space.Count!.Value).Select(i => Space.At(i)).ToList();
        Assert.Equal(1 + 3 + 6, all.Distinct().Count());
        Assert.Equal("booster=linear", all[0].ToString());
        Assert.Equal("booster=dart, booster[1,2].depth=3, booster[2].drop=1", all[^1].ToString());
        Assert.All(
            all,
            assignment =>
            {
                Assert.True(Space.Contains(assignment, out _));
                Assert.Equal(assignment, Space.Decode(Space.Encode(assignment)));
            }
        );
    }

    [Fact]
    public void Their_problems_are_found()
    {
        var wrong = new SearchSpace([
            new(
                "a",
                Choice.Of("x") with
                {
                    Shared = [new([0], [new("b", new IntRange { Low = 2, High = 1 })])],
                }
            ),
        ]);
        Assert.Equal("a.b.low", Assert.Single(wrong.Validate()).Path);
    }
}
