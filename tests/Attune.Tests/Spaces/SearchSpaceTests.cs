using System.Text.Json;
using Attune.Spaces;
using Attune.Studies;
using CsCheck;

namespace Attune.Tests.Spaces;

public sealed class SearchSpaceTests
{
    private static readonly SearchSpace Nested = SearchSpace.Build(s =>
        s.LogFloat("lr", 1e-5, 1e-1)
            .Choice(
                "model",
                Branch.Of(b =>
                    b.Float("c", 0, 1)
                        .Constant("kind", "svm")
                        .Choice(
                            "kernel",
                            "linear",
                            Branch.Of(k => k.Int("degree", 2, 4).Constant("name", "poly"))
                        )
                ),
                Branch.Of(b => b.Int("trees", 10, 12).Flag("deep")),
                "none"
            )
    );

    [Fact]
    public void Leaves_are_named_by_path_and_know_when_they_are_active()
    {
        Assert.Equal(
            [
                "lr",
                "model",
                "model[0].c",
                "model[0].kind",
                "model[0].kernel",
                "model[0].kernel[1].degree",
                "model[0].kernel[1].name",
                "model[1].trees",
                "model[1].deep",
            ],
            Nested.Parameters.Select(parameter => parameter.Path)
        );
        Assert.Equal([new Condition(1, [0]), new Condition(4, [1])], Nested.Parameters[5].ActiveWhen);
    }

    [Fact]
    public void Only_the_active_parameters_are_in_an_assignment()
    {
        Assert.Equal("lr=0.001", Nested.Decode([0.5, 0.9, .5, .5, .5, .5, .5, .5, .5]).ToString()[..8]);
        Assert.Equal(
            ["lr", "model", "model[1].trees", "model[1].deep"],
            Nested.Decode([0.5, 0.5, .5, .5, .5, .5, .5, .5, .5]).Names
        );
        Assert.Equal(
            [0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.75],
            Nested.Encode(Assignment.Of(("model", 1), ("model[1].deep", true)))
        );
    }

    [Fact]
    public void A_branch_is_rendered_as_JSON_and_leaf_by_leaf()
    {
        var assignment = Assignment.Of(
            ("lr", 0.01),
            ("model", 0),
            ("model[0].c", 0.25),
            ("model[0].kind", "svm"),
            ("model[0].kernel", 1),
            ("model[0].kernel[1].degree", 3),
            ("model[0].kernel[1].name", "poly")
        );
        Assert.True(Nested.Contains(assignment, out _));
        Assert.Equal(
            [
                new("lr", "0.01"),
                new("model", """{"c":0.25,"kind":"svm","kernel":{"degree":3,"name":"poly"}}"""),
                new("model_c", "0.25"),
                new("model_kind", "svm"),
                new("model_kernel", """{"degree":3,"name":"poly"}"""),
                new("model_kernel_degree", "3"),
                new("model_kernel_name", "poly"),
            ],
            Nested.Render(assignment)
        );
        Assert.Equal(
            [new("lr", "0.01"), new RenderedVariable("model", "none")],
            Nested.Render(Assignment.Of(("lr", 0.01), ("model", "none")))
        );
    }

    [Fact]
    public void Texts_reach_the_trial_unchanged()
    {
        const string hostile = "'; rm $(x) \"é\"\n";
        var space = SearchSpace.Build(s =>
            s.Choice("a", hostile).Choice("m", Branch.Of(b => b.Constant("t", hostile)))
        );
        var rendered = space.Render(space.At(0));
        Assert.Equal(hostile, rendered[0].Text);
        Assert.Equal(hostile, JsonDocument.Parse(rendered[1].Text).RootElement.GetProperty("t").GetString());
        Assert.Equal(hostile, rendered[2].Text);
    }

    [Fact]
    public void Decoding_and_encoding_lose_nothing() =>
        GeneratedSpaces.Point.Sample(
            point =>
            {
                var (space, unit) = point;
                var assignment = space.Decode(unit);
                Assert.True(space.Contains(assignment, out var problems), string.Join("; ", problems));
                var again = space.Decode(space.Encode(assignment));
                Assert.Equal(assignment.Names, again.Names);
                foreach (var (before, after) in assignment.Values.Zip(again.Values))
                {
                    Assert.Equal(before.Kind, after.Kind);
                    if (before.Kind == ValueKind.Float)
                    {
                        Assert.Equal(
                            before.AsDouble(),
                            after.AsDouble(),
                            1e-9 * Math.Max(1e-3, Math.Abs(before.AsDouble()))
                        );
                    }
                    else
                    {
                        Assert.Equal(before, after);
                    }
                }
                Assert.Equal(assignment, space.Canonical(assignment));
                Assert.Equal(assignment, space.Complete(assignment, unit));
            },
            iter: 3000
        );

    [Fact]
    public void Spaces_and_assignments_survive_JSON() =>
        GeneratedSpaces.Point.Sample(
            point =>
            {
                var (space, unit) = point;
                Assert.DoesNotContain(space.Validate("s"), problem => problem.Severity == Severity.Error);
                var json = JsonSerializer.Serialize(space, StudyJson.Default.SearchSpace);
                var again = JsonSerializer.Deserialize(json, StudyJson.Default.SearchSpace)!;
                Assert.Equal(json, JsonSerializer.Serialize(again, StudyJson.Default.SearchSpace));
                Assert.Equal(space, again);
                Assert.Equal(space.Decode(unit), again.Decode(unit));
                var assignment = space.Decode(unit);
                json = JsonSerializer.Serialize(assignment, StudyJson.Default.Assignment);
                Assert.Equal(assignment, JsonSerializer.Deserialize(json, StudyJson.Default.Assignment));
            },
            iter: 3000
        );

