using System.Globalization;

namespace Attune.Load;

/// <summary>Reads options and prints figures.</summary>
internal static class Figures
{
    /// <summary>The number after an option.</summary>
    public static int Number(string[] arguments, string option, int otherwise) =>
        Array.IndexOf(arguments, option) is >= 0 and var at
            ? int.Parse(arguments[at + 1], CultureInfo.InvariantCulture)
            : otherwise;

    /// <summary>The value below which the share <paramref name="q"/> of the values lies; NaN of none.</summary>
    public static double Quantile(IEnumerable<double> values, double q)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? double.NaN : sorted[(int)(q * (sorted.Length - 1))];
    }

    public static void Line(string what, double value, string unit) =>
        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{what, -58} {value, 12:#,0.00} {unit}")
        );

    /// <summary>Median and 99th percentile of times in milliseconds.</summary>
    public static void Spread(string what, IReadOnlyCollection<double> milliseconds)
    {
        Line(what + ", median", Quantile(milliseconds, 0.5), "ms");
        Line(what + ", p99", Quantile(milliseconds, 0.99), "ms");
    }
}
