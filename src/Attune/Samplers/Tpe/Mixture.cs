using Attune.Numerics;

namespace Attune.Samplers.Tpe;

/// <summary>A density over points: a product kernel on each of some trials, and the prior with the weight of one trial.</summary>
/// <remarks>Numbers have normal kernels cut off at 0 and 1, with one bandwidth for each axis; options have probability masses.
/// Where a trial lacks a parameter its kernel has the prior there. Not thread-safe.</remarks>
internal sealed class Mixture
{
    private const double PriorCounts = 4;

    private readonly Axis[] _axes;
    private readonly TpeHistory _history;
    private readonly Bandwidth.Shelf _shelf;
    private readonly Factor[] _factors;
    private readonly List<(int Trial, double Weight)> _kernels = [];
    private double _total;
    private double _prior;

    public Mixture(Axis[] axes, TpeHistory history, Bandwidth.Shelf shelf)
    {
        (_axes, _history, _shelf) = (axes, history, shelf);
        _factors = new Factor[axes.Length];
    }

    /// <summary>Takes all kernels away.</summary>
    public void Clear()
    {
        _kernels.Clear();
        _total = 0;
    }

    /// <summary>Adds a kernel.</summary>
    public void Add(int trial, double weight)
    {
        _kernels.Add((trial, weight));
        _total += weight;
    }

    /// <summary>Fits the widths to how many trials stand behind the kernels.</summary>
    /// <param name="trials">All of them.</param>
    /// <param name="active">For each axis how many of them have it.</param>
    public void Fit(int trials, ReadOnlySpan<int> active)
    {
        _prior = 1.0 / (trials + 1);
        for (var a = 0; a < _axes.Length; a++)
        {
            var bandwidth = _shelf.For(_axes[a], active[a], Spread(a), _axes.Length);
            _factors[a] = new Factor(_axes[a], bandwidth, active[a]);
        }
    }

    /// <summary>Draws a point; returns the trial near which it lies, or −1 for one of the prior.</summary>
    public int Draw(RandomStream stream, Span<double> point)
    {
        var trial = Pick(stream.NextDouble());
        var centre = trial < 0 ? default : _history.Point(trial);
        for (var a = 0; a < _axes.Length; a++)
        {
            var axis = _axes[a];
            point[a] =
                !axis.IsActive(point) ? Axis.Inactive
                : trial < 0 || centre[a] < 0 ? axis.At(stream.NextDouble())
                : _factors[a].Draw(axis, centre[a], stream);
        }
        return trial;
    }

    /// <summary>The logarithm of the density at each candidate.</summary>
    public void LogDensity(Candidates candidates, Span<double> result)
    {
        result.Clear();
        var exponents = candidates.Scratch;
        exponents.Fill(Math.Log(_kernels.Count == 0 ? 1 : _prior));
        for (var a = 0; a < _axes.Length; a++)
        {
            if (_axes[a].IsNominal)
            {
                KernelSums.AddConstant(exponents, candidates.ActiveOn(a), -Math.Log(_axes[a].Options));
            }
        }
        KernelSums.AddExponentials(exponents, result);
        foreach (var (trial, weight) in _kernels)
        {
            AddKernel(trial, Math.Log(weight / _total * (1 - _prior)), candidates, exponents);
            KernelSums.AddExponentials(exponents, result);
        }
        foreach (ref var density in result)
        {
            density = Math.Log(density);
        }
    }

    // The standard deviation of the kernels' centres, where the prior counts as some more of them.
    private double Spread(int axis)
    {
        if (_axes[axis].IsNominal)
        {
            return 1;
        }
        var (weights, mean, squares) = (0.0, 0.0, 0.0);
        foreach (var (trial, weight) in _kernels)
        {
            if (_history.Point(trial)[axis] is >= 0 and var x)
            {
                weights += weight;
                var step = x - mean;
                mean += step * weight / weights;
                squares += weight * step * (x - mean);
            }
        }
        var each = PriorCounts * (_kernels.Count == 0 ? 1 : _total / _kernels.Count);
        return Math.Sqrt((squares + (each / 12)) / (weights + each));
    }

    private void AddKernel(int trial, double logWeight, Candidates candidates, Span<double> exponents)
    {
        var centre = _history.Point(trial);
        for (var a = 0; a < centre.Length; a++)
        {
            if (!_axes[a].IsConditional && !_axes[a].IsNominal)
            {
                logWeight -= _factors[a].Bandwidth.LogMass(centre[a]);
            }
        }
        exponents.Fill(logWeight);
        for (var a = 0; a < centre.Length; a++)
        {
            var (axis, factor, at) = (_axes[a], _factors[a], centre[a]);
            if (axis.IsNominal && at < 0)
            {
                KernelSums.AddConstant(exponents, candidates.ActiveOn(a), -Math.Log(axis.Options));
            }
            else if (axis.IsNominal)
            {
                var active = candidates.ActiveOn(a);
                KernelSums.AddOption(exponents, candidates.On(a), active, at, factor.LogHit, factor.LogMiss);
            }
            else if (!axis.IsConditional)
            {
                KernelSums.AddSquare(exponents, candidates.On(a), at, factor.Scale);
            }
            else if (at >= 0)
            {
                var height = -factor.Bandwidth.LogMass(at);
                var active = candidates.ActiveOn(a);
                KernelSums.AddSquare(exponents, candidates.On(a), active, at, factor.Scale, height);
            }
        }
    }

    private int Pick(double at)
    {
        at *= _kernels.Count == 0 ? double.PositiveInfinity : _total / (1 - _prior);
        foreach (var (trial, weight) in _kernels)
        {
            if ((at -= weight) < 0)
            {
                return trial;
            }
        }
        return -1;
    }

    /// <summary>One axis of every kernel.</summary>
    private readonly struct Factor
    {
        private readonly double _stray;

        public Factor(Axis axis, Bandwidth bandwidth, int trials)
        {
            Bandwidth = bandwidth;
            Scale = 1 / (bandwidth.Width * Math.Sqrt(2));
            _stray = axis.Options / (trials + 1.0 + axis.Options);
            LogHit = Math.Log(1 - _stray + (_stray / axis.Options));
            LogMiss = Math.Log(_stray / axis.Options);
        }

        public Bandwidth Bandwidth { get; }

        /// <summary>1 / (√2 · bandwidth).</summary>
        public double Scale { get; }

        public double LogHit { get; }

        public double LogMiss { get; }

        public double Draw(Axis axis, double centre, RandomStream stream)
        {
            if (axis.IsNominal)
            {
                return stream.NextDouble() < _stray ? axis.At(stream.NextDouble()) : centre;
            }
            // About half of a kernel or more lies inside: so many misses do not happen.
            for (var attempt = 0; attempt < 64; attempt++)
            {
                var x = centre + (Bandwidth.Width * stream.NextNormal());
                if (x is >= 0 and <= 1)
                {
                    return axis.At(x);
                }
            }
            return centre;
        }
    }
}