    [Fact]
    public void A_countable_space_lists_each_of_its_assignments_once() =>
        GeneratedSpaces
            .Space.Where(space => space.Count is > 0 and < 2000)
            .Sample(
                space =>
                {
                    var all = Enumerable
                        .Range(0, (int)space.Count!.Value)
                        .Select(i => space.At(i))
                        .ToHashSet();
                    Assert.Equal(space.Count, all.Count);
                    Assert.All(all, assignment => Assert.True(space.Contains(assignment, out _)));
                },
                iter: 500
            );

    [Fact]
    public void The_count_covers_branches_and_gives_up_beyond_2_to_the_53()
    {
        var space = SearchSpace.Build(s =>
            s.Choice("m", Branch.Of(b => b.Int("n", 1, 3).Flag("f")), Branch.Of(b => b.Int("n", 1, 4)), "x")
                .Flag("g")
        );
        Assert.Equal(22, space.Count);
        Assert.Null(SearchSpace.Build(s => s.Int("a", 1, 1L << 30).Int("b", 1, 1L << 30)).Count);
        Assert.Null(SearchSpace.Build(s => s.Float("a", 0, 1)).Count);
        Assert.Equal(1, SearchSpace.Empty.Count);
    }

    [Fact]
    public void Every_problem_is_found_at_once()
    {
        var space = SearchSpace.Build(s =>
            s.Float("1bad", 2, 1)
                .Int("n", 1, 3)
                .Int("n", 1, 3)
                .Choice("booster", "gbtree", "dart")
                .Choice("m", Branch.Of(b => b.Float("x-y", 0, 1)))
                .Forbid(("boster", "dart"))
                .Forbid(("booster", "drat"))
                .Forbid()
        );
        Assert.Equal(
            [
                "s.1bad: '1bad' is not a valid parameter name. (Use letters, digits and underscores, no digit first.)",
                "s.1bad.low: low 2 is above high 1. (Swap the two.)",
                "s.n: The parameter 'n' is declared twice.",
                "s.m.values[0].x-y: 'x-y' is not a valid parameter name. (Use letters, digits and underscores, no digit first.)",
                "forbidden[0].boster: There is no parameter 'boster' in the search space. (did you mean 'booster'?)",
                "forbidden[1].booster: 'booster' is never drat. (did you mean 'dart'?)",
                "forbidden[2]: A forbidden combination names at least one parameter.",
            ],
            space.Validate("s").Select(problem => problem.ToString()["error: ".Length..])
        );
    }

    [Fact]
    public void An_assignment_of_another_space_is_told_apart_with_every_problem()
    {
        Assert.False(
            Nested.Contains(Assignment.Of(("lr", 5.0), ("modle", 1), ("lr", 0.1)), out var problems)
        );
        Assert.Equal(3, problems.Count);
        Assert.Equal("did you mean 'model'?", problems[1].Hint);
        Assert.False(
            Nested.Contains(
                Assignment.Of(("lr", 0.01), ("model", "none"), ("model[1].trees", 11)),
                out problems
            )
        );
        Assert.Equal("'model[1].trees' is not active in this combination.", Assert.Single(problems).Message);
        Assert.False(Nested.Contains(Assignment.Of(("model", 1)), out problems));
        Assert.Equal(3, problems.Count);
    }

    [Fact]
    public void Numbers_of_the_other_kind_are_the_same_point()
    {
        var space = SearchSpace.Build(s => s.Float("x", 0, 2).Int("n", 1, 9).Choice("c", 1, 2.5));
        Assert.Equal(
            Assignment.Of(("x", 1.0), ("n", 3), ("c", 1)),
            space.Canonical(Assignment.Of(("c", 1.0), ("n", 3.0), ("x", 1)))
        );
    }

    [Fact]
    public void A_plain_map_inside_a_branch_is_a_branch_of_its_own()
    {
        const string json = """
            {"parameters":{"m":{"type":"choice","values":[{"a":{"b":3,"c":{"type":"uniform","min_value":0,"max_value":1}}},16]}}}
            """;
        var space = JsonSerializer.Deserialize(json, StudyJson.Default.SearchSpace)!;
        Assert.Equal(
            ["m", "m[0].a", "m[0].a[0].b", "m[0].a[0].c"],
            space.Parameters.Select(parameter => parameter.Path)
        );
        Assert.Equal("""{"a":{"b":3,"c":0.5}}""", space.Render(space.Decode([0.2, 0.5, 0.5, 0.5]))[0].Text);
    }

    [Theory]
    [InlineData("""{"parameters":{"x":{"type":"unifrom","min_value":0,"max_value":1}}}""")]
    [InlineData("""{"parameters":{"x":{"type":"uniform","min_value":0}}}""")]
    [InlineData("""{"parameters":{"x":{"type":"uniform","min_value":0,"max_value":1,"q":2}}}""")]
    [InlineData("""{"parameters":{"x":{"type":"choice","values":[null]}}}""")]
    [InlineData("""{"parameters":{"x":[1,2]}}""")]
    [InlineData("""{"params":{}}""")]
    [InlineData("[]")]
    public void Malformed_JSON_is_refused(string json) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize(json, StudyJson.Default.SearchSpace));
}
