using System.Diagnostics;
using System.Reflection;
using Attune.Workspace.Homes;

namespace Attune.Cli.Hosting;

/// <summary>A host in a process of its own, which outlives the command that starts it and ends when it has nothing left to do.</summary>
internal static class BackgroundHost
{
    // A machine whose trials take all of it starts a host slowly.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private const int Starts = 3;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    // A session of its own, so that neither Ctrl+C nor a closed terminal reaches it. $0 takes what it says.
    private const string Launch = """
        exec < /dev/null >> "$0" 2>&1
        if command -v setsid > /dev/null; then exec setsid "$@"; else exec nohup "$@"; fi
        """;

    /// <summary>The way to the host of a home; one is started when none works.</summary>
    /// <exception cref="IOException">It did not start; the message names the file that says why.</exception>
    public static async Task<HostAccess> OpenAsync(
        Home home,
        string workspace,
        CancellationToken cancellationToken
    )
    {
        if (await HostAccess.FindAsync(home, workspace, cancellationToken) is { } found)
        {
            return found;
        }
        var output = Path.Combine(home.Root, "logs", "host.out");
        Directory.CreateDirectory(Path.GetDirectoryName(output)!);
        var process = Start(home, workspace, output);
        var starts = 1;
        var time = TimeProvider.System;
        var began = time.GetTimestamp();
        try
        {
            while (time.GetElapsedTime(began) < Patience)
            {
                if (await HostAccess.FindAsync(home, workspace, cancellationToken) is { } started)
                {
                    return started;
                }
                if (process.HasExited && process.ExitCode != 0)
                {
                    if (starts++ == Starts)
                    {
                        break;
                    }
                    // One that was ending may have held the home.
                    process.Dispose();
                    process = Start(home, workspace, output);
                }
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
        finally
        {
            process.Dispose();
        }
        throw new IOException($"The host did not start; what it said is in {output}");
    }

    private static Process Start(Home home, string workspace, string output)
    {
        var start = new ProcessStartInfo("/bin/sh") { WorkingDirectory = home.Root };
        foreach (
            var argument in (string[])
                [
                    "-c",
                    Launch,
                    output,
                    .. Self(),
                    "host",
                    "--until-idle",
                    "--home",
                    home.Root,
                    "--workspace",
                    workspace,
                ]
        )
        {
            start.ArgumentList.Add(argument);
        }
        return Process.Start(start)!;
    }

    /// <summary>How this command is called: an executable of its own, or an assembly that dotnet runs.</summary>
    public static string[] Self()
    {
        var executable = Environment.ProcessPath!;
        return Path.GetFileNameWithoutExtension(executable) == "dotnet"
            ? [executable, "exec", Assembly.GetExecutingAssembly().Location]
            : [executable];
    }
}
