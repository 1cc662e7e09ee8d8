using Attune.Cli.Tests.Running;

namespace Attune.Cli.Tests.Jobs;

/// <summary><c>attune job update</c>, <c>replay-policy</c>, <c>note</c> and <c>attune trial …</c>.</summary>
public sealed class SteeringTests
{
    [Fact]
    public async Task A_completed_sweep_is_extended_and_its_versions_are_shown()
    {
        await using var folder = new JobFolder().Sweep("echo score=$1");
        var name = (await folder.RunAsync("run", "sweep.yml", "--json"))
            .Json.GetProperty("name")
            .GetString()!;
        var said = await folder.RunAsync(
            "job",
            "update",
            name,
            "--set",
            "search_space.x.values=[1, 2, 3, 40]",
            "--set",
            "tags.stage=second",
            "--reason",
            "3 is at the edge"
        );
        Assert.True(said.ExitCode == 0, said.ToString());
        Assert.Contains("search_space.x.values: [1,2,3] → [1,2,3,40]", said.Output, StringComparison.Ordinal);
        Assert.Contains($"{name} is at version 2, and goes on.", said.Output, StringComparison.Ordinal);
        var shown = (await folder.RunAsync("job", "show", name, "--json")).Json;
        Assert.Equal(40, shown.GetProperty("best").GetProperty("value").GetDouble());
        Assert.Equal("second", shown.GetProperty("tags").GetProperty("stage").GetString());
        var version = shown.GetProperty("versions")[0];
        Assert.Equal(2, version.GetProperty("version").GetInt32());
        Assert.Equal(Environment.UserName, version.GetProperty("by").GetString());
        Assert.Equal("3 is at the edge", version.GetProperty("reason").GetString());
        Assert.Contains(
            "Version 2, ",
            (await folder.RunAsync("job", "show", name)).Output,
            StringComparison.Ordinal
        );
        var verified = await folder.RunAsync("verify");
        Assert.True(verified.ExitCode == 0, verified.ToString());
    }

    [Fact]
    public async Task Every_problem_of_a_change_is_told()
    {
        await using var folder = new JobFolder().Sweep("echo score=$1");
        var name = (await folder.RunAsync("run", "sweep.yml", "--json"))
            .Json.GetProperty("name")
            .GetString()!;
        var said = await folder.RunAsync(
            "job",
            "update",
            name,
            "--set",
            "limits.max_concurrent_trials=0",
            "--set",
            "sampling_algorithm=random",
            "--set",
            "early_termination={type: bandit}"
        );
        Assert.Equal(2, said.ExitCode);
        Assert.Contains("limits.max_concurrent_trials", said.Error, StringComparison.Ordinal);
        Assert.Contains("early_termination", said.Error, StringComparison.Ordinal);
        Assert.Contains("sampling_algorithm", said.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Trials_are_requeued_copied_hidden_and_written_about()
    {
        await using var folder = new JobFolder();
        folder.Sweep($"if [ $1 = 2 ] && [ ! -e {folder.Root}/mended ]; then exit 3; fi; echo score=$1");
        var name = (await folder.RunAsync("run", "sweep.yml", "--json"))
            .Json.GetProperty("name")
            .GetString()!;
        folder.Write("mended", "");
        await Ok("trial", "requeue", $"{name}_1", "--reason", "mended");
        var again = (await folder.RunAsync("job", "show", $"{name}_1", "--json")).Json;
        Assert.Equal(
            ("Completed", 2),
            (again.GetProperty("state").GetString(), again.GetProperty("attempt").GetInt32())
        );

        var refused = await folder.RunAsync("trial", "clone", $"{name}_1", "--set", "x=9", "--set", "y=1");
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("'9' is not a value of 'x'", refused.Error, StringComparison.Ordinal);
        Assert.Contains("no parameter 'y'", refused.Error, StringComparison.Ordinal);

        await Ok(
            "job",
            "update",
            name,
            "--set",
            "search_space.x.values=[1, 2, 3, 4, 5]",
            "--set",
            "limits.max_total_trials=3"
        );
        var added = await Ok("trial", "clone", $"{name}_1", "--set", "x=5", "--reason", "a hunch");
        Assert.Contains($"{name}_3 is added", added.Output, StringComparison.Ordinal);

        await Ok("trial", "hide", $"{name}_3");
        await Ok("trial", "note", $"{name}_3", "--text", "a leak");
        await Ok("job", "note", name, "--text", "for the report");
        Assert.Equal(
            3,
            (await folder.RunAsync("best", name, "--json")).Json.GetProperty("value").GetDouble()
        );
        var hidden = (await folder.RunAsync("job", "trials", name, "--hidden", "--json")).Json;
        Assert.Equal("a leak", Assert.Single(hidden.EnumerateArray()).GetProperty("note").GetString());
        Assert.Equal(3, (await folder.RunAsync("job", "trials", name, "--json")).Json.GetArrayLength());
        Assert.Contains(
            "Note: for the report",
            (await Ok("job", "show", name)).Output,
            StringComparison.Ordinal
        );
        await Ok("trial", "unhide", $"{name}_3");
        Assert.Equal(
            5,
            (await folder.RunAsync("best", name, "--json")).Json.GetProperty("value").GetDouble()
        );

        async Task<Said> Ok(params string[] arguments)
        {
            var said = await folder.RunAsync(arguments);
            Assert.True(said.ExitCode == 0, said.ToString());
            return said;
        }
    }

    [Fact]
    public async Task A_policy_is_tried_on_a_sweep_by_options_and_from_a_file()
    {
        await using var folder = new JobFolder().Sweep("for i in 1 2 3 4; do echo score=$(($1 * i)); done");
        var name = (await folder.RunAsync("run", "sweep.yml", "--json"))
            .Json.GetProperty("name")
            .GetString()!;
        var said = await folder.RunAsync(
            "job",
            "replay-policy",
            name,
            "--policy",
            "bandit",
            "--slack-factor",
            ".1",
            "--delay-evaluation",
            "2",
            "--json"
        );
        Assert.True(said.ExitCode == 0, said.ToString());
        Assert.Equal(
            (3, 12),
            (said.Json.GetProperty("judged").GetInt32(), said.Json.GetProperty("reports").GetInt32())
        );
        Assert.False(said.Json.GetProperty("loses_best").GetBoolean());
        folder.Write("policy.yml", "early_termination: {type: median_stopping, evaluation_interval: 2}");
        var told = await folder.RunAsync("job", "replay-policy", name, "--file", "policy.yml");
        Assert.True(told.ExitCode == 0, told.ToString());
        Assert.Contains("of 3 trials would have been ended", told.Output, StringComparison.Ordinal);
        var wrong = await folder.RunAsync(
            "job",
            "replay-policy",
            name,
            "--policy",
            "asha",
            "--min-resource",
            "0",
            "--brackets",
            "99"
        );
        Assert.Equal(2, wrong.ExitCode);
        Assert.Contains("min_resource", wrong.Error, StringComparison.Ordinal);
        Assert.Contains("brackets", wrong.Error, StringComparison.Ordinal);
    }
}
