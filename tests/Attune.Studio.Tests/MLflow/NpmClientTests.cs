using System.Diagnostics;
using System.Runtime.CompilerServices;
using Attune.Studio.SignIn;

namespace Attune.Studio.Tests.MLflow;

/// <summary>A client that others wrote, as it is: npm's <c>mlflow</c>.</summary>
public sealed class NpmClientTests(TestHost host) : IClassFixture<TestHost>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);

    [Fact]
    public async Task Every_call_of_the_client_for_node_goes_through()
    {
        Assert.SkipUnless(OnPath("node") && OnPath("npm"), "needs node and npm");
        var folder = await InstallAsync();
        var (code, output) = await RunAsync(
            folder,
            "node",
            ["calls.js"],
            ("ENDPOINT", host.Studio.Address.ToString().TrimEnd('/')),
            ("TOKEN", HostToken.Of(host.Home))
        );
        Assert.True(code == 0, output);
        var run = output.Trim().Split(' ')[^1];
        var parameters = await host.Database.Runs.ParametersAsync(run, Calls.Token);
        Assert.Equal(["lr", "trees"], parameters.Select(parameter => parameter.Name));
    }

    /// <summary>The client in a folder below <c>artifacts/</c>, installed once for each lock file.</summary>
    private static async Task<string> InstallAsync([CallerFilePath] string here = "")
    {
        var source = Path.Combine(Path.GetDirectoryName(here)!, "npm");
        var root = Path.GetFullPath(Path.Combine(source, "../../../../artifacts/npm-mlflow"));
        Directory.CreateDirectory(root);
        foreach (var name in (string[])["package.json", "package-lock.json", "calls.js"])
        {
            File.Copy(Path.Combine(source, name), Path.Combine(root, name), overwrite: true);
        }
        var wanted = await File.ReadAllTextAsync(Path.Combine(source, "package-lock.json"), Calls.Token);
        var stamp = Path.Combine(root, "installed.json");
        if (!File.Exists(stamp) || await File.ReadAllTextAsync(stamp, Calls.Token) != wanted)
        {
            var (code, output) = await RunAsync(
                root,
                "npm",
                ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]
            );
            Assert.True(code == 0, output);
            await File.WriteAllTextAsync(stamp, wanted, Calls.Token);
        }
        return root;
    }

    private static async Task<(int Code, string Output)> RunAsync(
        string folder,
        string program,
        string[] arguments,
        params (string Name, string Value)[] variables
    )
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Calls.Token);
        limit.CancelAfter(Patience);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(limit.Token);
        var error = process.StandardError.ReadToEndAsync(limit.Token);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
        return (process.ExitCode, await error + await output);
    }

    private static bool OnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, program)));
}
