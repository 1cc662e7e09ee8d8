namespace Attune.Samplers.GaussianProcess;

/// <summary>Keeps the search near what has been observed while the length-scales are still guesses.</summary>
/// <remarks>
/// X. Song et al., "The Vizier Gaussian process bandit algorithm" (2024, arXiv 2408.11527): a point must lie within r of an observed one in
/// the largest difference of its numeric parameters; r = 0.2 + 0.3·n/(5(d + 1)), and above 0.5 there is no region.
/// </remarks>
internal sealed class TrustRegion
{
    private const double Outside = 1e4;

    private readonly Dimension[] _numbers;
    private readonly IReadOnlyList<Observation> _observations;

    private TrustRegion(Dimension[] numbers, IReadOnlyList<Observation> observations, double radius) =>
        (_numbers, _observations, Radius) = (numbers, observations, radius);

    /// <summary>The largest distance.</summary>
    public double Radius { get; }

    /// <summary>The region around these observations; null when there are enough of them.</summary>
    public static TrustRegion? Around(Features features, IReadOnlyList<Observation> observations)
    {
        var numbers = Array.FindAll(features.Dimensions, each => each.Variation == Variation.Smooth);
        var radius = 0.2 + (0.3 * observations.Count / (5.0 * (numbers.Length + 1)));
        return radius > 0.5 || numbers.Length == 0 ? null : new TrustRegion(numbers, observations, radius);
    }

    /// <summary>0 inside; outside more than any difference of scores, growing with the distance.</summary>
    public double Penalty(ReadOnlySpan<double> unit)
    {
        var distance = Distance(unit, Nearest(unit));
        return distance <= Radius + 1e-9 ? 0 : Outside * (1 + distance);
    }

    /// <summary>The observation that a point is nearest to.</summary>
    public Observation Nearest(ReadOnlySpan<double> unit)
    {
        var (nearest, least) = (_observations[0], double.PositiveInfinity);
        foreach (var observation in _observations)
        {
            var distance = Distance(unit, observation);
            (nearest, least) = distance < least ? (observation, distance) : (nearest, least);
        }
        return nearest;
    }

    private double Distance(ReadOnlySpan<double> unit, Observation observation)
    {
        var largest = 0.0;
        foreach (var number in _numbers)
        {
            largest = Math.Max(
                largest,
                Math.Abs(unit[number.Parameter] - observation.Unit[number.Parameter])
            );
        }
        return largest;
    }
}
