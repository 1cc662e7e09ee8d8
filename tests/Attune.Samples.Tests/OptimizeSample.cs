using System.Globalization;
using System.Text.RegularExpressions;

namespace Attune.Samples.Tests;

public sealed partial class OptimizeSample : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("attune-test-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task It_finds_good_trees_and_goes_on_where_its_file_ends()
    {
        var first = await RunAsync("4");
        Assert.Equal(
            ["1/4", "2/4", "3/4", "4/4"],
            Ended().Matches(first).Select(match => match.Value.Trim())
        );
        Assert.InRange(BestOf(first), 0.98, 1);

        var second = await RunAsync("6");
        Assert.Equal(["5/6", "6/6"], Ended().Matches(second).Select(match => match.Value.Trim()));
        Assert.True(BestOf(second) >= BestOf(first), second);
    }

    private async Task<string> RunAsync(string trials)
    {
        var (code, output) = await Repository.RunAsync(
            _folder.FullName,
            null,
            "dotnet",
            "run",
            Path.Combine(Repository.Root, "samples", "optimize", "optimize.cs"),
            "--",
            "--trials",
            trials
        );
        Assert.True(code == 0, output);
        return output;
    }

    private static double BestOf(string output) =>
        double.Parse(Best().Match(output).Groups[1].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^ *\d+/\d+", RegexOptions.NonBacktracking | RegexOptions.Multiline)]
    private static partial Regex Ended();

    [GeneratedRegex("best AUC=([0-9.]+) by", RegexOptions.NonBacktracking)]
    private static partial Regex Best();
}
