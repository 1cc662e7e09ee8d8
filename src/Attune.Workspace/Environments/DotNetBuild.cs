using System.Text.RegularExpressions;

namespace Attune.Workspace.Environments;

/// <summary>What building a sweep's C# programs gave.</summary>
/// <param name="PathFolder">The folder to put first on every trial's <c>PATH</c>; null when the command runs no C# source.</param>
/// <param name="Built">The sources that are built, relative to the code folder.</param>
/// <param name="Problems">One problem for each program that does not build, with the compiler's lines.</param>
public sealed record DotNetBuildResult(
    string? PathFolder,
    IReadOnlyList<string> Built,
    IReadOnlyList<Problem> Problems
);

/// <summary>
/// Builds the C# programs that a sweep's command runs from source, once for the sweep. The command's text stays as it is: a
/// <c>dotnet</c> put first on the trials' <c>PATH</c> starts the built program for <c>dotnet run X.cs</c>,
/// <c>dotnet X.cs</c> and <c>dotnet run --project DIR</c>, and hands everything else to the SDK.
/// </summary>
/// <param name="feed">A folder of NuGet packages (<c>Attune.*</c>) to offer to the programs, absolute; null for none.</param>
/// <param name="searchPath">The <c>PATH</c> on which the SDK is looked for; null for this process's own.</param>
/// <remarks>Thread-safe for different job folders. Nothing above the code folder takes part in the build.</remarks>
public sealed partial class DotNetBuild(string? feed = null, string? searchPath = null)
{
    private const string At = "trial.command";
    private static readonly string[] Quietly = ["-nologo", "-v", "q", "-tl:off", "--disable-build-servers"];

    /// <summary>Builds what is not built yet. Called again after a crash, it goes on where it was.</summary>
    /// <param name="command">The trial's command, before or after its expressions are replaced.</param>
    /// <param name="codeFolder">The sweep's snapshot of the code, below <paramref name="jobFolder"/>.</param>
    /// <param name="jobFolder">The sweep's own folder; everything is written to its <c>build/</c>.</param>
    /// <param name="ct">Stops the build and what it started.</param>
    public async Task<DotNetBuildResult> PrepareAsync(
        string command,
        string codeFolder,
        string jobFolder,
        CancellationToken ct
    )
    {
        var programs = DotNetProgram.Find(command, codeFolder);
        if (programs.Count == 0)
            return new DotNetBuildResult(null, [], []);
        if (Executables.Find("dotnet", searchPath) is not { } dotnet)
            return Failed(
                new Problem(
                    At,
                    $"runs '{programs[0].Source}', and dotnet is not on PATH",
                    "install the .NET SDK, 10.0 or later"
                )
            );

        var folder = new BuildFolder(
            Path.Combine(Path.GetFullPath(jobFolder), "build"),
            Path.GetFullPath(codeFolder)
        );
        if (programs.Any(p => folder.FindProgram(p) is null))
            folder.Lay(feed);
        var problems = new List<Problem>();
        foreach (var program in programs.Where(p => folder.FindProgram(p) is null))
        {
            if (await BuildAsync(program, folder, dotnet, ct) is { } problem)
                problems.Add(problem);
        }
        if (problems.Count > 0)
            return new DotNetBuildResult(null, [], problems);
        return new DotNetBuildResult(folder.LayShim(dotnet), [.. programs.Select(p => p.Source)], []);

        static DotNetBuildResult Failed(Problem problem) => new(null, [], [problem]);
    }

    private static async Task<Problem?> BuildAsync(
        DotNetProgram program,
        BuildFolder folder,
        string dotnet,
        CancellationToken ct
    )
    {
        var source = folder.SourceOf(program);
        string[] configuration = program.BuildArguments.Any(a => a is "-c" or "--configuration")
            ? []
            : ["-c", "Release"];
        // A file-based app is ahead-of-time compiled unless it says otherwise: nothing is published here, yet the compiler would be
        // downloaded (hundreds of megabytes) and reflection switched off.
        string[] plain = source.EndsWith(".cs", StringComparison.Ordinal) ? ["-p:PublishAot=false"] : [];
        string[] arguments =
        [
            "build",
            source,
            "-o",
            folder.OutputOf(program),
            "--artifacts-path",
            folder.Artifacts,
            .. configuration,
            .. plain,
            .. program.BuildArguments,
            .. Quietly,
        ];
        var build = await Subprocess.RunAsync(dotnet, arguments, Path.GetDirectoryName(source), Isolate, ct);
        if (build.ExitCode != 0)
            return new Problem(At, $"'{program.Source}' does not build:\n{Reasons(build.Output, folder)}");
        return folder.Keep(program)
            ? null
            : new Problem(
                At,
                $"'{program.Source}' builds, but not to a program that can be started",
                "OutputType must be Exe"
            );
    }

    // What the host's own build or SDK put into its environment would steer this one.
    private static void Isolate(IDictionary<string, string?> environment)
    {
        foreach (
            var name in environment
                .Keys.Where(n => n.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase))
                .ToList()
        )
            environment.Remove(name);
        environment["MSBUILDDISABLENODEREUSE"] = "1";
        environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        environment["DOTNET_SKIP_FIRST_TIME_EXPERIENCE"] = "1";
        environment["DOTNET_NOLOGO"] = "1";
    }

    private static string Reasons(IReadOnlyList<string> output, BuildFolder folder)
    {
        var errors = output.Where(line => ErrorLine().IsMatch(line)).ToList();
        var lines = errors.Count > 0 ? errors : output.Where(line => line.Trim().Length > 0).TakeLast(10);
        return string.Join(
            '\n',
            lines
                .Select(line =>
                    ProjectAtEnd()
                        .Replace(line.Trim(), "")
                        .Replace(folder.Code + "/", "", StringComparison.Ordinal)
                )
                .Distinct()
                .Select(line => "  " + line)
        );
    }

    [GeneratedRegex(@"\berror\b.*:", RegexOptions.NonBacktracking)]
    private static partial Regex ErrorLine();

    [GeneratedRegex(@" \[[^\[\]]+proj(?:::[^\[\]]*)?\]$", RegexOptions.NonBacktracking)]
    private static partial Regex ProjectAtEnd();
}
