using Attune.Workspace.JobFiles;

namespace Attune.Samples.Tests;

public sealed class JobFiles
{
    [Theory]
    [InlineData("sweep.yml")]
    [InlineData("sweep-python.yml")]
    [InlineData("sweep-steps.yml")]
    [InlineData("sweep-steps-python.yml")]
    [InlineData("sweep-bayesian-python.yml")]
    public async Task Every_job_file_is_valid_and_nothing_has_to_be_said_about_it(string name)
    {
        var result = await JobFile.ReadAsync(
            Path.Combine(Repository.Diabetes, name),
            cancellationToken: TestContext.Current.CancellationToken
        );

        Assert.Empty(result.Problems);
        Assert.NotNull(result.Job);
    }

    [Fact]
    public async Task Who_stops_trials_early_under_a_sampler_that_learns_is_told_what_that_costs()
    {
        var result = await JobFile.ReadAsync(
            Path.Combine(Repository.Diabetes, "sweep-halving-python.yml"),
            cancellationToken: TestContext.Current.CancellationToken
        );

        var notice = Assert.Single(result.Problems);
        Assert.Equal((Severity.Warning, "early_termination"), (notice.Severity, notice.Path));
        Assert.NotNull(result.Job);
    }
}
