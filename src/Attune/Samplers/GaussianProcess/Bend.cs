namespace Attune.Samplers.GaussianProcess;

/// <summary>Stretches differences among good targets: ln((t − least)/(median − least) + offset), standardised again.</summary>
/// <remarks>
/// Losses often fall by orders of magnitude towards their optimum, so that a model of the values themselves cannot tell good ones apart.
/// Whether they do is decided by evidence (<see cref="Fit.Evidence"/>), as the warp of E. Snelson, C. Rasmussen and Z. Ghahramani, "Warped
/// Gaussian processes" (NIPS 2003), equation 6: the density of the values has the warp's slope as a factor.
/// </remarks>
/// <param name="Least">The least target.</param>
/// <param name="Spread">Median − least.</param>
/// <param name="Offset">Above 0; the smaller, the more are they stretched.</param>
/// <param name="Mean">Of the logarithms.</param>
/// <param name="Scale">Their standard deviation.</param>
internal sealed record Bend(double Least, double Spread, double Offset, double Mean, double Scale)
{
    // Below this share of the targets' standard deviation half of the values are as good as equal.
    private const double LeastSpread = 1e-9;

    /// <summary>The bend for these targets; null when the offset is infinite or half of them are equal.</summary>
    /// <param name="sorted">Targets, ascending.</param>
    /// <param name="offset">The offset.</param>
    public static Bend? Of(double[] sorted, double offset)
    {
        var spread = sorted[sorted.Length / 2] - sorted[0];
        if (!(spread > LeastSpread) || double.IsInfinity(offset))
        {
            return null;
        }
        var plain = new Bend(sorted[0], spread, offset, 0, 1);
        var logs = Array.ConvertAll(sorted, plain.Apply);
        var mean = logs.Average();
        return plain with
        {
            Mean = mean,
            Scale = Math.Sqrt(logs.Average(log => (log - mean) * (log - mean))),
        };
    }

    public double Apply(double target) => (Math.Log(Place(target)) - Mean) / Scale;

    public double Undo(double bent) => Least + (Spread * (Math.Exp((bent * Scale) + Mean) - Offset));

    /// <summary>ln ∂bent/∂target.</summary>
    public double LogSlope(double target) => -Math.Log(Place(target) * Spread * Scale);

    private double Place(double target) => Math.Max(0, (target - Least) / Spread) + Offset;
}
