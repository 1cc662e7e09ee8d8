using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Attune.Numerics;

namespace Attune.Samplers.GaussianProcess;

/// <summary>The Gaussian process given its hyperparameters and observations, and the expected improvement under it.</summary>
/// <remarks>
/// Rasmussen and Williams (2006), algorithm 2.1. Trials under way are rows without a value: the improvement is averaged over draws of what
/// they may bring. In the basis that L whitens, a draw of rows that follow the observed ones is a vector of independent normal numbers:
/// each draw m has its weights α_m = L⁻ᵀ·[L⁻¹y; ε_m], while the variance is the same for all. Not thread-safe.
/// </remarks>
internal sealed class Posterior(Features features)
{
    public const int Block = Cholesky.Block;

    // Below this share of the signal a variance is rounding noise.
    private const double LeastVariance = 1e-14;

    private readonly Cholesky _factor = new();
    private readonly List<Observation> _rows = [];
    private readonly List<double> _noiseWeights = [];
    private readonly double[][] _scaled = new double[features.Coordinates][];
    private Hyperparameters? _hyperparameters;
    private double[] _inverseScales = [];
    private double[] _alpha = [];
    private double[][] _weights = [];
    private double[] _best = [];
    private double[] _k = [];
    private double[] _slopes = [];
    private double[] _v = [];

    /// <summary>Rows with a value.</summary>
    public int Observed { get; private set; }

    /// <summary>The least posterior mean at an observed row.</summary>
    public double Incumbent { get; private set; }

    /// <summary>The row of <see cref="Incumbent"/>.</summary>
    public int IncumbentRow { get; private set; }

    /// <summary>Posterior means at the observed rows.</summary>
    public double[] Means { get; private set; } = [];

    /// <summary>The length-scale of a dimension.</summary>
    public double LengthScale(Dimension dimension) => 1 / _inverseScales[dimension.First];

    /// <summary>Takes the data; rows that are as before are not factored again.</summary>
    /// <returns>False when the matrix is not positive definite to working precision.</returns>
    public bool Condition(Hyperparameters hyperparameters, TrainingSet data)
    {
        var keep = 0;
        if (ReferenceEquals(hyperparameters, _hyperparameters))
        {
            while (
                keep < Math.Min(Observed, data.Count)
                && ReferenceEquals(_rows[keep], data.Rows[keep])
                && _noiseWeights[keep].Equals(data.NoiseWeights[keep])
            )
            {
                keep++;
            }
        }
        (_hyperparameters, Observed) = (hyperparameters, data.Count);
        _inverseScales =
        [
            .. Enumerable
                .Range(0, features.Coordinates)
                .Select(c => 1 / hyperparameters.LengthScale(features.DimensionOf(c))),
        ];
        _factor.Truncate(keep);
        _rows.RemoveRange(keep, _rows.Count - keep);
        _noiseWeights.RemoveRange(keep, _noiseWeights.Count - keep);
        for (var i = keep; i < data.Count; i++)
        {
            if (!Append(data.Rows[i], data.NoiseWeights[i]))
            {
                return false;
            }
        }
        Weigh(data.Targets);
        return true;
    }

    /// <summary>Takes trials under way after the observed rows.</summary>
    /// <param name="pending">Their places.</param>
    /// <param name="draws">Draws × pending: independent standard normal numbers.</param>
    public void Imagine(IReadOnlyList<Observation> pending, double[][] draws)
    {
        _factor.Truncate(Observed);
        _rows.RemoveRange(Observed, _rows.Count - Observed);
        _noiseWeights.RemoveRange(Observed, _noiseWeights.Count - Observed);
        var taken = 0;
        while (taken < pending.Count && Append(pending[taken], 1))
        {
            taken++;
        }
        if (taken == 0)
        {
            (_weights, _best) = ([_alpha], [Incumbent]);
            return;
        }
        var noise = _hyperparameters!.Noise;
        var observed = Whitened(_alpha);
        _weights = new double[draws.Length][];
        _best = new double[draws.Length];
        for (var m = 0; m < draws.Length; m++)
        {
            var weights = new double[Observed + taken];
            observed.CopyTo(weights, 0);
            draws[m].AsSpan(0, taken).CopyTo(weights.AsSpan(Observed));
            var values = new double[taken];
            for (var p = 0; p < taken; p++)
            {
                var row = Observed + p;
                values[p] = Lanes.Dot(_factor.Row(row)[..(row + 1)], weights);
            }
            _factor.SolveUpper(weights);
            _weights[m] = weights;
            _best[m] = Incumbent;
            for (var p = 0; p < taken; p++)
            {
                _best[m] = Math.Min(_best[m], values[p] - (noise * weights[Observed + p]));
            }
        }
    }

