using System.Globalization;
using System.Text.RegularExpressions;
using Attune.Workspace.Environments;

namespace Attune.Samples.Tests;

public sealed partial class CSharpScripts : IDisposable
{
    private readonly DirectoryInfo _job = Directory.CreateTempSubdirectory("attune-test-");

    public void Dispose() => _job.Delete(recursive: true);

    [Fact]
    public async Task The_best_of_six_trials_tells_held_out_patients_apart_and_its_saved_model_agrees()
    {
        var path = await BuildAsync("dotnet run train.cs");
        var trials = new List<(double Auc, string Outputs)>();
        foreach (var rate in (string[])["0.01", "0.1", "1.0"])
        {
            foreach (var trees in (string[])["10", "100"])
            {
                var outputs = Path.Combine(_job.FullName, $"{rate}-{trees}");
                var (code, output) = await Repository.RunAsync(
                    Code,
                    path,
                    "bash",
                    "-c",
                    $"dotnet run train.cs -- --data '{Repository.Data}' --learning-rate {rate} --trees {trees} --outputs '{outputs}'"
                );
                Assert.Equal(0, code);
                trials.Add((Auc().Matches(output).Select(Value).Single(), outputs));
            }
        }

        var best = trials.MaxBy(trial => trial.Auc);
        Assert.True(best.Auc > 0.98, $"the best AUC is {best.Auc}");
        Assert.Equal(
            best.Auc,
            HeldOut.AreaUnderCurve(Path.Combine(best.Outputs, "diabetes_model.zip")),
            1e-9
        );
    }

    [Fact]
    public async Task A_trial_that_learns_by_epochs_reports_each_and_gets_better()
    {
        var path = await BuildAsync("dotnet run train-steps.cs");

        var (code, output) = await Repository.RunAsync(
            Code,
            path,
            "bash",
            "-c",
            $"dotnet run train-steps.cs -- --data '{Repository.Data}' --epochs 10 --outputs '{_job.FullName}/outputs'"
        );

        Assert.Equal(0, code);
        var reported = Auc().Matches(output).Select(Value).ToList();
        Assert.Equal(10, reported.Count);
        Assert.True(reported[^1] > reported[0] && reported[^1] > 0.95, output);
    }

    private string Code => Path.Combine(_job.FullName, "code");

    private async Task<string?> BuildAsync(string command)
    {
        Directory.CreateDirectory(Code);
        foreach (var file in Directory.GetFiles(Path.Combine(Repository.Diabetes, "src"), "*.cs"))
            File.Copy(file, Path.Combine(Code, Path.GetFileName(file)), overwrite: true);
        var build = await new DotNetBuild().PrepareAsync(
            command,
            Code,
            _job.FullName,
            TestContext.Current.CancellationToken
        );
        Assert.Empty(build.Problems);
        return build.PathFolder;
    }

    private static double Value(Match match) =>
        double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"AUC=([0-9.eE+-]+)", RegexOptions.NonBacktracking)]
    private static partial Regex Auc();
}
