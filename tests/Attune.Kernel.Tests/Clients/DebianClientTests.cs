using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Attune.Kernel.Tests.Clients;

/// <summary>The kernel under other people's front ends, as Debian packages them; its interpreter, for another Python lacks the packages.</summary>
public sealed class DebianClientTests : IDisposable
{
    private const string Python = "/usr/bin/python3";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("attune-test-");

    public DebianClientTests()
    {
        var kernel = _folder.CreateSubdirectory("kernels/attune-csharp");
        File.WriteAllText(
            Path.Combine(kernel.FullName, "kernel.json"),
            new JsonObject
            {
                ["argv"] = new JsonArray(
                    "dotnet",
                    "exec",
                    Path.Combine(AppContext.BaseDirectory, "Attune.Kernel.dll"),
                    "{connection_file}"
                ),
                ["display_name"] = "C#",
                ["language"] = "C#",
                ["interrupt_mode"] = "message",
            }.ToJsonString()
        );
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task It_passes_Jupyters_conformance_suite_with_nothing_left_out()
    {
        Need("jupyter_kernel_test", "python3-jupyter-kernel-test");

        var (code, _, errors) = await RunAsync("conformance.py");

        Assert.True(code == 0, errors);
        Assert.Contains("Ran 12 tests", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("skipped", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_runs_a_notebook_under_nbclient()
    {
        Need("nbclient", "python3-nbclient");

        var (code, output, errors) = await RunAsync(
            "notebook.py",
            Path.Combine(AppContext.BaseDirectory, "Clients", "trials.ipynb")
        );

        Assert.True(code == 0, errors);
        var outputs = JsonNode.Parse(output)!["cells"]!
            .AsArray()
            .Select(cell => cell!["outputs"]!.AsArray())
            .ToList();
        Assert.StartsWith("<table>", Text(outputs[1][0]!["data"]!["text/html"]!), StringComparison.Ordinal);
        // nbclient puts an update into the output that it replaces.
        Assert.Equal("3 trials", Text(outputs[2][0]!["data"]!["text/plain"]!));
        Assert.Equal("seen all\n", Text(outputs[2][1]!["text"]!));
        Assert.Equal("0", Text(outputs[3][0]!["data"]!["text/plain"]!));
    }

    // In files a text is a list of lines.
    private static string Text(JsonNode node) =>
        node is JsonArray lines ? string.Concat(lines.Select(line => (string?)line)) : (string)node!;

    private static void Need(string module, string package)
    {
        var isThere =
            File.Exists(Python)
            && Directory
                .EnumerateDirectories("/usr/lib/python3/dist-packages")
                .Any(each => Path.GetFileName(each) == module);
        Assert.SkipUnless(isThere, $"The Debian package {package} is not installed.");
    }

    private async Task<(int Code, string Output, string Errors)> RunAsync(
        string script,
        params IReadOnlyList<string> arguments
    )
    {
        var start = new ProcessStartInfo(
            Python,
            [Path.Combine(AppContext.BaseDirectory, "Clients", script), .. arguments]
        )
        {
            WorkingDirectory = _folder.FullName,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["JUPYTER_PATH"] = _folder.FullName;
        start.Environment["JUPYTER_RUNTIME_DIR"] = _folder.FullName;
        start.Environment["HOME"] = _folder.FullName;
        // The kernel's packages are this user's own all the same.
        start.Environment["NUGET_PACKAGES"] =
            Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(
                Environment.GetFolderPath(Environment.SpecialFolder.UserProfile),
                ".nuget",
                "packages"
            );
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(
            TestContext.Current.CancellationToken
        );
        limit.CancelAfter(Limit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
        return (process.ExitCode, await output, await errors);
    }
}
