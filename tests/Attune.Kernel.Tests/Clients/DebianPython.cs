using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Attune.Kernel.Tests.Clients;

/// <summary>Debian's interpreter, for another Python lacks the packages, in a folder of its own where Jupyter finds the kernel of these tests.</summary>
internal sealed class DebianPython : IDisposable
{
    private const string Program = "/usr/bin/python3";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(15);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("attune-test-");

    public DebianPython()
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

    /// <summary>The folder.</summary>
    public string Folder => _folder.FullName;

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>Leaves the test out where a package is missing.</summary>
    public static void Need(string module, string package)
    {
        var isThere =
            File.Exists(Program)
            && Directory
                .EnumerateDirectories("/usr/lib/python3/dist-packages")
                .Any(each => Path.GetFileName(each) == module);
        Assert.SkipUnless(isThere, $"The Debian package {package} is not installed.");
    }

    /// <summary>A text, which in files is a list of lines.</summary>
    public static string Text(JsonNode node) =>
        node is JsonArray lines ? string.Concat(lines.Select(line => (string?)line)) : (string)node!;

    /// <summary>Runs a notebook, and gives what each cell showed.</summary>
    public async Task<IReadOnlyList<JsonArray>> NotebookAsync(string path, string? folder = null)
    {
        var (code, output, errors) = await RunAsync("notebook.py", [path], folder);
        Assert.True(code == 0, errors);
        return
        [
            .. JsonNode.Parse(output)!["cells"]!.AsArray().Select(cell => cell!["outputs"]?.AsArray() ?? []),
        ];
    }

    /// <summary>Runs one of the programs that lie here.</summary>
    public async Task<(int Code, string Output, string Errors)> RunAsync(
        string script,
        IReadOnlyList<string>? arguments = null,
        string? folder = null
    )
    {
        var start = new ProcessStartInfo(
            Program,
            [Path.Combine(AppContext.BaseDirectory, "Clients", script), .. arguments ?? []]
        )
        {
            WorkingDirectory = folder ?? Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["JUPYTER_PATH"] = Folder;
        start.Environment["JUPYTER_RUNTIME_DIR"] = Folder;
        start.Environment["HOME"] = Folder;
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
