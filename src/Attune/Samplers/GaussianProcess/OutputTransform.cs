namespace Attune.Samplers.GaussianProcess;

/// <summary>Makes targets of mean 0 and variance 1 out of objective values, without letting bad ones stretch the scale.</summary>
/// <remarks>
/// Values are minimised. The bad side is cut at the third quartile + 1.5 interquartile ranges (J. W. Tukey's fence); the good side, where
/// the optimum is, stays as it is, or is bent. Nothing depends on the scale of the values, 1e30 included.
/// </remarks>
/// <param name="Cut">Values above it count as it.</param>
/// <param name="Mean">Mean after the cut.</param>
/// <param name="Scale">Standard deviation after the cut; 0 when all values are equal.</param>
internal readonly record struct OutputTransform(double Cut, double Mean, double Scale)
{
    /// <summary>What good targets are stretched by; null for nothing.</summary>
    public Bend? Bend { get; private init; }

    /// <summary>The transform for these values.</summary>
    /// <param name="sorted">At least one finite value, ascending.</param>
    public static OutputTransform Of(ReadOnlySpan<double> sorted)
    {
        // Halves: the difference of two huge values may overflow.
        var (q1, q3) = (Quantile(sorted, 0.25) / 2, Quantile(sorted, 0.75) / 2);
        var range = q3 > q1 ? q3 - q1 : (Quantile(sorted, 0.5) / 2) - (sorted[0] / 2);
        var cut = sorted.Length < 4 ? sorted[^1] : Math.Min(sorted[^1], 2 * (q3 + (1.5 * range)));
        var mean = 0.0;
        foreach (var value in sorted)
        {
            mean += Math.Min(value, cut) / sorted.Length;
        }
        mean = Math.Clamp(mean, sorted[0], cut);
        var largest = Math.Max((cut / 2) - (mean / 2), (mean / 2) - (sorted[0] / 2));
        // What is left of equal values is rounding noise.
        if (!(largest > 1e-14 * Math.Max(Math.Abs(sorted[0]), Math.Abs(cut))))
        {
            return new OutputTransform(cut, mean, 0);
        }
        var squares = 0.0;
        foreach (var value in sorted)
        {
            var gap = ((Math.Min(value, cut) / 2) - (mean / 2)) / largest;
            squares += gap * gap;
        }
        var spread = Math.Sqrt(squares / sorted.Length);
        return new OutputTransform(cut, mean, Math.Min(largest * spread, double.MaxValue / 4) * 2);
    }

    /// <summary>The target of a value.</summary>
    public double Apply(double value) => Bend?.Apply(Linear(value)) ?? Linear(value);

    /// <summary>The value of a target.</summary>
    public double Undo(double target) => Mean + ((Bend?.Undo(target) ?? target) * Scale);

    /// <summary>The same, bent.</summary>
    /// <param name="sorted">The values that this transform was made for.</param>
    /// <param name="offset">See <see cref="GaussianProcess.Bend"/>.</param>
    public OutputTransform BentBy(ReadOnlySpan<double> sorted, double offset)
    {
        var linear = new double[sorted.Length];
        for (var i = 0; i < linear.Length; i++)
        {
            linear[i] = Linear(sorted[i]);
        }
        return this with { Bend = Bend.Of(linear, offset) };
    }

    /// <summary>ln |∂target/∂value|, up to what all bends share.</summary>
    public double LogSlope(double value) => Bend?.LogSlope(Linear(value)) ?? 0;

    private double Linear(double value) => ((Math.Min(value, Cut) / 2) - (Mean / 2)) / (Scale / 2);

    private static double Quantile(ReadOnlySpan<double> sorted, double share)
    {
        var place = share * (sorted.Length - 1);
        var low = (int)place;
        var high = Math.Min(low + 1, sorted.Length - 1);
        return (sorted[low] * (1 - (place - low))) + (sorted[high] * (place - low));
    }
}
