using System.Diagnostics;
using System.Runtime.InteropServices;
using Attune.Cli.Commands;

namespace Attune.Cli.Kernels;

/// <summary>Brings the kernel's program to this machine: built from the clone that the command runs from, else from its package.</summary>
internal static class KernelBuild
{
    private const string Program = "Attune.Kernel";

    /// <summary>The clone that the command was built in; null where it is an installed tool.</summary>
    public static string? Clone
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Attune.slnx")))
            {
                folder = folder.Parent;
            }
            return folder?.FullName;
        }
    }

    /// <summary>Puts the program into a folder that is not there yet.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="source">A further place of packages, or null.</param>
    /// <param name="cancellationToken">Ends it; nothing is left of it.</param>
    /// <returns>How the program is started.</returns>
    /// <exception cref="IOException">It could not be built, or the package could not be had.</exception>
    public static async Task<IReadOnlyList<string>> MakeAsync(
        string folder,
        string? source,
        CancellationToken cancellationToken
    )
    {
        try
        {
            if (Clone is { } clone && source is null)
            {
                await RunAsync(
                    [
                        "publish",
                        Path.Combine(clone, "src", Program),
                        "-c",
                        "Release",
                        "-o",
                        folder,
                        // Compiled ahead: the compiler is a large program, and each notebook would wait for its compilation anew.
                        "-p:PublishReadyToRun=true",
                        "-r",
                        RuntimeInformation.RuntimeIdentifier,
                        "--self-contained",
                        "false",
                        "-p:UseAppHost=false",
                        // A list of packages of its own, for it has those of one system in it.
                        $"-p:PackageVersion={VersionAction.Text}",
                        "-p:RunAnalyzers=false",
                        "-p:TreatWarningsAsErrors=false",
                        "-p:NuGetAudit=false",
                        "-nologo",
                        "-v",
                        "minimal",
                        "-tl:off",
                        "--disable-build-servers",
                    ],
                    "The kernel could not be built",
                    cancellationToken
                );
            }
            else
            {
                await InstallAsync(folder, source, cancellationToken);
            }
            // Not by the tool's own starter, which looks for .NET at fewer places.
            return
            [
                DotNet,
                "exec",
                .. Directory.GetFiles(folder, Program + ".dll", SearchOption.AllDirectories).Take(1),
            ];
        }
        catch
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
            throw;
        }
    }

    private static Task InstallAsync(string folder, string? source, CancellationToken cancellationToken)
    {
        string[] from = source is null ? [] : ["--source", Path.GetFullPath(source)];
        return RunAsync(
            ["tool", "install", Program, "--tool-path", folder, "--version", VersionAction.Text, .. from],
            "The package of the kernel could not be had",
            cancellationToken
        );
    }

    // A notebook server may have another PATH than this terminal.
    private static string DotNet =>
        Environment.ProcessPath is { } own && Path.GetFileNameWithoutExtension(own) == "dotnet"
            ? own
            : "dotnet";

    private static async Task RunAsync(
        IReadOnlyList<string> arguments,
        string failure,
        CancellationToken cancellationToken
    )
    {
        var start = new ProcessStartInfo(DotNet, arguments)
        {
            WorkingDirectory = Clone ?? Environment.CurrentDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
        if (process.ExitCode != 0)
        {
            throw new IOException($"{failure}:\n{(await output + await errors).Trim()}");
        }
    }
}
