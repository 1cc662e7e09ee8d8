using Attune.Cli.Tests.Running;

namespace Attune.Cli.Tests;

/// <summary>What a person reads of stored jobs.</summary>
public sealed class JobTexts
{
    [Theory]
    [InlineData("job-list", "job", "list")]
    [InlineData("job-show", "job", "show", "calm_otter")]
    [InlineData("job-show-trial", "job", "show", "calm_otter_3")]
    [InlineData("job-show-interrupted", "job", "show", "brisk_heron")]
    [InlineData("job-trials", "job", "trials", "calm_otter")]
    [InlineData("job-trials-top", "job", "trials", "calm_otter", "--top", "2")]
    [InlineData("job-stream", "job", "stream", "calm_otter")]
    [InlineData("job-stream-trial", "job", "stream", "calm_otter_3")]
    [InlineData("best", "best", "calm_otter")]
    [InlineData("verify", "verify")]
    public async Task Read_well(string golden, params string[] arguments)
    {
        await using var home = new TemporaryHome();
        await Stories.FinishedAsync(home);
        await Stories.UnderWayAsync(home);
        await home.LetGoAsync();

        var said = await home.RunAsync(arguments);

        Assert.Equal("", said.Error);
        // How long a trial has been under way depends on when this test runs.
        var text = System.Text.RegularExpressions.Regex.Replace(
            said.Output,
            @"\d+ (d|h) \d+ (h|min)",
            "<long>"
        );
        Golden.Check(golden, text, home);
    }
}
