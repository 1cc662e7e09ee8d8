using System.Text.Json;
using Attune.Cli.Tests.Running;
using Attune.Samplers;

namespace Attune.Cli.Tests.Tuner;

public sealed class TunerConversationTests
{
    private const string Line = """[{"name":"x","kind":"float","low":0,"high":1}]""";

    // `rate` belongs to two of three algorithms, `n` hangs on two choices, `both` on two choices that are independent of each other.
    private const string Tree = """
        [{"name":"algo","kind":"categorical","choices":["x","y","z w"]},
         {"name":"y.kind","kind":"categorical","choices":["p","q"],"active_when":[{"param":"algo","in":["y"]}]},
         {"name":"y.q.n","kind":"int","low":0,"high":9,"active_when":[{"param":"algo","in":["y"]},{"param":"y.kind","in":["q"]}]},
         {"name":"rate","kind":"float","low":1e-4,"high":1.0,"log":true,"active_when":[{"param":"algo","in":["x","y"]}]},
         {"name":"deep","kind":"categorical","choices":["no","yes"]},
         {"name":"both","kind":"int","low":1,"high":3,"active_when":[{"param":"algo","in":["x"]},{"param":"deep","in":["yes"]}]},
         {"name":"never","kind":"int","low":1,"high":3,"active_when":[{"param":"deep","in":["maybe"]}]},
         {"name":"steps","kind":"int","low":1,"high":2},
         {"name":"second","kind":"float","low":0,"high":1,"active_when":[{"param":"steps","in":[2]}]}]
        """;

    [Fact]
    public void A_trial_has_every_parameter_that_exists_and_no_other()
    {
        var driver = Driver.Started(Tree.ReplaceLineEndings(" "));
        var seen = new HashSet<string>();
        foreach (var (_, values) in driver.Ask(300))
        {
            string Text(string name) => values.TryGetValue(name, out var value) ? value.GetString()! : "";
            var expected = new List<string> { "algo", "deep", "steps" };
            expected.AddRange(Text("algo") == "y" ? ["y.kind"] : []);
            expected.AddRange(Text("y.kind") == "q" ? ["y.q.n"] : []);
            expected.AddRange(Text("algo") is "x" or "y" ? ["rate"] : []);
            expected.AddRange(Text("algo") == "x" && Text("deep") == "yes" ? ["both"] : []);
            expected.AddRange(values["steps"].GetInt32() == 2 ? ["second"] : []);
            Assert.Equal(expected.Order(), values.Keys.Order());
            if (values.TryGetValue("rate", out var rate))
            {
                Assert.InRange(rate.GetDouble(), 1e-4, 1.0);
            }
            seen.Add(Text("algo") + Text("y.kind") + Text("deep"));
        }
        Assert.Equal(8, seen.Count);
    }

    [Fact]
    public void The_same_tells_get_the_same_trials_and_another_seed_gets_others()
    {
        List<string> Play(int seed)
        {
            var driver = Driver.Started(Line, seed);
            var said = new List<string>();
            for (var i = 0; i < 10; i++)
            {
                said.Add(driver.Say("""{"ask":2}"""));
                driver.Say($$$"""{"tell":{"id":{{{(2 * i) + 1}}},"value":{{{i}}}}}""");
            }
            return said;
        }
        Assert.Equal(Play(1), Play(1));
        Assert.NotEqual(Play(1), Play(2));
    }

    [Fact]
    public void Batches_are_told_in_any_order_and_each_id_is_given_once()
    {
        var driver = Driver.Started(Line);
        var ids = driver.Ask(8).Concat(driver.Ask(4)).Select(trial => trial.Id).ToList();
        Assert.Equal(12, ids.Distinct().Count());
        foreach (var id in Enumerable.Reverse(ids))
        {
            Assert.Equal("""{"ok":true}""", driver.Say($$$"""{"tell":{"id":{{{id}}},"value":0.5}}"""));
        }
        Assert.Equal("The trial 3 has been told already.", driver.Error("""{"tell":{"id":3,"value":1}}"""));
    }

    [Fact]
    public void A_small_space_is_tried_whole_and_then_its_best_again()
    {
        var driver = Driver.Started(
            """[{"name":"n","kind":"int","low":1,"high":3}]""",
            direction: "maximize"
        );
        var first = driver.Ask(3);
        Assert.Equal([1, 2, 3], first.Select(trial => trial.Params["n"].GetInt32()).Order());
        foreach (var (id, values) in first)
        {
            driver.Say($$$"""{"tell":{"id":{{{id}}},"value":{{{values["n"].GetInt32()}}}}}""");
        }
        var again = driver.Ask(2);
        Assert.All(again, trial => Assert.Equal(3, trial.Params["n"].GetInt32()));
        Assert.Equal("""{"ok":true}""", driver.Say($$$"""{"tell":{"id":{{{again[0].Id}}},"value":3}}"""));
    }

