namespace Attune.Numerics;

/// <summary>A function with its gradient.</summary>
/// <param name="x">Where.</param>
/// <param name="gradient">Receives the gradient.</param>
/// <returns>The value; +∞ or NaN where there is none.</returns>
internal delegate double Differentiable(ReadOnlySpan<double> x, Span<double> gradient);

/// <summary>Minimises a smooth function inside a box by a limited-memory quasi-Newton method.</summary>
/// <remarks>
/// The two-loop recursion of J. Nocedal, "Updating quasi-Newton matrices with limited storage", Math. Comp. 35 (1980), on the variables
/// that are not held at a bound, with a projected Armijo search as in D. Bertsekas, "Projected Newton methods", SIAM J. Control Optim. 20
/// (1982), section 2. The value never rises. Not thread-safe.
/// </remarks>
internal sealed class BoundedLbfgs(int dimensions)
{
    private const int Memory = 8;
    private const double Armijo = 1e-4;
    private const int MostHalvings = 20;

    private readonly double[] _gradient = new double[dimensions];
    private readonly double[] _next = new double[dimensions];
    private readonly double[] _nextGradient = new double[dimensions];
    private readonly double[] _direction = new double[dimensions];
    private readonly bool[] _free = new bool[dimensions];
    private readonly double[][] _steps = Rows(dimensions);
    private readonly double[][] _changes = Rows(dimensions);
    private readonly double[] _weights = new double[Memory];
    private int _pairs;

    /// <summary>Moves <paramref name="x"/> downhill.</summary>
    /// <param name="function">What to minimise.</param>
    /// <param name="x">The start, inside the box; receives the best point.</param>
    /// <param name="low">Lower bounds.</param>
    /// <param name="high">Upper bounds.</param>
    /// <param name="evaluations">The most evaluations.</param>
    /// <param name="gradientTolerance">Ends when no projected gradient is larger.</param>
    /// <param name="valueTolerance">Ends when a step gains less.</param>
    /// <returns>The value at <paramref name="x"/>.</returns>
    public double Minimize(
        Differentiable function,
        Span<double> x,
        ReadOnlySpan<double> low,
        ReadOnlySpan<double> high,
        int evaluations,
        double gradientTolerance,
        double valueTolerance
    )
    {
        _pairs = 0;
        var value = function(x, _gradient);
        if (!double.IsFinite(value))
        {
            return value;
        }
        for (var used = 1; used < evaluations; )
        {
            if (Release(x, low, high) <= gradientTolerance)
            {
                break;
            }
            var slope = Direction();
            if (!(slope < 0))
            {
                _pairs = 0;
                slope = Direction();
            }
            // Without curvature yet, the first step is one of length at most 1.
            var length = _pairs > 0 ? 1 : Math.Min(1, 1 / Math.Sqrt(-slope));
            var (found, before) = (false, value);
            for (var halving = 0; halving < MostHalvings && used < evaluations; halving++)
            {
                var expected = Move(x, low, high, length);
                var next = function(_next, _nextGradient);
                used++;
                if (next <= value + (Armijo * expected) && expected < 0)
                {
                    Remember(x);
                    value = next;
                    found = true;
                    break;
                }
                length *= halving == 0 && double.IsFinite(next) ? Interpolated(value, expected, next) : 0.5;
            }
            if (!found)
            {
                if (_pairs == 0)
                {
                    break;
                }
                _pairs = 0;
                continue;
            }
            _next.CopyTo(x);
            _nextGradient.CopyTo(_gradient, 0);
            if (before - value < valueTolerance)
            {
                break;
            }
        }
        return value;
    }

    // The minimum of the parabola through both values and the slope, kept within [0.1, 0.5].
    private static double Interpolated(double value, double expected, double next) =>
        Math.Clamp(-expected / (2 * (next - value - expected)), 0.1, 0.5);

    /// <summary>Frees the variables that are not pressed against a bound; gives their largest gradient.</summary>
    private double Release(ReadOnlySpan<double> x, ReadOnlySpan<double> low, ReadOnlySpan<double> high)
    {
        var largest = 0.0;
        for (var i = 0; i < x.Length; i++)
        {
            var slope = _gradient[i];
            _free[i] = !((x[i] <= low[i] && slope > 0) || (x[i] >= high[i] && slope < 0));
            largest = _free[i] ? Math.Max(largest, Math.Abs(slope)) : largest;
        }
        return largest;
    }

    /// <summary>−H·gradient on the free variables; gives its slope.</summary>
    private double Direction()
    {
        for (var i = 0; i < dimensions; i++)
        {
            _direction[i] = _free[i] ? -_gradient[i] : 0;
        }
        var kept = Math.Min(_pairs, Memory);
        var scaled = false;
        for (var k = 1; k <= kept; k++)
        {
            var (step, change) = Pair(_pairs - k);
            var curvature = FreeDot(step, change);
            _weights[k - 1] = curvature > 0 ? FreeDot(step, _direction) / curvature : 0;
            AddFree(-_weights[k - 1], change);
        }
        for (var k = kept; k >= 1; k--)
        {
            var (step, change) = Pair(_pairs - k);
            var curvature = FreeDot(step, change);
            if (!(curvature > 0))
            {
                continue;
            }
            if (!scaled)
            {
                scaled = true;
                Scale();
            }
            AddFree(_weights[k - 1] - (FreeDot(change, _direction) / curvature), step);
        }
        return FreeDot(_gradient, _direction);
    }

    // The size of the inverse Hessian, from the newest pair.
    private void Scale()
    {
        for (var k = 1; k <= Math.Min(_pairs, Memory); k++)
        {
            var (step, change) = Pair(_pairs - k);
            var (curvature, square) = (FreeDot(step, change), FreeDot(change, change));
            if (curvature > 0 && square > 0)
            {
                for (var i = 0; i < dimensions; i++)
                {
                    _direction[i] *= curvature / square;
                }
                return;
            }
        }
    }

    /// <summary>The projected step; gives the change that the slope promises.</summary>
    private double Move(
        ReadOnlySpan<double> x,
        ReadOnlySpan<double> low,
        ReadOnlySpan<double> high,
        double length
    )
    {
        var expected = 0.0;
        for (var i = 0; i < x.Length; i++)
        {
            _next[i] = Math.Clamp(x[i] + (length * _direction[i]), low[i], high[i]);
            expected += _gradient[i] * (_next[i] - x[i]);
        }
        return expected;
    }

    private void Remember(ReadOnlySpan<double> x)
    {
        var (step, change) = Pair(_pairs);
        for (var i = 0; i < x.Length; i++)
        {
            step[i] = _next[i] - x[i];
            change[i] = _nextGradient[i] - _gradient[i];
        }
        if (Lanes.Dot(step, change) > 1e-12 * Lanes.Dot(change, change))
        {
            _pairs++;
        }
    }

    private (double[] Step, double[] Change) Pair(int index) =>
        (_steps[index % Memory], _changes[index % Memory]);

    private double FreeDot(double[] a, double[] b)
    {
        var sum = 0.0;
        for (var i = 0; i < dimensions; i++)
        {
            sum += _free[i] ? a[i] * b[i] : 0;
        }
        return sum;
    }

    private void AddFree(double scale, double[] a)
    {
        for (var i = 0; i < dimensions; i++)
        {
            _direction[i] += _free[i] ? scale * a[i] : 0;
        }
    }

    private static double[][] Rows(int dimensions) =>
        [.. Enumerable.Range(0, Memory).Select(_ => new double[dimensions])];
}
