namespace Attune.Samplers.GaussianProcess;

/// <summary>Keeps the search near what has been observed.</summary>
internal sealed class TrustRegion
{
    private const double Outside = 1e4;

    // Closer than this to the best one nothing can be told apart.
    private const double Least = 1e-3;

    private readonly Dimension[] _numbers;
    private readonly double[] _scales;
    private readonly double _radius;
    private readonly IReadOnlyList<Observation> _observations;

    private TrustRegion(
        Dimension[] numbers,
        double[] scales,
        double radius,
        IReadOnlyList<Observation> observations
    ) => (_numbers, _scales, _radius, _observations) = (numbers, scales, radius, observations);

    /// <summary>The region around these observations while the length-scales are still guesses; null when there are enough of them.</summary>
    /// <remarks>
    /// X. Song et al., "The Vizier Gaussian process bandit algorithm" (2024, arXiv 2408.11527): a point must lie within r of an observed one
    /// in the largest difference of its numeric parameters; r = 0.2 + 0.3·n/(5(d + 1)), and above 0.5 there is no region.
    /// </remarks>
    public static TrustRegion? Around(Features features, IReadOnlyList<Observation> observations)
    {
        var numbers = Array.FindAll(features.Dimensions, each => each.Variation == Variation.Smooth);
        observations = observations.All(each => each.IsInside)
            ? observations
            : [.. observations.Where(each => each.IsInside)];
        var radius = 0.2 + (0.3 * observations.Count / (5.0 * (numbers.Length + 1)));
        return radius > 0.5 || numbers.Length == 0 || observations.Count == 0
            ? null
            : new TrustRegion(numbers, [.. numbers.Select(_ => 1.0)], radius, observations);
    }

    /// <summary>The region around the observation with the best posterior mean; null while nothing lies beside it.</summary>
    /// <remarks>
    /// A box with sides in proportion to the length-scales, as in D. Eriksson et al., "Scalable global optimization via local Bayesian
    /// optimization" (2019, arXiv 1910.01739). Its size is not a state that has to be kept but where the neighbours are: half as far as the
    /// (d + 1)-th of them, in length-scales, or the farthest while there are fewer. So it shrinks as trials gather.
    /// </remarks>
    public static TrustRegion? AroundBest(Surrogate surrogate)
    {
        var (features, posterior) = (surrogate.Features, surrogate.Posterior);
        var rows = surrogate.Data!.Rows;
        var best = rows[posterior.IncumbentRow];
        var active = new bool[best.Unit.Length];
        features.Activity(best.Unit, active);
        var numbers = Array.FindAll(
            features.Dimensions,
            each => each.Variation == Variation.Smooth && active[each.Parameter]
        );
        if (numbers.Length == 0 || rows.Count < 3 || !best.IsInside)
        {
            return null;
        }
        var scales = Array.ConvertAll(numbers, posterior.LengthScale);
        var scaled = new TrustRegion(numbers, scales, 0, [best]);
        var radius =
            0.5
            * rows.Select(row => scaled.Distance(row.Unit, best))
                .Order()
                .ElementAt(Math.Min(numbers.Length + 1, rows.Count - 1));
        for (var i = 0; i < numbers.Length && radius > 0; i++)
        {
            scales[i] = Math.Max(scales[i], LeastRadius(features, numbers[i], best) / radius);
        }
        return radius > 0 ? new TrustRegion(numbers, scales, radius, [best]) : null;
    }

    /// <summary>0 inside; outside more than any difference of scores, growing with the distance.</summary>
    public double Penalty(ReadOnlySpan<double> unit)
    {
        var distance = Distance(unit, Nearest(unit));
        return distance <= _radius + 1e-9 ? 0 : Outside * (1 + distance);
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

    /// <summary>How far a number may be from an observation's.</summary>
    public (double Low, double High) Bounds(Observation centre, int parameter)
    {
        var index = Array.FindIndex(_numbers, each => each.Parameter == parameter);
        var (u, radius) = (centre.Unit[parameter], index < 0 ? 1 : _radius * _scales[index]);
        return (Math.Max(0, u - radius), Math.Min(1, u + radius));
    }

    /// <summary>Moves the numbers of a point of the whole cube to the same place of the box around an observation.</summary>
    /// <param name="centre">The observation.</param>
    /// <param name="unit">The point.</param>
    /// <param name="numbersAlone">Whether all else stays; else it becomes the observation's.</param>
    public void Confine(Observation centre, Span<double> unit, bool numbersAlone)
    {
        var place = unit.ToArray();
        (numbersAlone ? place : centre.Unit).CopyTo(unit);
        foreach (var number in _numbers)
        {
            var (low, high) = Bounds(centre, number.Parameter);
            unit[number.Parameter] = low + (place[number.Parameter] * (high - low));
        }
    }

    // The largest difference of numbers, in their scales.
    private double Distance(ReadOnlySpan<double> unit, Observation observation)
    {
        var largest = 0.0;
        for (var i = 0; i < _numbers.Length; i++)
        {
            var p = _numbers[i].Parameter;
            largest = Math.Max(largest, Math.Abs(unit[p] - observation.Unit[p]) / _scales[i]);
        }
        return largest;
    }

    // A number that is rounded must be able to move.
    private static double LeastRadius(Features features, Dimension number, Observation centre)
    {
        var u = centre.Unit[number.Parameter];
        return number.Rounds
            ? features.Neighbours(number, u).Select(each => Math.Abs(each - u)).Append(Least).Max()
            : Least;
    }
}
