using System.Globalization;
using System.Text.Json;
using Attune.Workspace.Homes;

namespace Attune.Cli.Homes;

/// <summary>Whether a host works on a home right now, told without touching its lock: the process that wrote its name there must live.</summary>
internal static class HostPresence
{
    /// <summary>The process id of the host; null when there is none.</summary>
    public static int? Find(Home home)
    {
        try
        {
            using var holder = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(home.Root, "lock.json")));
            var pid = holder.RootElement.GetProperty("process_id").GetInt32();
            var machine = holder.RootElement.GetProperty("machine").GetString();
            // Of another machine that shares the folder nothing can be said; its word counts.
            return machine != Environment.MachineName || IsAlive(pid) ? pid : null;
        }
        catch (Exception error)
            when (error
                    is IOException
                        or UnauthorizedAccessException
                        or JsonException
                        or KeyNotFoundException
                        or InvalidOperationException
            )
        {
            return null;
        }
    }

    private static bool IsAlive(int pid)
    {
        try
        {
            using var process = System.Diagnostics.Process.GetProcessById(pid);
            return !process.HasExited;
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>A process id as text.</summary>
    public static string Text(int pid) => pid.ToString(CultureInfo.InvariantCulture);
}
