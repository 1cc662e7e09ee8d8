using Attune.Numerics;

namespace Attune.Samplers.GaussianProcess;

/// <summary>Climbs the expected improvement by its gradient in the smooth dimensions that are active. Not thread-safe.</summary>
internal sealed class Ascent(Features features, Posterior posterior, TrustRegion? region, int parameters)
{
    private const int MostEvaluations = 30;

    private readonly bool[] _active = new bool[parameters];
    private readonly double[] _coordinates = new double[features.Coordinates];
    private readonly double[] _slopes = new double[features.Coordinates];

    /// <summary>Moves a point uphill, inside the trust region.</summary>
    /// <param name="unit">The point.</param>
    /// <param name="rounding">Whether to move also the numbers that will be rounded.</param>
    /// <returns>Whether there was a dimension to move in.</returns>
    public bool Climb(double[] unit, bool rounding)
    {
        features.Activity(unit, _active);
        var moving = Array.FindAll(
            features.Dimensions,
            each =>
                each.Variation == Variation.Smooth && _active[each.Parameter] && (rounding || !each.Rounds)
        );
        if (moving.Length == 0)
        {
            return false;
        }
        // In length-scales, where the curvature is alike in all dimensions.
        var scales = Array.ConvertAll(moving, posterior.LengthScale);
        var (x, low, high) = (
            new double[moving.Length],
            new double[moving.Length],
            new double[moving.Length]
        );
        var centre = region?.Nearest(unit);
        for (var i = 0; i < moving.Length; i++)
        {
            var p = moving[i].Parameter;
            var (least, most) = centre is null ? (0, 1) : region!.Bounds(centre, p);
            (low[i], high[i]) = (least / scales[i], most / scales[i]);
            x[i] = Math.Clamp(unit[p] / scales[i], low[i], high[i]);
        }
        new BoundedLbfgs(moving.Length).Minimize(
            (at, gradient) => Descent(moving, scales, unit, at, gradient),
            x,
            low,
            high,
            MostEvaluations,
            1e-3,
            1e-4
        );
        for (var i = 0; i < moving.Length; i++)
        {
            unit[moving[i].Parameter] = Math.Clamp(x[i] * scales[i], 0, 1);
        }
        return true;
    }

    private double Descent(
        Dimension[] moving,
        double[] scales,
        double[] unit,
        ReadOnlySpan<double> at,
        Span<double> gradient
    )
    {
        for (var i = 0; i < moving.Length; i++)
        {
            unit[moving[i].Parameter] = at[i] * scales[i];
        }
        features.Write(unit, _active, _coordinates);
        var value = posterior.LogImprovement(_coordinates, _slopes);
        for (var i = 0; i < moving.Length; i++)
        {
            var (first, second) = features.Derivative(moving[i], unit[moving[i].Parameter]);
            var slope = first * _slopes[moving[i].First];
            slope += moving[i].Coordinates > 1 ? second * _slopes[moving[i].First + 1] : 0;
            gradient[i] = -slope * scales[i];
        }
        return -value;
    }
}
