using Attune.Cli.Tests.Running;

namespace Attune.Cli.Tests.Jobs;

/// <summary>Jobs whose host is interrupted or killed.</summary>
public sealed class InterruptionTests
{
    // Runs until it is let go, and counts how often each value was begun.
    private const string Held = """
        echo $$ >> pids
        while [ ! -e "$HOLD/go" ]; do sleep 0.02; done
        echo score=$1
        """;

    [Fact]
    public async Task Ctrl_C_asks_the_trials_to_end_and_the_same_command_goes_on()
    {
        await using var folder = new JobFolder().Sweep("trap 'echo asked > asked; exit 1' TERM\n" + Hold());
        using (var first = folder.Start("run", "sweep.yml"))
        {
            await JobFolder.UntilAsync(() => folder.Written("pids").Length == 2);
            await JobFolder.SignalAsync("INT", first.Process.Id);
            var interrupted = await first.EndAsync();
            Assert.Equal(130, interrupted.ExitCode);
            Assert.Contains("attune job resume", interrupted.Output, StringComparison.Ordinal);
        }
        Assert.Equal(2, folder.Written("asked").Length);
        folder.Write("go", "");
        var said = await folder.RunAsync("run", "sweep.yml");
        Assert.True(said.ExitCode == 0, said.ToString());
        Assert.Contains("was not finished; it goes on", said.Error, StringComparison.Ordinal);
        Assert.Contains("3 completed", said.Output, StringComparison.Ordinal);
        Assert.Single((await folder.RunAsync("job", "list", "--json")).Json.EnumerateArray());
    }

    [Fact]
    public async Task Ctrl_C_twice_ends_trials_that_do_not_listen()
    {
        await using var folder = new JobFolder().Sweep("trap '' TERM\n" + Hold());
        using var run = folder.Start("run", "sweep.yml");
        await JobFolder.UntilAsync(() => folder.Written("pids").Length == 2);
        await JobFolder.SignalAsync("INT", run.Process.Id);
        await run.UntilSaidAsync("Press Ctrl+C again");
        await JobFolder.SignalAsync("INT", run.Process.Id);
        Assert.Equal(130, (await run.EndAsync()).ExitCode);
        var verified = await folder.RunAsync("verify");
        Assert.True(verified.ExitCode == 0, verified.ToString());
    }

    [Fact]
    public async Task A_killed_host_finds_its_trials_again()
    {
        await using var folder = new JobFolder().Sweep(Hold());
        using (var first = folder.Start("run", "sweep.yml"))
        {
            await JobFolder.UntilAsync(() => folder.Written("pids").Length == 2);
            await JobFolder.SignalAsync("KILL", first.Process.Id);
            await first.Process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
        var state = (await folder.RunAsync("job", "list", "--json")).Json[0].GetProperty("state").GetString();
        Assert.Equal("Interrupted", state);
        using var second = folder.Start("run", "sweep.yml", "--json");
        await second.UntilSaidAsync("it goes on");
        folder.Write("go", "");
        var said = await second.EndAsync();
        Assert.True(said.ExitCode == 0, said.ToString());
        Assert.Equal(3, said.Json.GetProperty("trials").GetProperty("completed").GetInt32());
        Assert.All(folder.Written("pids"), file => Assert.Single(File.ReadAllLines(file)));
    }

    [Fact]
    public async Task A_studio_that_was_killed_goes_on_with_its_sweeps_when_it_is_started_again()
    {
        await using var folder = new JobFolder().Sweep(Hold());
        using (var first = folder.Start("studio"))
        {
            await first.UntilSaidAsync("Sign in:");
            var handed = await folder.RunAsync("job", "create", "-f", "sweep.yml");
            Assert.True(handed.ExitCode == 0, handed.ToString());
            await JobFolder.UntilAsync(() => folder.Written("pids").Length == 2);
            await JobFolder.SignalAsync("KILL", first.Process.Id);
            await first.Process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
        var name = await folder.NewestAsync();
        using var second = folder.Start("studio");
        await second.UntilSaidAsync($"'{name}' goes on");
        folder.Write("go", "");
        var said = await folder.RunAsync("job", "stream", name);
        Assert.True(said.ExitCode == 0, said.ToString());
        // Each value was begun once: the trials outlived the host.
        Assert.All(folder.Written("pids"), file => Assert.Single(File.ReadAllLines(file)));
        await JobFolder.SignalAsync("TERM", second.Process.Id);
        await second.EndAsync();
    }

    [Fact]
    public async Task An_interrupted_job_can_be_canceled_and_its_trials_end()
    {
        await using var folder = new JobFolder().Sweep(Hold());
        using (var first = folder.Start("run", "sweep.yml"))
        {
            await JobFolder.UntilAsync(() => folder.Written("pids").Length == 2);
            await JobFolder.SignalAsync("KILL", first.Process.Id);
            await first.Process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
        var name = await folder.NewestAsync();
        var said = await folder.RunAsync("job", "cancel", name, "--json");
        Assert.True(said.ExitCode == 0, said.ToString());
        Assert.Equal("Canceled", said.Json.GetProperty("state").GetString());
        var pids = folder.Written("pids").SelectMany(File.ReadAllLines).ToArray();
        Assert.Equal(2, pids.Length);
        await JobFolder.UntilAsync(() => pids.All(pid => !Directory.Exists($"/proc/{pid}")));
    }

    private static string Hold() => Held.Replace("$HOLD", "../../../../../../..", StringComparison.Ordinal);
}
