using System.Diagnostics;
using System.Globalization;

namespace Attune.Load;

/// <summary>The plainest way to run many commands at once, on the same machine in the same minutes, to compare with.</summary>
internal static class Xargs
{
    /// <summary>Seconds that <c>xargs -P</c> takes for as many <c>bash -c true</c>.</summary>
    public static double Seconds(int count, int atOnce)
    {
        var watch = Stopwatch.StartNew();
        Run(count, atOnce, "bash -c true");
        return watch.Elapsed.TotalSeconds;
    }

    /// <summary>From exit to next start, where each command stamps its own beginning and end as a shim does.</summary>
    public static double[] Gaps(int count, int atOnce)
    {
        var file = Path.GetTempFileName();
        try
        {
            const string stamped = """
                bash -c 'echo "start $EPOCHREALTIME" >> "$0"; true; echo "end $EPOCHREALTIME" >> "$0"'
                """;
            Run(count, atOnce, $"{stamped} {file}");
            return Stamps.OfLines(File.ReadLines(file)).Gaps(atOnce);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static void Run(int count, int atOnce, string command)
    {
        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"seq {count} | xargs -P{atOnce} -I_ {command}"
        );
        using var process = Process.Start("bash", ["-c", line]);
        process.WaitForExit();
    }
}
