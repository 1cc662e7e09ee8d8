using System.Globalization;
using System.Xml;

namespace Attune.Client.Protocols.Arm.Mapping;

/// <summary>Times as ISO 8601 durations: <c>PT2H</c>, <c>P1DT30M</c>, <c>PT0.5S</c>.</summary>
internal static class Duration
{
    // Beyond this a span of .NET overflows: 10 thousand years.
    private const double Longest = 3.2e11;

    public static string Write(double seconds) =>
        FormattableString.Invariant($"PT{seconds:0.#################}S");

    /// <summary>Seconds; null when there is no text, or no duration, which has then been said.</summary>
    public static double? Read(string? text, string path, List<Problem> problems)
    {
        if (text is null)
        {
            return null;
        }
        if (
            text is ['P' or 'p', 'T' or 't', .. var number, 'S' or 's']
            && double.TryParse(
                number,
                NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out var plain
            )
            && plain <= Longest
        )
        {
            return plain;
        }
        try
        {
            // Months and years have no length of their own.
            if (!text.Contains('Y', StringComparison.OrdinalIgnoreCase) && !HasMonths(text))
            {
                return XmlConvert.ToTimeSpan(text.ToUpperInvariant()).TotalSeconds;
            }
        }
        catch (Exception error) when (error is FormatException or OverflowException)
        {
            // said below
        }
        problems.Add(
            new Problem(
                path,
                $"'{(text.Length <= 40 ? text : text[..40] + "…")}' is no duration.",
                "write one as PT30S, PT10M, PT2H or P1D"
            )
        );
        return null;
    }

    private static bool HasMonths(string text) =>
        text.Split('T', 't')[0].Contains('M', StringComparison.OrdinalIgnoreCase);
}
