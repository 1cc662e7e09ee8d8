using System.Numerics.Tensors;
using Attune.Numerics;

namespace Attune.Samplers.GaussianProcess;

/// <summary>The negative logarithm of the posterior density of the hyperparameters given the data, with its gradient.</summary>
/// <remarks>
/// C. E. Rasmussen and C. K. I. Williams, "Gaussian Processes for Machine Learning" (2006), equations 5.8 and 5.9; priors as in
/// <see cref="GaussianProcessSettings"/>. One object for one data set, n × coordinates, coordinate-major; not thread-safe.
/// </remarks>
internal sealed class MarginalLikelihood
{
    private readonly Features _features;
    private readonly LogPrior[] _priors;
    private readonly double[][] _x;
    private readonly double[] _y;
    private readonly double[] _noiseWeights;
    private readonly Cholesky _factor = new();
    private readonly double[] _slopes;
    private readonly double[] _inverse;
    private readonly double[] _scratch;
    private readonly double[] _alpha;
    private readonly double[][] _scaled;

    /// <param name="features">What the coordinates are.</param>
    /// <param name="x">Coordinates × n.</param>
    /// <param name="y">n targets.</param>
    /// <param name="noiseWeights">n factors of the noise's variance.</param>
    /// <param name="priors">Of each logarithm.</param>
    public MarginalLikelihood(
        Features features,
        double[][] x,
        double[] y,
        double[] noiseWeights,
        LogPrior[] priors
    )
    {
        (_features, _x, _y, _noiseWeights, _priors) = (features, x, y, noiseWeights, priors);
        var n = y.Length;
        _factor.Reserve(n);
        (_slopes, _inverse, _scratch) = (new double[n * n], new double[n * n], new double[n * n]);
        _alpha = new double[n];
        _scaled = [.. x.Select(row => new double[n])];
    }

    /// <summary>The cost at these logarithms, as a <see cref="Differentiable"/>; +∞ where the matrix is not positive definite.</summary>
    public double Cost(ReadOnlySpan<double> logs, Span<double> gradient)
    {
        var n = _y.Length;
        var (signal, noise) = (Math.Exp(logs[^2]), Math.Exp(logs[^1]));
        if (!Factor(logs, signal, noise))
        {
            gradient.Clear();
            return double.PositiveInfinity;
        }
        _y.CopyTo(_alpha, 0);
        _factor.SolveLower(_alpha);
        var fit = 0.5 * Lanes.Dot(_alpha, _alpha);
        _factor.SolveUpper(_alpha);
        _factor.Invert(_inverse, _scratch);
        Gradient(signal, noise, gradient);
        return fit + _factor.HalfLogDeterminant() + AddPriors(logs, gradient) + (n * LogSqrtTwoPi);
    }

    /// <summary>Mean logarithm of the density of each target given all others, at the latest <see cref="Cost"/>.</summary>
    /// <remarks>Rasmussen and Williams, equations 5.10–5.12.</remarks>
    public double LeaveOneOut()
    {
        var n = _y.Length;
        var sum = 0.0;
        for (var i = 0; i < n; i++)
        {
            var precision = _inverse[(i * n) + i];
            var gap = _alpha[i] / precision;
            sum += (0.5 * Math.Log(precision)) - (0.5 * gap * gap * precision) - LogSqrtTwoPi;
        }
        return sum / n;
    }

    private const double LogSqrtTwoPi = 0.91893853320467274178;

    private bool Factor(ReadOnlySpan<double> logs, double signal, double noise)
    {
        var n = _y.Length;
        for (var c = 0; c < _x.Length; c++)
        {
            TensorPrimitives.Multiply(_x[c], Math.Exp(-logs[_features.DimensionOf(c)]), _scaled[c]);
        }
        for (var i = 0; i < n; i++)
        {
            var row = _factor.Row(i)[..i];
            row.Clear();
            for (var c = 0; c < _scaled.Length; c++)
            {
                Lanes.AddSquaredDistance(row, _scaled[c][i], _scaled[c]);
            }
            Matern.Apply(row, signal, _slopes.AsSpan(i * n, i));
            _factor.Row(i)[i] = signal + (noise * _noiseWeights[i]);
        }
        _factor.Truncate(0);
        return _factor.Extend(n);
    }

    // −½ Σ_ab W_ab ∂K_ab, W = ααᵀ − K⁻¹, over the lower half twice (equation 5.9 with the sign changed).
    private void Gradient(double signal, double noise, Span<double> gradient)
    {
        var n = _y.Length;
        gradient.Clear();
        var traceNoise = 0.0;
        for (var a = 0; a < n; a++)
        {
            var weights = _inverse.AsSpan(a * n, a);
            TensorPrimitives.Negate(weights, weights);
            Lanes.AddScaled(weights, _alpha[a], _alpha);
            traceNoise += ((_alpha[a] * _alpha[a]) - _inverse[(a * n) + a]) * _noiseWeights[a];
            TensorPrimitives.Multiply(weights, _slopes.AsSpan(a * n, a), weights);
            for (var c = 0; c < _scaled.Length; c++)
            {
                gradient[_features.DimensionOf(c)] -= Lanes.WeightedSquaredDistance(
                    weights,
                    _scaled[c][a],
                    _scaled[c]
                );
            }
        }
        // tr(W·K) = αᵀy − n, and K without its noise is the signal's derivative.
        gradient[^2] = -0.5 * (Lanes.Dot(_alpha, _y) - n - (noise * traceNoise));
        gradient[^1] = -0.5 * noise * traceNoise;
    }

    private double AddPriors(ReadOnlySpan<double> logs, Span<double> gradient)
    {
        var cost = 0.0;
        for (var i = 0; i < logs.Length; i++)
        {
            cost += _priors[i].Cost(logs[i]);
            gradient[i] += _priors[i].Slope(logs[i]);
        }
        return cost;
    }
}
