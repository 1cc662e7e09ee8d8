using System.Globalization;
using System.Text.Json;

namespace Attune.Samples.Tests;

public sealed class PythonScripts : IDisposable
{
    // Debian's interpreter: another one on PATH would not have Debian's scikit-learn.
    private const string Python = "/usr/bin/python3";
    private readonly DirectoryInfo _outputs = Directory.CreateTempSubdirectory("attune-test-");

    public void Dispose() => _outputs.Delete(recursive: true);

    // The exercise's six trials as its own script runs them with scikit-learn 1.2.1 and split seed 0, rounded.
    [Theory]
    [InlineData(0.01, 10, 0.9355, 0.664)]
    [InlineData(0.01, 100, 0.9559, 0.895)]
    [InlineData(0.1, 10, 0.9516, 0.894)]
    [InlineData(0.1, 100, 0.9886, 0.946)]
    [InlineData(1.0, 10, 0.983, 0.937)]
    [InlineData(1.0, 100, 0.985, 0.949)]
    public async Task The_six_trials_of_the_exercise_give_its_values(
        double rate,
        int trees,
        double auc,
        double accuracy
    )
    {
        await NeedScikitLearnAsync();

        var (code, output) = await Repository.RunAsync(
            Path.Combine(Repository.Diabetes, "src"),
            null,
            Python,
            "train.py",
            "--learning-rate",
            rate.ToString(CultureInfo.InvariantCulture),
            "--trees",
            trees.ToString(CultureInfo.InvariantCulture),
            "--outputs",
            _outputs.FullName
        );

        Assert.Equal(0, code);
        var metrics = JsonDocument.Parse(output).RootElement;
        Assert.Equal(auc, metrics.GetProperty("AUC").GetDouble(), 0.001);
        Assert.Equal(accuracy, metrics.GetProperty("Accuracy").GetDouble(), 0.001);
        Assert.True(File.Exists(Path.Combine(_outputs.FullName, "diabetes_model.pkl")));
    }

    [Fact]
    public async Task A_trial_that_grows_its_trees_reports_each_step_and_ends_where_the_whole_would()
    {
        await NeedScikitLearnAsync();

        var (code, output) = await Repository.RunAsync(
            Path.Combine(Repository.Diabetes, "src"),
            null,
            Python,
            "train-steps.py"
        );

        Assert.Equal(0, code);
        var steps = output
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(l => JsonDocument.Parse(l).RootElement)
            .ToList();
        Assert.Equal(Enumerable.Range(1, 10), steps.Select(s => s.GetProperty("step").GetInt32()));
        Assert.Equal(0.9886, steps[^1].GetProperty("AUC").GetDouble(), 0.001);
    }

    internal static async Task NeedScikitLearnAsync()
    {
        var usable =
            File.Exists(Python)
            && (await Repository.RunAsync("/", null, Python, "-c", "import sklearn, pandas")).Code == 0;
        Assert.SkipUnless(usable, "needs Debian's python3-sklearn and python3-pandas");
    }
}
