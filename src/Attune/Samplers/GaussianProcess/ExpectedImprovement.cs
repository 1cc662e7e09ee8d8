using Attune.Numerics;

namespace Attune.Samplers.GaussianProcess;

/// <summary>The logarithm of expected improvement, exact however small the improvement is.</summary>
/// <remarks>
/// S. Ament et al., "Unexpected improvements to expected improvement for Bayesian optimization" (2023, arXiv 2310.20708), equations 8–9,
/// with Mills' ratio in the place of erfcx and, beyond 10³, two more terms of the asymptotic series of h.
/// </remarks>
internal static class ExpectedImprovement
{
    private const double LogSqrtTwoPi = 0.91893853320467274178;
    private const double InverseSqrtTwoPi = 0.398942280401432677939946;

    /// <summary>ln E[max(0, best − f)] for f ~ N(mean, sd²), sd above 0.</summary>
    public static double Log(double mean, double sd, double best) =>
        LogH((best - mean) / sd, out _) + Math.Log(sd);

    /// <summary>ln h(z), h(z) = φ(z) + z·Φ(z), and its derivative Φ(z)/h(z).</summary>
    public static double LogH(double z, out double slope)
    {
        var a = Math.Abs(z);
        if (z > -1)
        {
            var density = InverseSqrtTwoPi * Math.Exp(-0.5 * z * z);
            var tail = density * MillsRatio.At(a);
            var share = z < 0 ? tail : 1 - tail;
            var h = density + (z * share);
            slope = share / h;
            return Math.Log(h);
        }
        // h = φ·(1 − a·R(a)); the difference loses a² units in the last place, its series in 1/a² none.
        var ratio = MillsRatio.At(a);
        var square = 1 / (a * a);
        var rest =
            a < 1e3 ? 1 - (a * ratio) : square * (1 - (square * (3 - (square * (15 - (105 * square))))));
        slope = ratio / rest;
        return (-0.5 * a * a) - LogSqrtTwoPi + Math.Log(rest);
    }
}
