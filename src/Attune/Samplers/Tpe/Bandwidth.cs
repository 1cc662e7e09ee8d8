using Attune.Numerics;

namespace Attune.Samplers.Tpe;

/// <summary>A width of normal kernels that are cut off at 0 and 1.</summary>
/// <remarks>Widths come in steps, so that the tables of their integrals are few.</remarks>
internal sealed class Bandwidth
{
    private const int Cells = 512;

    // Of the spread, where Scott's rule has 1: kernels that are narrower find more, and the prior guards against too much of it.
    private const double Share = 0.45;
    private const double Least = 0.02;

    private readonly double[] _logMass = new double[Cells + 2];

    private Bandwidth(double width)
    {
        Width = width;
        for (var i = 0; i < _logMass.Length; i++)
        {
            _logMass[i] = Integral(Math.Min(i * (1.0 / Cells), 1), width);
        }
    }

    /// <summary>The standard deviation.</summary>
    public double Width { get; }

    /// <summary>The logarithm of a kernel's integral over [0, 1], where its peak has the height 1.</summary>
    /// <param name="centre">In [0, 1]; the table is read by straight lines, to about 1e-3.</param>
    public double LogMass(double centre)
    {
        var at = centre * Cells;
        var cell = (int)at;
        return _logMass[cell] + ((at - cell) * (_logMass[cell + 1] - _logMass[cell]));
    }

    private static double Integral(double centre, double width) =>
        Math.Log(
            width
                * Math.Sqrt(2 * Math.PI)
                * (
                    NormalDistribution.Cumulative((1 - centre) / width)
                    - NormalDistribution.Cumulative(-centre / width)
                )
        );

    /// <summary>The bandwidths of one sampler, each made once.</summary>
    public sealed class Shelf
    {
        private readonly Dictionary<double, Bandwidth> _made = [];

        /// <summary>The bandwidth for kernels on an axis, by Scott's rule: in proportion to the spread of the trials, and to n^(−1/(d + 4)).</summary>
        /// <param name="axis">The axis.</param>
        /// <param name="trials">How many trials have it, n.</param>
        /// <param name="spread">The standard deviation of their coordinates.</param>
        /// <param name="axes">The number of axes, d.</param>
        public Bandwidth For(Axis axis, int trials, double spread, int axes)
        {
            var width = Share * spread * Math.Pow(Math.Max(trials, 1), -1.0 / (axes + 4));
            width = Math.Pow(2, Math.Round(4 * Math.Log2(width)) / 4);
            width = Math.Clamp(width, Math.Max(axis.Floor, Least), 1);
            return _made.TryGetValue(width, out var made) ? made : _made[width] = new Bandwidth(width);
        }
    }
}