    /// <summary>What the model predicts at each observed row from all other rows.</summary>
    /// <remarks>Rasmussen and Williams (2006), equation 5.12: μᵢ = yᵢ − [K⁻¹y]ᵢ / [K⁻¹]ᵢᵢ. O(n³).</remarks>
    public double[] LeaveOneOut(double[] targets)
    {
        var predicted = new double[Observed];
        var column = new double[Observed];
        for (var i = 0; i < Observed; i++)
        {
            Array.Clear(column);
            column[i] = 1;
            _factor.SolveLower(column, i);
            predicted[i] = targets[i] - (_alpha[i] / TensorPrimitives.SumOfSquares<double>(column));
        }
        return predicted;
    }

    /// <summary>Posterior mean and standard deviation of the objective itself, without noise and without trials under way.</summary>
    public (double Mean, double Sd) Predict(ReadOnlySpan<double> coordinates)
    {
        var n = _rows.Count;
        Covariances(coordinates, []);
        var mean = Lanes.Dot(_k.AsSpan(0, Observed), _alpha);
        _k.AsSpan(0, n).CopyTo(_v);
        _factor.SolveLower(_v.AsSpan(0, Observed));
        var signal = _hyperparameters!.Signal;
        var variance = signal - Lanes.Dot(_v.AsSpan(0, Observed), _v);
        return (mean, Math.Sqrt(Math.Max(variance, LeastVariance * signal)));
    }

    /// <summary>ln expected improvement at 16 points side by side.</summary>
    /// <param name="coordinates">Coordinates × 16.</param>
    /// <param name="results">16 numbers.</param>
    public void LogImprovements(ReadOnlySpan<double> coordinates, Span<double> results)
    {
        var n = _rows.Count;
        var k = _k.AsSpan(0, n * Block);
        BlockCovariances(coordinates, k);
        var draws = _weights.Length;
        Span<double> means = stackalloc double[draws * Block];
        for (var m = 0; m < draws; m++)
        {
            var mean = means.Slice(m * Block, Block);
            mean.Clear();
            for (var i = 0; i < n; i++)
            {
                Lanes.AddScaled(mean, _weights[m][i], k.Slice(i * Block, Block));
            }
        }
        _factor.SolveLowerBlock(k);
        var signal = _hyperparameters!.Signal;
        Span<double> variances = stackalloc double[Block];
        variances.Fill(signal);
        for (var i = 0; i < n; i++)
        {
            var row = k.Slice(i * Block, Block);
            for (var p = 0; p < Block; p++)
            {
                variances[p] -= row[p] * row[p];
            }
        }
        for (var p = 0; p < Block; p++)
        {
            var sd = Math.Sqrt(Math.Max(variances[p], LeastVariance * signal));
            results[p] = Average(means[p..], Block, sd, [], out _);
        }
    }

