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

    [GeneratedRegex("^```csharp\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();
}
