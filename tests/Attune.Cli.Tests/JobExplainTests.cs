using Attune.Cli.Tests.Running;

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
