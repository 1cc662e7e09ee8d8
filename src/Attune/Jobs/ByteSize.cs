using System.Globalization;

namespace Attune.Jobs;

/// <summary>Sizes as job files write them: a number and one of b, k, m, g, t; binary (1k is 1024 bytes). Without a letter: bytes.</summary>
public static class ByteSize
{
    /// <summary>Reads a size such as <c>2g</c>, <c>512m</c> or <c>1.5G</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="bytes">The size; at least 1.</param>
    /// <returns>Whether the text is a size.</returns>
    public static bool TryParse(string? text, out long bytes)
    {
        bytes = 0;
        var number = (text ?? "").AsSpan().Trim();
        var shift = 0;
        if (
            number.Length > 0
            && "bkmgt".IndexOf(char.ToLowerInvariant(number[^1]), StringComparison.Ordinal)
                is >= 0
                    and var unit
        )
        {
            shift = unit * 10;
            number = number[..^1].TrimEnd();
        }
        if (
            !double.TryParse(
                number,
                NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out var value
            ) || !(value * (1L << shift) is >= 1 and < long.MaxValue)
        )
        {
            return false;
        }
        bytes = (long)(value * (1L << shift));
        return true;
    }
}
