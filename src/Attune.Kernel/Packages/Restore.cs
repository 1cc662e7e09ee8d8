using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;

namespace Attune.Kernel.Packages;

/// <summary>
/// The SDK's ordinary restore of a small project that names the packages: sources, credentials and the package folder are the user's
/// own. What was restored once is not restored again.
/// </summary>
internal static class Restore
{
    /// <summary>Restores packages together.</summary>
    /// <exception cref="PackageException">They cannot be had; the message is what the SDK says.</exception>
    public static async Task<Restored> RunAsync(
        IReadOnlyList<PackageRequest> packages,
        Action<string> say,
        CancellationToken cancellationToken
    )
    {
        var project = Project(packages);
        var folder = Path.Combine(Folder, Name(project));
        var assets = Path.Combine(folder, "obj", "project.assets.json");
        var runtime = RuntimeInformation.RuntimeIdentifier;
        // The newest version may be another one today.
        var isSettled = !packages.Any(each => each.Version.Contains('*'));
        if (isSettled && File.Exists(assets) && Restored.Read(assets, runtime) is { } known)
        {
            return known;
        }
        say($"restoring {string.Join(", ", packages)} …");
        Directory.CreateDirectory(folder);
        // Build files above the folder must not steer this project.
        foreach (
            var name in (string[])
                ["Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props"]
        )
        {
            await File.WriteAllTextAsync(Path.Combine(folder, name), "<Project />", cancellationToken);
        }
        var file = Path.Combine(folder, "packages.csproj");
        await File.WriteAllTextAsync(file, project, cancellationToken);
        await DotNetAsync(["restore", file, "-nologo", "-v", "quiet", "-tl:off"], folder, cancellationToken);
        return Restored.Read(assets, runtime)
            ?? throw new PackageException(
                "The SDK says that it restored the packages, but they are not there."
            );
    }

    private static string Folder =>
        Path.Combine(
            Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache
                ? cache
                : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"),
            "attune-kernel"
        );

    private static string Project(IReadOnlyList<PackageRequest> packages) =>
        new XElement(
            "Project",
            new XAttribute("Sdk", "Microsoft.NET.Sdk"),
            new XElement(
                "PropertyGroup",
                new XElement("TargetFramework", $"net{Environment.Version.Major}.0"),
                new XElement("RuntimeIdentifier", RuntimeInformation.RuntimeIdentifier),
                new XElement("SelfContained", "false"),
                new XElement("EnableDefaultItems", "false"),
                new XElement("NuGetAudit", "false")
            ),
            new XElement(
                "ItemGroup",
                packages
                    .OrderBy(each => each.Id, StringComparer.OrdinalIgnoreCase)
                    .Select(each => new XElement(
                        "PackageReference",
                        new XAttribute("Include", each.Id),
                        new XAttribute("Version", each.Version)
                    ))
            )
        ).ToString();

    private static string Name(string project) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(project)))[..16];

    private static async Task DotNetAsync(
        IReadOnlyList<string> arguments,
        string folder,
        CancellationToken cancellationToken
    )
    {
        var start = new ProcessStartInfo(DotNet, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using var process = Start(start);
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
            throw new PackageException(Explain(await output + await errors));
        }
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            throw new PackageException(
                $"Packages are restored by the .NET SDK, and {start.FileName} could not be started: {error.Message}"
            );
        }
    }

    // "/path/packages.csproj : error NU1101: text [/path/packages.csproj]"
    private static string Explain(string output)
    {
        var errors = output
            .Split('\n')
            .Where(line => line.Contains("error ", StringComparison.Ordinal))
            .Select(line => line[line.IndexOf("error ", StringComparison.Ordinal)..])
            .Select(line => line.Split(" [/")[0].Trim())
            .Distinct(StringComparer.Ordinal)
            .ToList();
        return errors.Count == 0 ? output.Trim() : string.Join('\n', errors);
    }

    private static string DotNet =>
        Environment.ProcessPath is { } own && Path.GetFileNameWithoutExtension(own) == "dotnet" ? own
        : Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host
        : "dotnet";
}
