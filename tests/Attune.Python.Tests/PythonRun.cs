using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Attune.Python.Tests;

/// <summary>What a Python program said, both streams as they came, and how it ended.</summary>
internal sealed record Said(int ExitCode, string Text);

/// <summary>Debian's Python, run as a child process with the packages of this repository on its path; another Python lacks Debian's packages.</summary>
/// <remarks>
/// Programs find the built command in <c>ATTUNE_TEST_COMMAND</c>, as JSON, so that they can start a host of their own; nothing else tells
/// them of one. Their <c>HOME</c> is a new folder.
/// </remarks>
internal static class PythonRun
{
    private const string Interpreter = "/usr/bin/python3";

    // A whole notebook on a loaded machine.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    /// <summary>Skips the test where Debian's Python or one of its packages is missing.</summary>
    public static void Need(params (string Module, string Package)[] packages)
    {
        Assert.SkipUnless(File.Exists(Interpreter), "needs Debian's python3");
        foreach (var (module, package) in packages)
        {
            Assert.SkipUnless(
                Path.Exists(Path.Combine("/usr/lib/python3/dist-packages", module)),
                $"The Debian package {package} is not installed."
            );
        }
    }

    /// <summary>Runs a program to its end.</summary>
    /// <param name="folder">Where it runs.</param>
    /// <param name="path">Folders that Python looks for packages in.</param>
    /// <param name="arguments">What follows <c>python3</c>.</param>
    /// <param name="variables">Further variables.</param>
    public static async Task<Said> RunAsync(
        string folder,
        IReadOnlyList<string> path,
        IReadOnlyList<string> arguments,
        IReadOnlyDictionary<string, string>? variables = null
    )
    {
        var own = Directory.CreateTempSubdirectory("attune-python-");
        var start = new ProcessStartInfo(Interpreter, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach (var name in start.Environment.Keys.ToList())
        {
            if (
                name.StartsWith("ATTUNE_", StringComparison.Ordinal)
                || name.StartsWith("MLFLOW_", StringComparison.Ordinal)
                || name.StartsWith("PYTHON", StringComparison.Ordinal)
                || name.StartsWith("JUPYTER", StringComparison.Ordinal)
            )
            {
                start.Environment.Remove(name);
            }
        }
        start.Environment["PYTHONPATH"] = string.Join(Path.PathSeparator, path);
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        start.Environment["HOME"] = own.FullName;
        // Trials call python3 too, and need Debian's.
        start.Environment["PATH"] = "/usr/bin:" + Environment.GetEnvironmentVariable("PATH");
        start.Environment["ATTUNE_TEST_COMMAND"] = JsonSerializer.Serialize(
            (string[])
                [
                    Environment.ProcessPath is { } dotnet && Path.GetFileName(dotnet) == "dotnet"
                        ? dotnet
                        : "dotnet",
                    "exec",
                    Path.Combine(AppContext.BaseDirectory, "Attune.Cli.dll"),
                ]
        );
        foreach (var (name, value) in variables ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }
        try
        {
            return await RunAsync(start);
        }
        finally
        {
            own.Delete(recursive: true);
        }
    }

    private static async Task<Said> RunAsync(ProcessStartInfo start)
    {
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var text = new StringBuilder();
        var reading = Task.WhenAll(
            CollectAsync(process.StandardOutput, text),
            CollectAsync(process.StandardError, text)
        );
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(
            TestContext.Current.CancellationToken
        );
        limit.CancelAfter(Limit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
            await reading.WaitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            lock (text)
            {
                Assert.Fail($"did not end within {Limit}:\n{text}");
            }
        }
        return new Said(process.ExitCode, text.ToString());
    }

    private static async Task CollectAsync(StreamReader reader, StringBuilder text)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (text)
            {
                text.Append(line).Append('\n');
            }
        }
    }
}
