using Attune.Importance;
using Attune.Numerics;
using Attune.Spaces;
using Attune.Studies;

namespace Attune.Tests.Importance;

public sealed class ImportancesTests
{
    private static readonly SearchSpace Cube = SearchSpace.Build(space =>
        space.Float("a", -Math.PI, Math.PI).Float("b", -Math.PI, Math.PI).Float("c", -Math.PI, Math.PI)
    );

    private static List<Outcome> Sample(
        SearchSpace space,
        int count,
        Func<Assignment, RandomStream, double> value
    )
    {
        var outcomes = new List<Outcome>();
        var noise = new RandomStreams(5).For(-1, "noise");
        for (var i = 0; i < count; i++)
        {
            var assignment = space.Decode([
                .. space.Parameters.Select((_, d) => SobolSequence.Scrambled((uint)i, d, 7)),
            ]);
            outcomes.Add(new Outcome(assignment, value(assignment, noise)));
        }
        return outcomes;
    }

    private static double At(Assignment assignment, string path) => assignment.Find(path)!.Value.AsDouble();

    private static ParameterImportance Find(Importances importances, string path) =>
        importances.Parameters.Single(each => each.Path == path);

    // T. Ishigami and T. Homma (ISUMA 1990) with a = 7, b = 0.1: the indices follow from the integrals, as in A. Saltelli et al.,
    // "Global Sensitivity Analysis: The Primer" (2008), section 4.
    [Fact]
    public void The_indices_of_the_Ishigami_function_are_found()
    {
        var found = Importances.Of(
            Cube,
            Sample(
                Cube,
                1000,
                (x, _) =>
                    Math.Sin(At(x, "a"))
                    + (7 * Math.Pow(Math.Sin(At(x, "b")), 2))
                    + (0.1 * Math.Pow(At(x, "c"), 4) * Math.Sin(At(x, "a")))
            ),
            Goal.Minimize
        );
        Assert.Equal(0.314, Find(found, "a").Alone, 0.08);
        Assert.Equal(0.442, Find(found, "b").Alone, 0.08);
        Assert.Equal(0, Find(found, "c").Alone, 0.08);
        Assert.Equal(0.558, Find(found, "a").Together, 0.12);
        Assert.Equal(0.442, Find(found, "b").Together, 0.12);
        Assert.Equal(0.244, Find(found, "c").Together, 0.12);
        Assert.InRange(found.Foretold, 0.75, 1);
    }

    [Fact]
    public void Parameters_are_named_with_their_share_and_direction_the_most_important_first()
    {
        // Var(4a) : Var(2b) = 4 : 1.
        var found = Importances.Of(
            Cube,
            Sample(Cube, 300, (x, _) => (4 * At(x, "a")) - (2 * At(x, "b"))),
            Goal.Maximize
        );
        Assert.Equal("a", found.Parameters[0].Path);
        Assert.Equal(0.8, Find(found, "a").Alone, 0.07);
        Assert.Equal(0.2, Find(found, "b").Alone, 0.07);
        Assert.InRange(Find(found, "c").Together, 0, 0.03);
        Assert.InRange(Find(found, "a").Direction, 0.8, 1);
        Assert.InRange(Find(found, "b").Direction, -1, -0.2);
    }

    [Fact]
    public void What_matters_only_in_combination_is_told_from_what_matters_alone()
    {
        var space = SearchSpace.Build(space =>
            space.Choice("left", 0, 1).Choice("right", 0, 1).Float("rest", 0, 1)
        );
        var found = Importances.Of(
            space,
            Sample(space, 200, (x, _) => At(x, "left").Equals(At(x, "right")) ? 1 : 0),
            Goal.Maximize
        );
        Assert.InRange(Find(found, "left").Alone, 0, 0.05);
        Assert.InRange(Find(found, "left").Together, 0.8, 1);
        // Trees that see no gain in either alone split by the rest at first, so it does not come out as nothing.
        Assert.InRange(Find(found, "rest").Together, 0, 0.3);
    }

    [Fact]
    public void Options_without_an_order_need_none()
    {
        var worth = new Dictionary<string, double>
        {
            ["p"] = 0,
            ["q"] = 9,
            ["r"] = 1,
            ["s"] = 8,
        };
        var space = SearchSpace.Build(space => space.Choice("kind", "p", "q", "r", "s").Float("x", 0, 1));
        var found = Importances.Of(
            space,
            Sample(space, 120, (x, _) => worth[x.Find("kind")!.Value.ToString()] + At(x, "x")),
            Goal.Minimize
        );
        Assert.InRange(Find(found, "kind").Alone, 0.93, 1);
        Assert.True(double.IsNaN(Find(found, "kind").Direction));
    }

    [Fact]
    public void A_parameter_of_a_branch_is_not_blamed_for_the_branch()
    {
        var space = SearchSpace.Build(space =>
            space.Choice(
                "model",
                Branch.Of(trees => trees.Int("depth", 1, 20)),
                Branch.Of(net => net.Float("width", 0, 1))
            )
        );
        var found = Importances.Of(
            space,
            Sample(space, 200, (x, _) => x.Find("model[1].width") is { } width ? 10 + width.AsDouble() : 0),
            Goal.Minimize
        );
        Assert.InRange(Find(found, "model").Alone, 0.9, 1);
        Assert.InRange(Find(found, "model[0].depth").Together, 0, 0.02);
        Assert.InRange(Find(found, "model[1].width").Together, 0, 0.05);
    }

    [Fact]
    public void One_diverged_trial_and_failed_ones_change_little()
    {
        var trials = Sample(Cube, 200, (x, _) => At(x, "a"));
        trials[17] = trials[17] with { Value = 1e30 };
        trials[18] = trials[18] with { Value = double.NaN };
        trials[19] = trials[19] with { Value = double.PositiveInfinity };
        var found = Importances.Of(Cube, trials, Goal.Minimize);
        Assert.Equal(198, found.Trials);
        Assert.InRange(Find(found, "a").Alone, 0.85, 1);
    }

    [Fact]
    public void Values_without_a_cause_are_told_by_what_is_foretold()
    {
        var found = Importances.Of(Cube, Sample(Cube, 200, (_, noise) => noise.NextNormal()), Goal.Minimize);
        Assert.InRange(found.Foretold, -1, 0.1);
    }

    [Fact]
    public void Why_there_is_nothing_is_said()
    {
        var few = Importances.Of(Cube, Sample(Cube, 9, (x, _) => At(x, "a")), Goal.Minimize);
        Assert.Contains("there are 9", few.WhyNone, StringComparison.Ordinal);
        Assert.Empty(few.Parameters);
        Assert.Contains(
            "same value",
            Importances.Of(Cube, Sample(Cube, 30, (_, _) => 3), Goal.Minimize).WhyNone,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "No parameter varies",
            Importances.Of(SearchSpace.Empty, [], Goal.Minimize).WhyNone,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void The_same_trials_give_the_same_numbers()
    {
        var trials = Sample(Cube, 60, (x, _) => At(x, "a") * At(x, "b"));
        Assert.Equal(
            Importances.Of(Cube, trials, Goal.Minimize).Parameters,
            Importances.Of(Cube, trials, Goal.Minimize).Parameters
        );
    }
}
