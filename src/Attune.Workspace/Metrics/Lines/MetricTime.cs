using System.Globalization;

namespace Attune.Workspace.Metrics.Lines;

/// <summary>Times as metric lines give them: RFC 3339, or seconds (or milliseconds) since 1970 UTC.</summary>
internal static class MetricTime
{
    /// <summary>Seconds beyond this are meant as milliseconds: it is the year 5138 in the one and March 1973 in the other.</summary>
    private const double LargestSeconds = 1e11;

    /// <summary>Milliseconds since 1970 UTC; null when the text is no time.</summary>
    public static long? Parse(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        if (MetricNumber.TryParse(text, out var number))
        {
            return FromEpoch(number);
        }
        return
            text.Length >= 19
            && text[4] == '-'
            && text[10] is 'T' or ' '
            && DateTimeOffset.TryParse(
                text,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal,
                out var time
            )
            ? time.ToUnixTimeMilliseconds()
            : null;
    }

    /// <summary>Milliseconds since 1970 UTC; null when the number is no time.</summary>
    public static long? FromEpoch(double number) =>
        !double.IsFinite(number) || Math.Abs(number) > 1e15 ? null
        : Math.Abs(number) < LargestSeconds ? (long)Math.Round(number * 1000)
        : (long)number;
}
