using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Attune.Kernel.Tests.Running;

namespace Attune.Kernel.Tests.Clients;

/// <summary>notebooks/csharp/Tune Hyperparameters.ipynb, from its first cell to its last, with the host that a person starts.</summary>
public sealed partial class TuneHyperparametersTests : IDisposable
{
    private readonly DebianPython _python = new();

    public void Dispose() => _python.Dispose();

    // Each of its trials is a program of .NET.
    [Fact, Trait("Run", "long")]
    public async Task The_notebook_finds_a_good_model_and_registers_it()
    {
        DebianPython.Need("nbclient", "python3-nbclient");
        var notebooks = Path.Combine(Clone(), "notebooks");
        // As they lie in a person's folder.
        var folder = Directory.CreateDirectory(Path.Combine(_python.Folder, "Users", "ann"));
        var csharp = folder.CreateSubdirectory("csharp").FullName;
        var notebook = Path.Combine(csharp, "Tune Hyperparameters.ipynb");
        File.Copy(Path.Combine(notebooks, "csharp", "Tune Hyperparameters.ipynb"), notebook);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(notebooks, "data"), "*.csv"))
        {
            File.Copy(file, Path.Combine(folder.CreateSubdirectory("data").FullName, Path.GetFileName(file)));
        }
        var home = Path.Combine(_python.Folder, ".attune");
        using var host = await StartAsync(home);
        try
        {
            var outputs = await _python.NotebookAsync(notebook, csharp);

            var text = string.Join(
                '\n',
                outputs
                    .SelectMany(cell => cell)
                    .Select(output => output!["text"] is { } lines ? DebianPython.Text(lines) : "")
            );
            Assert.Contains("Completed: 6 runs", text, StringComparison.Ordinal);
            Assert.Contains("diabetes_model version 1", text, StringComparison.Ordinal);
            Assert.Contains("Training context: Hyperparameter sweep", text, StringComparison.Ordinal);
            var best = double.Parse(Area().Match(text).Groups[1].Value, CultureInfo.InvariantCulture);
            Assert.True(best > 0.98, text);
            var shown = outputs
                .SelectMany(cell => cell)
                .Select(output => output!["data"]?["text/html"])
                .OfType<System.Text.Json.Nodes.JsonNode>()
                .Select(DebianPython.Text)
                .ToList();
            Assert.Contains(shown, html => html.Contains("6 of 6 trials ended", StringComparison.Ordinal));
            Assert.Contains(
                shown,
                html =>
                    html.Contains("12 of 12 trials ended", StringComparison.Ordinal)
                    && html.Contains("Parallel coordinates", StringComparison.Ordinal)
            );
        }
        finally
        {
            host.Kill(entireProcessTree: true);
            await host.WaitForExitAsync(CancellationToken.None);
        }
    }

    [Fact]
    public async Task The_cells_of_the_guide_run()
    {
        var home = Path.Combine(_python.Folder, ".attune");
        using var host = await StartAsync(home);
        await using var kernel = RunningKernel.Start();
        try
        {
            Assert.Equal(
                "ok",
                kernel.Run($"Environment.SetEnvironmentVariable(\"ATTUNE_HOME\", \"{home}\");").Status
            );
            var guide = await File.ReadAllTextAsync(
                Path.Combine(Clone(), "docs", "guides", "notebooks.md"),
                TestContext.Current.CancellationToken
            );
            var cells = Block().Matches(guide).Select(match => match.Groups[1].Value).ToList();
            Assert.Equal(4, cells.Count);
            foreach (var cell in cells)
            {
                var run = kernel.Run(cell);
                Assert.True(run.Status == "ok", cell + run.Traceback);
                if (cell.TrimEnd().EndsWith("\nsweep", StringComparison.Ordinal))
                {
                    Assert.Contains(
                        "trials ended",
                        run.Data("display_data")!.ToJsonString(),
                        StringComparison.Ordinal
                    );
                }
            }
            Assert.Equal(
                "4\n",
                await File.ReadAllTextAsync(
                    Path.Combine(kernel.Folder, "best", "model.txt"),
                    TestContext.Current.CancellationToken
                )
            );
        }
        finally
        {
            host.Kill(entireProcessTree: true);
            await host.WaitForExitAsync(CancellationToken.None);
        }
    }

    [Fact]
    public void It_carries_no_outputs()
    {
        using var json = JsonDocument.Parse(
            File.ReadAllText(Path.Combine(Clone(), "notebooks", "csharp", "Tune Hyperparameters.ipynb"))
        );
        Assert.All(
            json.RootElement.GetProperty("cells")
                .EnumerateArray()
                .Where(cell => cell.TryGetProperty("outputs", out _)),
            cell =>
            {
                Assert.Equal(0, cell.GetProperty("outputs").GetArrayLength());
                Assert.Equal(JsonValueKind.Null, cell.GetProperty("execution_count").ValueKind);
            }
        );
    }

    private static async Task<Process> StartAsync(string home)
    {
        var start = new ProcessStartInfo("bash", [Path.Combine(Clone(), "attune"), "studio", "--home", home])
        {
            RedirectStandardOutput = true,
        };
        var host = Process.Start(start)!;
        // The line with the address comes when it listens.
        while (await host.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (
                line.StartsWith("Sign in:", StringComparison.Ordinal)
                || line.Contains("sign_in", StringComparison.Ordinal)
            )
            {
                return host;
            }
        }
        throw new InvalidOperationException("The host did not start.");
    }

    private static string Clone()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Attune.slnx")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests do not lie in a clone.");
        }
        return folder.FullName;
    }

    [GeneratedRegex("^```csharp\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"AUC\s+(0\.\d+)")]
    private static partial Regex Area();
}
