using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;
using Attune.Studio.SignIn;

namespace Attune.Studio.Tests.Arm;

/// <summary>Azure's own client for JavaScript over TLS, with only its endpoint changed.</summary>
public sealed class JavaScriptClientTests(ArmHost host) : IClassFixture<ArmHost>
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task The_official_client_walks_through_a_host_from_a_workspace_to_a_finished_sweep()
    {
        if (!IsThere("node") || !IsThere("npm"))
        {
            Assert.Skip("node and npm are missing: install Node.js 18 or later");
        }
        var modules = await InstallAsync();
        var certificate = Path.Combine(host.Home.Root, "trusted.pem");
        await File.WriteAllTextAsync(
            certificate,
            HomeCertificate.Of(host.Home.Root, TimeProvider.System).Pem,
            Calls.Token
        );
        host.Driver.Applications = [];
        var output = await RunAsync(
            "node",
            [Path.Combine(Here(), "JavaScript", "walk.mjs")],
            modules,
            new()
            {
                ["ATTUNE_ENDPOINT"] = new UriBuilder("https", "localhost", host.Studio.SecureAddress!.Port)
                    .Uri.ToString()
                    .TrimEnd('/'),
                ["ATTUNE_TOKEN"] = HostToken.Of(host.Home.Root),
                ["ATTUNE_MODULES"] = modules,
                ["NODE_EXTRA_CA_CERTS"] = certificate,
            }
        );
        Assert.Equal(
            [
                "workspace",
                "instance",
                "cluster",
                "assets",
                "sweep",
                "children",
                "models",
                "cancel and delete",
                "refusals",
                "done",
            ],
            output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
        );
    }

    /// <summary>Installs the client beside the build's output, once for each lock file; nothing of its packages is run in that.</summary>
    private static async Task<string> InstallAsync()
    {
        var source = Path.Combine(Here(), "JavaScript");
        var target = Path.Combine(Here(), "..", "..", "..", "artifacts", "javascript");
        Directory.CreateDirectory(target);
        var locked = await File.ReadAllTextAsync(Path.Combine(source, "package-lock.json"), Calls.Token);
        var done = Path.Combine(target, "installed.json");
        if (File.Exists(done) && await File.ReadAllTextAsync(done, Calls.Token) == locked)
        {
            return Path.GetFullPath(target);
        }
        foreach (var file in (string[])["package.json", "package-lock.json"])
        {
            File.Copy(Path.Combine(source, file), Path.Combine(target, file), overwrite: true);
        }
        await RunAsync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], target, []);
        await File.WriteAllTextAsync(done, locked, Calls.Token);
        return Path.GetFullPath(target);
    }

    private static async Task<string> RunAsync(
        string program,
        string[] arguments,
        string folder,
        Dictionary<string, string> variables
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
        // A proxy of the machine is not for the machine's own addresses.
        start.Environment["NO_PROXY"] = start.Environment["no_proxy"] = "localhost,127.0.0.1";
        using var process = Process.Start(start)!;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Calls.Token);
        limit.CancelAfter(Limit);
        var (output, error) = (new StringBuilder(), new StringBuilder());
        process.OutputDataReceived += (_, line) => output.Append(line.Data is null ? "" : line.Data + "\n");
        process.ErrorDataReceived += (_, line) => error.AppendLine(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{program} did not end in time: {output}{error}");
        }
        Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode}: {output}{error}");
        return output.ToString();
    }

    private static bool IsThere(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, program)));

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
