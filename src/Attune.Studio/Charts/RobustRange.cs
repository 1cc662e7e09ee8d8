namespace Attune.Studio.Charts;

/// <summary>The part of an axis that is worth showing: all finite values, unless a few of them lie so far off that the rest would be a flat line.</summary>
/// <param name="Low">The least value shown; NaN when there is none at all.</param>
/// <param name="High">The largest value shown.</param>
/// <param name="Outside">How many values lie outside, and are drawn at the edge.</param>
internal sealed record RobustRange(double Low, double High, int Outside)
{
    // Tukey's far-out fence (J. W. Tukey, Exploratory Data Analysis, 1977, section 2D): three quartile distances beyond the quartiles.
    private const double Fence = 3;

    /// <summary>The range of some values; those that are not finite do not count.</summary>
    public static RobustRange Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Where(double.IsFinite).Order()];
        if (sorted.Length == 0)
        {
            return new RobustRange(double.NaN, double.NaN, 0);
        }
        var (low, high) = (sorted[0], sorted[^1]);
        var (first, third) = (Quantile(sorted, 0.25), Quantile(sorted, 0.75));
        var reach = Fence * (third - first);
        if (sorted.Length < 5 || reach <= 0)
        {
            return new RobustRange(low, high, 0);
        }
        // Within the fences the axis ends at a value that there is, not at the fence.
        var least = sorted.First(value => value >= first - reach);
        var largest = sorted.Last(value => value <= third + reach);
        var span = largest - least;
        // Far values cost nothing while they leave half of the axis to the others.
        low = least - low > span ? least : low;
        high = high - largest > span ? largest : high;
        return new RobustRange(low, high, sorted.Count(value => value < low || value > high));
    }

    /// <summary>Whether anything is left outside.</summary>
    public bool IsCut => Outside > 0;

    /// <summary>The value, or the edge that it lies beyond.</summary>
    public double Clamp(double value) => Math.Clamp(value, Low, High);

    /// <summary>What to tell about values outside; null when there are none.</summary>
    public string? Note(string what) =>
        Outside == 0
            ? null
            : FormattableString.Invariant(
                $"{Outside} {(Outside == 1 ? "value" : "values")} of {what} outside {Low:G4} to {High:G4} {(Outside == 1 ? "is" : "are")} drawn at the edge, as {(Outside == 1 ? "a triangle" : "triangles")}."
            );

    private static double Quantile(double[] sorted, double share)
    {
        var at = share * (sorted.Length - 1);
        var below = (int)at;
        return below + 1 < sorted.Length
            ? sorted[below] + (at - below) * (sorted[below + 1] - sorted[below])
            : sorted[below];
    }
}
