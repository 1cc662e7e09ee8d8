using Attune.Cli.Tests.Running;
using Attune.Studies;
using Attune.Workspace.Catalog;

namespace Attune.Cli.Tests;

public sealed class JobExplainTests
{
    [Fact]
    public async Task A_trial_is_explained_from_what_was_known_when_it_was_proposed()
    {
        await using var home = new TemporaryHome();
        await Stories.FinishedAsync(home);
        await home.LetGoAsync();
        var said = await AttuneCommand.RunAsync(home.Folder, "job", "explain", "calm_otter_4");
        Assert.Equal(0, said.ExitCode);
        Assert.Contains("proposed  grid combination 5 of 6\n", said.Output, StringComparison.Ordinal);
        Assert.Contains(
            "4 trials had ended, 0 under way; the best was calm_otter_2 with AUC = 0.9123\n",
            said.Output,
            StringComparison.Ordinal
        );
        Assert.Contains("stopped by bandit at report 1", said.Output, StringComparison.Ordinal);
        Assert.Contains("AUC = 0.75, place 4 of 5\n", said.Output, StringComparison.Ordinal);
        var json = (
            await AttuneCommand.RunAsync(home.Folder, "job", "explain", "calm_otter_0", "--json")
        ).Json;
        Assert.Equal(0, json.GetProperty("ended_before").GetInt32());
        Assert.Equal(5, json.GetProperty("rank").GetInt32());
    }

    [Fact]
    public async Task What_a_trial_used_of_the_machine_is_told()
    {
        await using var home = new TemporaryHome();
        var record = home.Record("calm_otter", Stories.Sweep, Stories.Day);
        await home.SaveAsync(record with { State = JobState.Running, StartedAt = Stories.Day });
        var sweep = await home.StudyAsync(record);
        var trial = await sweep.StartAsync();
        await sweep.ReportAsync(trial, "AUC", 0.5);
        await sweep
            .After(20)
            .EndAsync(
                trial,
                TrialState.Completed,
                "ran to its end",
                usage: new TrialUsage
                {
                    ProcessorSeconds = 30,
                    PeakMemory = 210_000_000,
                    PeakGpuMemory = 3_000_000_000,
                    GpuUtilization = 87.4,
                }
            );
        await sweep.FinishAsync(StudyState.Completed, "all 6 trials ended");
        await home.LetGoAsync();
        var said = await AttuneCommand.RunAsync(home.Folder, "job", "explain", "calm_otter_0");
        Assert.Contains(
            "used      30 s of processor time, 1.50 processors on average, at most 210 MB of memory, at most 3 GB of GPU memory, its GPUs 87 % busy\n",
            said.Output,
            StringComparison.Ordinal
        );
        var listed = (await AttuneCommand.RunAsync(home.Folder, "job", "trials", "calm_otter")).Output;
        Assert.Contains("processors", listed, StringComparison.Ordinal);
        Assert.Contains("210 MB", listed, StringComparison.Ordinal);
        var json = (await AttuneCommand.RunAsync(home.Folder, "job", "trials", "calm_otter", "--json")).Json;
        Assert.Equal(30, json[0].GetProperty("processor_seconds").GetDouble());
        Assert.Equal(210_000_000, json[0].GetProperty("peak_memory_bytes").GetInt64());
        var csv = await AttuneCommand.RunAsync(home.Folder, "job", "trials", "calm_otter", "--csv");
        Assert.Contains("peak_memory_bytes", csv.Output.Split('\n')[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_is_no_trial()
    {
        await using var home = new TemporaryHome();
        await Stories.FinishedAsync(home);
        await home.LetGoAsync();
        var said = await AttuneCommand.RunAsync(home.Folder, "job", "explain", "calm_otter");
        Assert.Equal(3, said.ExitCode);
        Assert.Contains("a trial of it is calm_otter_NUMBER", said.Error, StringComparison.Ordinal);
    }
}
