namespace Attune.Numerics;

/// <summary>The standard normal distribution.</summary>
/// <remarks>
/// Quantile: M. J. Wichura, "Algorithm AS 241: The percentage points of the normal distribution", Applied Statistics 37 (1988),
/// routine PPND16 (relative error about 1e-16). Cumulative: the series and, in the tails, the continued fraction of
/// G. Marsaglia, "Evaluating the normal distribution", Journal of Statistical Software 11(4) (2004), evaluated by Lentz's method.
/// </remarks>
internal static class NormalDistribution
{
    private const double InverseSqrtTwoPi = 0.398942280401432677939946;

    /// <summary>The value below which a share <paramref name="p"/> lies; ±∞ at 1 and 0.</summary>
    public static double Quantile(double p)
    {
        if (p is <= 0 or >= 1)
        {
            return p <= 0 ? double.NegativeInfinity : double.PositiveInfinity;
        }
        var q = p - 0.5;
        if (Math.Abs(q) <= 0.425)
        {
            return q * Ratio(Centre, CentreBelow, 0.180625 - (q * q));
        }
        var r = Math.Sqrt(-Math.Log(q < 0 ? p : 1 - p));
        var tail = r <= 5 ? Ratio(Near, NearBelow, r - 1.6) : Ratio(Far, FarBelow, r - 5);
        return q < 0 ? -tail : tail;
    }

    /// <summary>The share below <paramref name="x"/>; relative error about 1e-14, in the lower tail too.</summary>
    public static double Cumulative(double x)
    {
        if (double.IsNaN(x) || double.IsInfinity(x))
        {
            return double.IsNaN(x) ? x
                : x < 0 ? 0
                : 1;
        }
        if (Math.Abs(x) > 3)
        {
            var tail = Tail(Math.Abs(x));
            return x < 0 ? tail : 1 - tail;
        }
        var (sum, term, square) = (x, x, x * x);
        for (var i = 3; Math.Abs(term) > 1e-18 * Math.Abs(sum); i += 2)
        {
            term *= square / i;
            sum += term;
        }
        return 0.5 + (sum * InverseSqrtTwoPi * Math.Exp(-0.5 * square));
    }

    // Q(x) = φ(x) / (x + 1/(x + 2/(x + 3/(x + …)))), x > 0, from the inside out: 60 levels are ample beyond 3.
    private static double Tail(double x)
    {
        var fraction = x;
        for (var level = 120; level >= 1; level--)
        {
            fraction = x + (level / fraction);
        }
        return InverseSqrtTwoPi * Math.Exp(-0.5 * x * x) / fraction;
    }

    private static double Ratio(ReadOnlySpan<double> above, ReadOnlySpan<double> below, double r) =>
        Polynomial(above, r) / Polynomial(below, r);

    private static double Polynomial(ReadOnlySpan<double> coefficients, double x)
    {
        var value = 0.0;
        for (var i = coefficients.Length - 1; i >= 0; i--)
        {
            value = (value * x) + coefficients[i];
        }
        return value;
    }

    private static ReadOnlySpan<double> Centre =>
        [
            3.3871328727963666080e0,
            1.3314166789178437745e2,
            1.9715909503065514427e3,
            1.3731693765509461125e4,
            4.5921953931549871457e4,
            6.7265770927008700853e4,
            3.3430575583588128105e4,
            2.5090809287301226727e3,
        ];

    private static ReadOnlySpan<double> CentreBelow =>
        [
            1.0,
            4.2313330701600911252e1,
            6.8718700749205790830e2,
            5.3941960214247511077e3,
            2.1213794301586595867e4,
            3.9307895800092710610e4,
            2.8729085735721942674e4,
            5.2264952788528545610e3,
        ];

    private static ReadOnlySpan<double> Near =>
        [
            1.42343711074968357734e0,
            4.63033784615654529590e0,
            5.76949722146069140550e0,
            3.64784832476320460504e0,
            1.27045825245236838258e0,
            2.41780725177450611770e-1,
            2.27238449892691845833e-2,
            7.74545014278341407640e-4,
        ];

    private static ReadOnlySpan<double> NearBelow =>
        [
            1.0,
            2.05319162663775882187e0,
            1.67638483018380384940e0,
            6.89767334985100004550e-1,
            1.48103976427480074590e-1,
            1.51986665636164571966e-2,
            5.47593808499534494600e-4,
            1.05075007164441684324e-9,
        ];

    private static ReadOnlySpan<double> Far =>
        [
            6.65790464350110377720e0,
            5.46378491116411436990e0,
            1.78482653991729133580e0,
            2.96560571828504891230e-1,
            2.65321895265761230930e-2,
            1.24266094738807843860e-3,
            2.71155556874348757815e-5,
            2.01033439929228813265e-7,
        ];

    private static ReadOnlySpan<double> FarBelow =>
        [
            1.0,
            5.99832206555887937690e-1,
            1.36929880922735805310e-1,
            1.48753612908506148525e-2,
            7.86869131145613259100e-4,
            1.84631831751005468180e-5,
            1.42151175831644588870e-7,
            2.04426310338993978564e-15,
        ];
}