    /// <summary>ln expected improvement at one point, with its gradient.</summary>
    /// <param name="coordinates">The point.</param>
    /// <param name="gradient">Receives ∂/∂coordinate.</param>
    public double LogImprovement(ReadOnlySpan<double> coordinates, Span<double> gradient)
    {
        var n = _rows.Count;
        var signal = _hyperparameters!.Signal;
        Covariances(coordinates, _slopes.AsSpan(0, n));
        var draws = _weights.Length;
        Span<double> means = stackalloc double[draws];
        for (var m = 0; m < draws; m++)
        {
            means[m] = Lanes.Dot(_k.AsSpan(0, n), _weights[m]);
        }
        var v = _v.AsSpan(0, n);
        _k.AsSpan(0, n).CopyTo(v);
        _factor.SolveLower(v);
        var variance = signal - Lanes.Dot(v, v);
        var flat = !(variance > LeastVariance * signal);
        var sd = Math.Sqrt(flat ? LeastVariance * signal : variance);
        Span<double> bySlope = stackalloc double[draws];
        var value = Average(means, 1, sd, bySlope, out var bySd);
        // ∂value/∂k_i = Σ_m (∂/∂μ_m)·α_mi + (∂/∂s)·∂s/∂k_i, ∂s/∂k = −K⁻¹k/s.
        var pull = v;
        _factor.SolveUpper(pull);
        TensorPrimitives.Multiply(pull, flat ? 0 : -bySd / sd, pull);
        for (var m = 0; m < draws; m++)
        {
            Lanes.AddScaled(pull, bySlope[m], _weights[m]);
        }
        TensorPrimitives.Multiply(pull, _slopes.AsSpan(0, n), pull);
        // ∂k_i/∂z = −slope_i·(z − z_i), z in length-scales.
        var total = TensorPrimitives.Sum<double>(pull);
        for (var c = 0; c < gradient.Length; c++)
        {
            var z = coordinates[c] * _inverseScales[c];
            gradient[c] = -((z * total) - Lanes.Dot(pull, _scaled[c])) * _inverseScales[c];
        }
        return value;
    }

    // ln of the mean over the draws of EI, and its derivatives by each mean and by the standard deviation.
    private double Average(
        ReadOnlySpan<double> means,
        int stride,
        double sd,
        Span<double> bySlope,
        out double bySd
    )
    {
        var draws = _weights.Length;
        Span<double> logs = stackalloc double[draws];
        Span<double> slopes = stackalloc double[draws];
        var largest = double.NegativeInfinity;
        for (var m = 0; m < draws; m++)
        {
            logs[m] = ExpectedImprovement.LogH((_best[m] - means[m * stride]) / sd, out slopes[m]);
            largest = Math.Max(largest, logs[m]);
        }
        var sum = 0.0;
        for (var m = 0; m < draws; m++)
        {
            sum += logs[m] = Math.Exp(logs[m] - largest);
        }
        bySd = 1 / sd;
        for (var m = 0; m < bySlope.Length; m++)
        {
            var share = logs[m] / sum;
            bySlope[m] = -share * slopes[m] / sd;
            bySd -= share * slopes[m] * (_best[m] - means[m * stride]) / (sd * sd);
        }
        return largest + Math.Log(sum / draws) + Math.Log(sd);
    }

    private bool Append(Observation row, double noiseWeight)
    {
        var n = _rows.Count;
        Reserve(n + 1);
        for (var c = 0; c < _scaled.Length; c++)
        {
            _scaled[c][n] = row.Coordinates[c] * _inverseScales[c];
        }
        var target = _factor.Row(n)[..n];
        target.Clear();
        for (var c = 0; c < _scaled.Length; c++)
        {
            Lanes.AddSquaredDistance(target, _scaled[c][n], _scaled[c]);
        }
        Matern.Apply(target, _hyperparameters!.Signal, []);
        _factor.Row(n)[n] = _hyperparameters.Signal + (noiseWeight * _hyperparameters.Noise);
        if (!_factor.Extend(n + 1))
        {
            return false;
        }
        _rows.Add(row);
        _noiseWeights.Add(noiseWeight);
        return true;
    }