    [Fact]
    public void Results_from_elsewhere_are_taken_all_or_none()
    {
        var driver = Driver.Started(Line);
        const string good = """{"params":{"x":0.5},"value":0.3}""";
        Assert.Equal("""{"ok":true}""", driver.Say($$"""{"add":[{{good}},{{good}}]}"""));
        Assert.Equal(2, driver.Ask(1)[0].Id);
        Assert.Equal(
            "2 is not a value of 'x'.",
            driver.Error($$$"""{"add":[{{{good}}},{"params":{"x":2},"value":0}]}""")
        );
        Assert.Equal(
            "There is no parameter 'y'.",
            driver.Error("""{"add":[{"params":{"x":0,"y":1},"value":0}]}""")
        );
        Assert.Equal(
            "The parameter 'x' has no value.",
            driver.Error("""{"add":[{"params":{},"value":0}]}""")
        );
        Assert.Equal(3, driver.Ask(1)[0].Id);
    }

    [Theory]
    [InlineData("1e300")]
    [InlineData("NaN")]
    [InlineData("\"NaN\"")]
    [InlineData("-Infinity")]
    [InlineData("null")]
    public void Any_value_can_be_told(string value)
    {
        var driver = Driver.Started(Line);
        var (id, _) = driver.Ask(1)[0];
        Assert.Equal("""{"ok":true}""", driver.Say($$$"""{"tell":{"id":{{{id}}},"value": {{{value}}}}}"""));
        Assert.Single(driver.Ask(1));
    }

    [Theory]
    [InlineData("""{"ask":1}""", "The first line holds the space.")]
    [InlineData("[1]", "The line is not a message")]
    [InlineData("hello", "The line is not a message")]
    [InlineData("""{"space":[],"direction":"up"}""", "direction is minimize or maximize.")]
    [InlineData(
        """{"space":[{"name":"a","kind":"float","low":2,"high":1}],"direction":"minimize"}""",
        "a: low 2 is above high 1."
    )]
    [InlineData(
        """{"space":[{"name":"a","kind":"int","low":0.5,"high":1}],"direction":"minimize"}""",
        "The bounds of 'a' are not integers."
    )]
    [InlineData(
        """{"space":[{"name":"a","kind":"colour"}],"direction":"minimize"}""",
        "'a' is of the kind 'colour': float, int or categorical."
    )]
    [InlineData(
        """{"space":[{"name":"a","kind":"categorical","choices":["x"],"active_when":[{"param":"b","in":["y"]}]}],"direction":"minimize"}""",
        "'a' depends on 'b', which is not declared before it."
    )]
    public void A_wrong_first_line_is_answered_with_its_error(string line, string message)
    {
        var driver = new Driver();
        Assert.StartsWith(message, driver.Error(line), StringComparison.Ordinal);
        // It can be said again, rightly.
        Assert.Equal("""{"ok":true}""", driver.Say(Driver.First(Line)));
    }

    [Theory]
    [InlineData("""{"ask":0}""", "ask for at least one trial, not 0.")]
    [InlineData("""{"tell":{"id":7,"value":1}}""", "There is no trial with the id 7.")]
    [InlineData("""{"tell":{"value":1}}""", "There is no trial with the id none.")]
    [InlineData("""{"ask":1,"add":[]}""", "A line holds one request: ask, tell or add.")]
    [InlineData("{}", "A line holds space, ask, tell or add.")]
    public void A_wrong_line_is_answered_with_its_error_and_the_run_goes_on(string line, string message)
    {
        var driver = Driver.Started(Line);
        Assert.Equal(message, driver.Error(line));
        Assert.Single(driver.Ask(1));
    }

    [Fact]
    public void What_a_sampler_cannot_do_is_said_at_the_start()
    {
        var driver = new Driver(new GridSampling());
        Assert.Contains("varies continuously", driver.Error(Driver.First(Line)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_command_answers_each_line_and_ends_with_its_input()
    {
        await using var home = new TemporaryHome();
        var lines = string.Join(
            '\n',
            Driver.First("""[{"name":"größe","kind":"int","low":1,"high":9}]"""),
            """{"ask":1}""",
            """{"tell":{"id":0,"value":1}}""",
            "nonsense",
            """{"ask":2}"""
        );
        using var command = AttuneCommand.Start(home.Folder, ["tuner", "--sampler", "sobol"], input: lines);
        var said = await command.EndAsync();
        Assert.Equal(0, said.ExitCode);
        Assert.Equal("", said.Error);
        var answers = said.Output.TrimEnd('\n').Split('\n').Select(line => JsonDocument.Parse(line)).ToList();
        Assert.Equal(5, answers.Count);
        Assert.Equal(
            "größe",
            answers[1]
                .RootElement.GetProperty("trials")[0]
                .GetProperty("params")
                .EnumerateObject()
                .Single()
                .Name
        );
        Assert.True(answers[3].RootElement.TryGetProperty("error", out _));
        Assert.Equal(2, answers[4].RootElement.GetProperty("trials").GetArrayLength());
    }

    [Fact]
    public async Task An_unknown_sampler_is_refused_with_the_known_ones()
    {
        await using var home = new TemporaryHome();
        var said = await AttuneCommand.RunAsync(home.Folder, "tuner", "--sampler", "sobl");
        Assert.Equal(2, said.ExitCode);
        Assert.Contains("sobol", said.Error, StringComparison.Ordinal);
    }
}
