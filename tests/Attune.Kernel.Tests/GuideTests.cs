using System.Text.RegularExpressions;
using Attune.Kernel.Tests.Running;

namespace Attune.Kernel.Tests;

/// <summary>docs/guides/csharp-kernel.md: what it shows as C# is run as cells.</summary>
public sealed partial class GuideTests(KernelFixture fixture) : IClassFixture<KernelFixture>
{
    [Fact]
    public void Its_cells_run()
    {
        var cells = Block().Matches(File.ReadAllText(Find())).Select(match => match.Groups[1].Value).ToList();

        Assert.NotEmpty(cells);
        Assert.All(
            cells,
            cell =>
            {
                var run = fixture.Kernel.Run(cell);
                Assert.True(run.Status == "ok", cell + run.Traceback);
            }
        );
    }

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Attune.slnx")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests do not lie in a clone.");
        }
        return Path.Combine(folder.FullName, "docs", "guides", "csharp-kernel.md");
    }

    // Restores ML.NET and trains with it.
    [Fact, Trait("Run", "long")]
    public void The_cells_of_the_guide_to_MLNET_tune_a_trainer()
    {
        var root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Find())!, "..", ".."));
        var data = Path.Combine(root, "notebooks", "data");
        // There, blocks marked `csharp` are a program's, and these are cells.
        var guide = File.ReadAllText(Path.Combine(root, "docs", "guides", "ml-net.md"));
        var cells = Cell()
            .Matches(guide)
            .Select(match => match.Groups[1].Value.Replace("../data/", data + "/", StringComparison.Ordinal))
            .ToList();

        Assert.Equal(2, cells.Count);
        Assert.All(
            cells,
            cell =>
            {
                var run = fixture.Kernel.Run(cell);
                Assert.True(run.Status == "ok", cell + run.Traceback);
            }
        );
        var best = fixture.Kernel.Run("result.Best!.Value > 0.95");
        Assert.Contains(
            "true",
            best.Data("execute_result")!.ToJsonString(),
            StringComparison.OrdinalIgnoreCase
        );
    }

    [GeneratedRegex("^```cs\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Cell();

    [GeneratedRegex("^```csharp\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();
}