    private void Weigh(double[] targets)
    {
        var alpha = targets.ToArray();
        _factor.SolveLower(alpha);
        _factor.SolveUpper(alpha);
        (Incumbent, IncumbentRow) = (double.PositiveInfinity, 0);
        Means = new double[Observed];
        for (var i = 0; i < Observed; i++)
        {
            // K_f·α = y − σ_n²·w·α.
            Means[i] = targets[i] - (_hyperparameters!.Noise * _noiseWeights[i] * alpha[i]);
            // The best within reach; a better one beyond bounds that were moved since is no measure of what can be found.
            if (_rows[i].IsInside && Means[i] < Incumbent)
            {
                (Incumbent, IncumbentRow) = (Means[i], i);
            }
        }
        if (double.IsPositiveInfinity(Incumbent))
        {
            Incumbent = Means.Min();
        }
        (_alpha, _weights, _best) = (alpha, [alpha], [Incumbent]);
    }

    // Lᵀ·α = L⁻¹·y for the observed rows.
    private double[] Whitened(double[] alpha)
    {
        var result = new double[Observed];
        for (var i = 0; i < Observed; i++)
        {
            Lanes.AddScaled(result.AsSpan(0, i + 1), alpha[i], _factor.Row(i));
        }
        return result;
    }

    private void Covariances(ReadOnlySpan<double> coordinates, Span<double> slopes)
    {
        var k = _k.AsSpan(0, _rows.Count);
        k.Clear();
        for (var c = 0; c < _scaled.Length; c++)
        {
            Lanes.AddSquaredDistance(k, coordinates[c] * _inverseScales[c], _scaled[c]);
        }
        Matern.Apply(k, _hyperparameters!.Signal, slopes);
    }

    private void BlockCovariances(ReadOnlySpan<double> coordinates, Span<double> k)
    {
        Span<double> scaled = stackalloc double[_scaled.Length * Block];
        for (var c = 0; c < _scaled.Length; c++)
        {
            TensorPrimitives.Multiply(
                coordinates.Slice(c * Block, Block),
                _inverseScales[c],
                scaled.Slice(c * Block, Block)
            );
        }
        ref var points = ref MemoryMarshal.GetReference(scaled);
        ref var to = ref MemoryMarshal.GetReference(k);
        for (var i = 0; i < _rows.Count; i++)
        {
            var (s0, s1, s2, s3) = (Zero, Zero, Zero, Zero);
            for (var c = 0; c < _scaled.Length; c++)
            {
                var centre = Vector256.Create(_scaled[c][i]);
                var at = (nuint)(c * Block);
                var g0 = Vector256.LoadUnsafe(ref points, at) - centre;
                var g1 = Vector256.LoadUnsafe(ref points, at + 4) - centre;
                var g2 = Vector256.LoadUnsafe(ref points, at + 8) - centre;
                var g3 = Vector256.LoadUnsafe(ref points, at + 12) - centre;
                s0 = Vector256.FusedMultiplyAdd(g0, g0, s0);
                s1 = Vector256.FusedMultiplyAdd(g1, g1, s1);
                s2 = Vector256.FusedMultiplyAdd(g2, g2, s2);
                s3 = Vector256.FusedMultiplyAdd(g3, g3, s3);
            }
            var row = (nuint)(i * Block);
            s0.StoreUnsafe(ref to, row);
            s1.StoreUnsafe(ref to, row + 4);
            s2.StoreUnsafe(ref to, row + 8);
            s3.StoreUnsafe(ref to, row + 12);
        }
        Matern.Apply(k, _hyperparameters!.Signal, []);
    }

    private static Vector256<double> Zero => Vector256<double>.Zero;

    private void Reserve(int rows)
    {
        if (rows <= _factor.Capacity)
        {
            return;
        }
        var capacity = Math.Max(32, rows + (rows / 2));
        _factor.Reserve(capacity);
        for (var c = 0; c < _scaled.Length; c++)
        {
            Array.Resize(ref _scaled[c], capacity);
        }
        (_k, _slopes, _v) = (new double[capacity * Block], new double[capacity], new double[capacity]);
    }
}
