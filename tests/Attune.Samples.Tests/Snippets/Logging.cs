using Attune.Client;

namespace Attune.Samples.Tests.Snippets;

/// <summary>The C# of the guide to metrics, compiled and run outside a sweep.</summary>
public sealed class Logging : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("attune-test-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_trial_logs_and_keeps_its_model()
    {
        Environment.SetEnvironmentVariable("ATTUNE_OUTPUT_DIRECTORY", _folder.FullName);
        await LogAsync();
        Assert.Equal("{}", File.ReadAllText(Path.Combine(_folder.FullName, "model.json")));
    }

    private static async Task LogAsync()
    {
        await using var trial = Trial.Current;
        var rate = trial.Double("learning_rate", byDefault: 0.1);
        for (var epoch = 1; epoch <= 10; epoch++)
        {
            trial.Log("AUC", Learn(rate), step: epoch);
        }
        File.WriteAllText(trial.OutputPath("model.json"), "{}");
    }

    private static double Learn(double rate) => 1 - rate;
}
