using System.Globalization;

namespace Attune.Workspace.Executors.Local;

/// <summary>Reads what the shell's <c>times</c> prints.</summary>
internal static class ShellTimes
{
    /// <summary>User and system time of the shell and of its children together, in seconds; null when the text is not what <c>times</c> prints.</summary>
    /// <param name="text">Four times such as <c>1m2.345s</c>, in two lines.</param>
    public static double? Sum(string text)
    {
        var parts = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length != 4)
        {
            return null;
        }
        var sum = 0.0;
        foreach (var part in parts)
        {
            // The point follows the trial's locale.
            var cut = part.IndexOf('m', StringComparison.Ordinal);
            if (
                cut < 0
                || !part.EndsWith('s')
                || !Number(part.AsSpan(0, cut), out var minutes)
                || !Number(part[(cut + 1)..^1].Replace(',', '.'), out var seconds)
            )
            {
                return null;
            }
            sum += 60 * minutes + seconds;
        }
        return Math.Round(sum, 3);
    }

    private static bool Number(ReadOnlySpan<char> text, out double number) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);
}
