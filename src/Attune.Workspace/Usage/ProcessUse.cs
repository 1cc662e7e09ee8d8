using System.Globalization;

namespace Attune.Workspace.Usage;

/// <summary>What a process uses, by <c>/proc</c>.</summary>
/// <param name="ProcessorSeconds">Its processor time and that of the children that it waited for.</param>
/// <param name="Memory">Memory that is resident now, in bytes.</param>
/// <param name="MostMemory">The most that ever was.</param>
internal readonly record struct ProcessUse(double ProcessorSeconds, long Memory, long MostMemory)
{
    // Linux tells programs a hundred ticks a second, whatever the kernel itself counts in.
    private const double TicksPerSecond = 100;

    /// <summary>Reads it; all 0 for a process that is gone or not ours to look at.</summary>
    public static ProcessUse Of(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            // The name, in brackets, may hold anything; times are the fields 14 to 17, counted from 1.
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            var ticks = fields.AsSpan(11, 4).ToArray().Sum(Number);
            var (now, most) = (0L, 0L);
            foreach (var line in File.ReadLines($"/proc/{pid}/status"))
            {
                now = Kilobytes(line, "VmRSS:") ?? now;
                most = Kilobytes(line, "VmHWM:") ?? most;
            }
            return new ProcessUse(ticks / TicksPerSecond, now, most);
        }
        catch (Exception error)
            when (error is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException)
        {
            return default;
        }
    }

    /// <summary>The bytes of a line such as <c>VmRSS:   1234 kB</c>; null for another line.</summary>
    internal static long? Kilobytes(string line, string name) =>
        line.StartsWith(name, StringComparison.Ordinal)
            ? 1024 * Number(line[name.Length..].Replace("kB", "", StringComparison.Ordinal).Trim())
            : null;

    private static long Number(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : 0;
}
