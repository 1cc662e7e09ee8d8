namespace Attune.Numerics;

/// <summary>Mills' ratio of the standard normal distribution, R(a) = Φ(−a)/φ(a) = √(π/2)·erfcx(a/√2).</summary>
/// <remarks>
/// R(a)·(a + 4) is smooth in t = 4/(4 + a) from 1 (a → ∞) to 4√(π/2) (a = 0); the table is its Chebyshev series, computed from the power
/// series and the continued fraction of R in 60 digits. Relative error below 1e-15 for every a ≥ 0.
/// </remarks>
internal static class MillsRatio
{
    /// <summary>R(a) for a ≥ 0.</summary>
    public static double At(double a)
    {
        var x = (4 - a) / (4 + a);
        var (next, last) = (0.0, 0.0);
        for (var k = Coefficients.Length - 1; k > 0; k--)
        {
            (next, last) = ((2 * x * next) - last + Coefficients[k], next);
        }
        return ((x * next) - last + Coefficients[0]) / (a + 4);
    }

    private static ReadOnlySpan<double> Coefficients =>
        [
            2.4325604285150404e0,
            1.8842545745794834e0,
            0.55695664909638165e0,
            0.12161597214420457e0,
            0.017360708143727772e0,
            0.00080362120072996566e0,
            -0.00025203493480543531e0,
            -4.7383719270581175e-05,
            2.5325891365988257e-06,
            1.5404069839912999e-06,
            -8.4749606300616961e-09,
            -5.1853386010946721e-08,
            -2.8281293276602497e-10,
            1.9486566378891076e-09,
            -2.491945496827567e-11,
            -7.9572487194488461e-11,
            4.6184141791552189e-12,
            3.2908561242243851e-12,
            -4.36538404380973e-13,
            -1.2300711839232774e-13,
            3.2414173582086784e-14,
            3.0532395587325663e-15,
            -2.0183740275707353e-15,
            7.1701955014225878e-17,
            1.0169552398038542e-16,
            -1.7562442280533559e-17,
            -3.3580682440276762e-18,
        ];
}
