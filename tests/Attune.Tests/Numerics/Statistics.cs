namespace Attune.Tests.Numerics;

/// <summary>Goodness of fit at a level of about one in ten thousand; the samples are seeded, so that a test that passes always does.</summary>
internal static class Statistics
{
    /// <summary>Kolmogorov–Smirnov against the uniform distribution on [0, 1].</summary>
    public static void IsUniform(IEnumerable<double> sample)
    {
        var sorted = sample.Order().ToArray();
        var n = sorted.Length;
        var distance = 0.0;
        for (var i = 0; i < n; i++)
        {
            distance = Math.Max(distance, Math.Max(((i + 1.0) / n) - sorted[i], sorted[i] - ((double)i / n)));
        }
        Assert.True(distance * Math.Sqrt(n) < 2.23, $"Kolmogorov–Smirnov: {distance * Math.Sqrt(n)}");
    }

    /// <summary>Chi-square of counts against probabilities; classes that expect fewer than five are merged into one.</summary>
    public static void Fits(IReadOnlyList<long> counts, IEnumerable<double> probabilities)
    {
        var total = counts.Sum();
        var (chi, degrees, restSeen, restExpected) = (0.0, -1, 0.0, 0.0);
        foreach (var (seen, expected) in counts.Zip(probabilities, (seen, p) => ((double)seen, p * total)))
        {
            if (expected < 5)
            {
                (restSeen, restExpected) = (restSeen + seen, restExpected + expected);
                continue;
            }
            chi += (seen - expected) * (seen - expected) / expected;
            degrees++;
        }
        if (restExpected > 0)
        {
            chi += (restSeen - restExpected) * (restSeen - restExpected) / restExpected;
            degrees++;
        }
        // Wilson and Hilferty: the cube root of chi-square over its degrees is nearly normal.
        var spread = 2.0 / (9 * Math.Max(1, degrees));
        var normal = (Math.Cbrt(chi / Math.Max(1, degrees)) - (1 - spread)) / Math.Sqrt(spread);
        Assert.True(normal < 3.72, $"chi-square {chi} with {degrees} degrees of freedom");
    }
}
