using System.Text.Json;

namespace Attune.Samples.Tests;

/// <summary>The samples as a person runs them: by <c>./attune run</c>, in a home of their own.</summary>
public sealed class WholeSweeps : IDisposable
{
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("attune-test-");

    public void Dispose() => _home.Delete(recursive: true);

    [Fact]
    public async Task The_best_model_of_the_grid_tells_held_out_patients_apart()
    {
        var job = await RunAsync("sweep.yml");

        Assert.Equal(6, Count(job, "completed"));
        var best = job.GetProperty("best");
        var auc = best.GetProperty("value").GetDouble();
        Assert.True(auc > 0.98, $"the best AUC is {auc}");
        var model = Path.Combine(best.GetProperty("folder").GetString()!, "outputs", "diabetes_model.zip");
        Assert.Equal(auc, HeldOut.AreaUnderCurve(model), 1e-9);
    }

    [Fact]
    public async Task The_exercise_in_Python_finds_its_best_model()
    {
        await PythonScripts.NeedScikitLearnAsync();

        var job = await RunAsync("sweep-python.yml");

        Assert.Equal(6, Count(job, "completed"));
        var best = job.GetProperty("best");
        Assert.Equal(0.9886, best.GetProperty("value").GetDouble(), 0.001);
        Assert.Equal("0.1", best.GetProperty("parameters").GetProperty("learning_rate").ToString());
        Assert.Equal("100", best.GetProperty("parameters").GetProperty("trees").ToString());
    }

    [Fact]
    public async Task Hopeless_networks_are_stopped_early_and_a_good_one_is_found()
    {
        var job = await RunAsync("sweep-steps.yml");

        Assert.Equal(16, Count(job, "completed") + Count(job, "stopped_early"));
        Assert.True(Count(job, "stopped_early") >= 4, job.ToString());
        Assert.True(job.GetProperty("best").GetProperty("value").GetDouble() > 0.975, job.ToString());
    }

    private async Task<JsonElement> RunAsync(string file)
    {
        // Debian's interpreter first: another one would not have its scikit-learn.
        var (code, output) = await Repository.RunAsync(
            Repository.Root,
            "/usr/bin",
            "bash",
            "attune",
            "run",
            Path.Combine(Repository.Diabetes, file),
            "--home",
            _home.FullName,
            "--json"
        );
        Assert.Equal(0, code);
        return JsonDocument.Parse(output).RootElement;
    }

    private static int Count(JsonElement job, string state) =>
        job.GetProperty("trials").GetProperty(state).GetInt32();
}
