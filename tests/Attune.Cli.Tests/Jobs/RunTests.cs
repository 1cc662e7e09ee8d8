using Attune.Cli.Tests.Running;

namespace Attune.Cli.Tests.Jobs;

/// <summary><c>attune run</c>, from a job file to its end.</summary>
public sealed class RunTests
{
    [Fact]
    public async Task A_job_file_runs_to_its_best_trial()
    {
        await using var folder = new JobFolder().Sweep("echo score=$(($1 * 10))");
        var said = await folder.RunAsync("run", "sweep.yml");
        Assert.True(said.ExitCode == 0, said.ToString());
        Assert.Equal("", said.Error);
        Assert.Contains("trial 2 completed score=30", said.Output, StringComparison.Ordinal);
        Assert.Contains("3 trials in", said.Output, StringComparison.Ordinal);
        Assert.Contains("_2  score = 30", said.Output, StringComparison.Ordinal);
        Assert.Contains("attune job rerun", said.Output, StringComparison.Ordinal);
        var verified = await folder.RunAsync("verify");
        Assert.True(verified.ExitCode == 0, verified.ToString());
    }

    [Fact]
    public async Task With_json_the_result_alone_is_written_to_standard_output()
    {
        await using var folder = new JobFolder().Sweep("echo score=$1");
        var said = await folder.RunAsync("run", "sweep.yml", "--json");
        Assert.Equal(0, said.ExitCode);
        Assert.Equal("Completed", said.Json.GetProperty("state").GetString());
        Assert.Equal(3, said.Json.GetProperty("best").GetProperty("value").GetDouble());
        Assert.Contains("trial 0 started", said.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_problem_of_a_file_is_told_and_nothing_is_run()
    {
        await using var folder = new JobFolder().Sweep("echo score=1", more: "limit: 3\nattune: {retry: 1}");
        var said = await folder.RunAsync("run", "sweep.yml", "--max-concurrent", "2");
        Assert.Equal(2, said.ExitCode);
        Assert.Contains("sweep.yml:11:1: error: limit: ", said.Error, StringComparison.Ordinal);
        Assert.Contains("sweep.yml:12:10: error: attune.retry: ", said.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.Home));
    }

    [Fact]
    public async Task Options_change_the_file()
    {
        await using var folder = new JobFolder().Sweep("echo score=$1");
        var said = await folder.RunAsync(
            "run",
            "sweep.yml",
            "--set",
            "search_space.x.values=[7, 8]",
            "--name",
            "mine",
            "--json"
        );
        Assert.Equal("mine", said.Json.GetProperty("name").GetString());
        Assert.Equal(8, said.Json.GetProperty("best").GetProperty("value").GetDouble());
    }

    [Fact]
    public async Task A_sweep_that_only_fails_says_the_cause_and_where_to_look()
    {
        await using var folder = new JobFolder().Sweep("echo no such column: BMI >&2; exit 4");
        var said = await folder.RunAsync("run", "sweep.yml");
        Assert.Equal(6, said.ExitCode);
        Assert.Contains("What went wrong", said.Output, StringComparison.Ordinal);
        Assert.Contains("exit code 4", said.Output, StringComparison.Ordinal);
        Assert.Contains("no such column: BMI", said.Output, StringComparison.Ordinal);
        Assert.Contains("std_log.txt", said.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hostile_values_reach_the_script_as_they_are()
    {
        string[] values =
        [
            "$(touch pwned)",
            "'; touch pwned; '",
            "`touch pwned`",
            "a\nb",
            "ü→😀",
            "-n",
            "*",
            "",
        ];
        var yaml = System.Text.Json.JsonSerializer.Serialize(values);
        await using var folder = new JobFolder().Sweep("printf '%s' \"$1\" > outputs/got; echo score=1");
        folder.Write(
            "sweep.yml",
            (await File.ReadAllTextAsync(Path.Combine(folder.Root, "sweep.yml"), Token)).Replace(
                "values: [1, 2, 3]",
                "values: " + yaml,
                StringComparison.Ordinal
            )
        );
        var said = await folder.RunAsync("run", "sweep.yml");
        Assert.True(said.ExitCode == 0, said.ToString());
        Assert.Empty(folder.Written("pwned"));
        Assert.Equal(
            values.Order(StringComparer.Ordinal),
            folder.Written("got").Select(File.ReadAllText).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task A_command_job_is_run_too()
    {
        await using var folder = new JobFolder();
        folder.Write("job.yml", "type: command\ncommand: echo hello from a job\nenvironment: local@latest");
        var said = await folder.RunAsync("run", "job.yml");
        Assert.True(said.ExitCode == 0, said.ToString());
        var name = await folder.NewestAsync();
        var log = await folder.RunAsync("job", "stream", name);
        Assert.Contains("hello from a job", log.Output, StringComparison.Ordinal);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}
