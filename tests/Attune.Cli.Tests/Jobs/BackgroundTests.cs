using Attune.Cli.Tests.Running;

namespace Attune.Cli.Tests.Jobs;

/// <summary>Jobs that are handed to a host in the background, and what is asked of it.</summary>
public sealed class BackgroundTests
{
    private const string Slow = "touch begun; sleep 0.3; echo score=$1";
    private const string Endless = "touch begun; sleep 600";

    [Fact]
    public async Task A_created_job_runs_on_its_own_and_can_be_followed()
    {
        await using var folder = new JobFolder().Sweep(Slow);
        var created = await folder.RunAsync("job", "create", "sweep.yml");
        Assert.True(created.ExitCode == 0, created.ToString());
        var name = created.Output.Trim();
        var streamed = await folder.RunAsync("job", "stream", name);
        Assert.True(streamed.ExitCode == 0, streamed.ToString());
        Assert.Contains("trial 2 completed", streamed.Output, StringComparison.Ordinal);
        Assert.Contains($"RunId: {name}", streamed.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_command_hands_its_job_to_the_host_that_works()
    {
        await using var folder = new JobFolder().Sweep(Slow);
        using var first = folder.Start("run", "sweep.yml", "--name", "first");
        await JobFolder.UntilAsync(() => folder.Written("begun").Length > 0);
        var second = await folder.RunAsync("run", "sweep.yml", "--name", "second");
        Assert.True(second.ExitCode == 0, second.ToString());
        Assert.Contains("second completed", second.Output, StringComparison.Ordinal);
        var said = await first.EndAsync();
        Assert.True(said.ExitCode == 0, said.ToString());
        Assert.Contains("first completed", said.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_running_job_is_canceled_and_its_run_ends()
    {
        await using var folder = new JobFolder().Sweep(Endless);
        using var run = folder.Start("run", "sweep.yml", "--name", "long");
        await JobFolder.UntilAsync(() => folder.Written("begun").Length == 2);
        var canceled = await folder.RunAsync("job", "cancel", "long", "--reason", "seen enough");
        Assert.True(canceled.ExitCode == 0, canceled.ToString());
        var said = await run.EndAsync();
        Assert.Equal(6, said.ExitCode);
        Assert.Contains("seen enough", said.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_single_trial_is_canceled_and_the_sweep_goes_on()
    {
        await using var folder = new JobFolder().Sweep(
            "touch begun\n[ $1 = 2 ] || sleep 600\necho score=$1",
            "[1, 2]"
        );
        using var run = folder.Start("run", "sweep.yml", "--name", "long");
        await run.UntilSaidAsync("trial 1 completed");
        var over = await folder.RunAsync("job", "cancel", "long_1");
        Assert.Equal(5, over.ExitCode);
        Assert.Contains("is over already", over.Error, StringComparison.Ordinal);
        var canceled = await folder.RunAsync("job", "cancel", "long_0");
        Assert.True(canceled.ExitCode == 0, canceled.ToString());
        var said = await run.EndAsync();
        Assert.Equal(0, said.ExitCode);
        Assert.Contains("1 completed, 1 canceled", said.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trial_is_run_again_with_its_values_and_its_code_of_then()
    {
        await using var folder = new JobFolder().Sweep("echo score=$(($1 * 2))");
        Assert.Equal(0, (await folder.RunAsync("run", "sweep.yml", "--name", "one")).ExitCode);
        folder.Write("src/trial.sh", "exit 1");
        var said = await folder.RunAsync("job", "rerun", "one_1", "--json");
        Assert.True(said.ExitCode == 0, said.ToString());
        Assert.Equal(1, said.Json.GetProperty("trials").GetProperty("completed").GetInt32());
        Assert.Equal(4, said.Json.GetProperty("best").GetProperty("value").GetDouble());
    }

    [Fact]
    public async Task Jobs_are_archived_restored_and_deleted()
    {
        await using var folder = new JobFolder().Sweep("echo score=$1");
        Assert.Equal(0, (await folder.RunAsync("run", "sweep.yml", "--name", "old")).ExitCode);
        Assert.Equal(0, (await folder.RunAsync("job", "archive", "old")).ExitCode);
        Assert.Empty((await folder.RunAsync("job", "list", "--json")).Json.EnumerateArray());
        Assert.Equal(0, (await folder.RunAsync("job", "restore", "old")).ExitCode);
        Assert.Single((await folder.RunAsync("job", "list", "--json")).Json.EnumerateArray());

        Assert.Equal(5, (await folder.RunAsync("job", "delete", "old")).ExitCode);
        Assert.Equal(0, (await folder.RunAsync("job", "delete", "old", "--yes")).ExitCode);
        Assert.Equal(3, (await folder.RunAsync("job", "show", "old")).ExitCode);
        Assert.Empty(folder.Written("std_log.txt"));
        Assert.Equal(0, (await folder.RunAsync("run", "sweep.yml", "--name", "old")).ExitCode);
    }

    [Fact]
    public async Task What_does_not_exist_is_said_with_a_hint()
    {
        await using var folder = new JobFolder().Sweep("echo score=$1");
        var nothing = await folder.RunAsync("job", "cancel", "calm_otter");
        Assert.Equal(3, nothing.ExitCode);
        Assert.Contains("no home was found", nothing.Error, StringComparison.Ordinal);
        Assert.Equal(0, (await folder.RunAsync("run", "sweep.yml", "--name", "calm_otter")).ExitCode);
        foreach (var verb in (string[])["cancel", "resume", "archive", "delete"])
        {
            var said = await folder.RunAsync("job", verb, "calm_oter");
            Assert.Equal(3, said.ExitCode);
            Assert.Contains("calm_otter", said.Error, StringComparison.Ordinal);
        }
    }
}
