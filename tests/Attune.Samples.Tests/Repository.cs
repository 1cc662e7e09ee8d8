using System.Diagnostics;

namespace Attune.Samples.Tests;

/// <summary>The folders of the repository, and programs run in it.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string Diabetes { get; } = Path.Combine(Root, "samples", "diabetes");

    public static string Data { get; } = Path.Combine(Diabetes, "data");

    /// <summary>Runs a command in a folder and gives its exit code and standard output; standard error goes to the test's own.</summary>
    public static async Task<(int Code, string Output)> RunAsync(
        string folder,
        string? path,
        params IReadOnlyList<string> command
    )
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
        };
        if (path is not null)
            start.Environment["PATH"] = path + ":" + Environment.GetEnvironmentVariable("PATH");
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output);
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Attune.slnx")))
            folder =
                folder.Parent
                ?? throw new InvalidOperationException("The tests do not lie in a clone of the repository.");
        return folder.FullName;
    }
}
