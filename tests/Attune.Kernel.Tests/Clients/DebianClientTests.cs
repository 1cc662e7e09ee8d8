using System.Text.Json.Nodes;

namespace Attune.Kernel.Tests.Clients;

/// <summary>The kernel under other people's front ends, as Debian packages them.</summary>
public sealed class DebianClientTests : IDisposable
{
    private readonly DebianPython _python = new();

    public void Dispose() => _python.Dispose();

    [Fact]
    public async Task It_passes_Jupyters_conformance_suite_with_nothing_left_out()
    {
        DebianPython.Need("jupyter_kernel_test", "python3-jupyter-kernel-test");

        var (code, _, errors) = await _python.RunAsync("conformance.py");

        Assert.True(code == 0, errors);
        Assert.Contains("Ran 12 tests", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("skipped", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_runs_a_notebook_under_nbclient()
    {
        DebianPython.Need("nbclient", "python3-nbclient");

        var outputs = await _python.NotebookAsync(
            Path.Combine(AppContext.BaseDirectory, "Clients", "trials.ipynb")
        );

        Assert.StartsWith("<table>", Text(outputs[1][0]!["data"]!["text/html"]!), StringComparison.Ordinal);
        // nbclient puts an update into the output that it replaces.
        Assert.Equal("3 trials", Text(outputs[2][0]!["data"]!["text/plain"]!));
        Assert.Equal("seen all\n", Text(outputs[2][1]!["text"]!));
        Assert.Equal("0", Text(outputs[3][0]!["data"]!["text/plain"]!));
    }

    private static string Text(JsonNode node) => DebianPython.Text(node);
}
