using System.Numerics;
using System.Runtime.InteropServices;

namespace Attune.Samplers.Tpe;

/// <summary>What a kernel adds to the logarithm of the density at each candidate. All lengths are equal, and multiples of 16.</summary>
internal static class KernelSums
{
    /// <summary>Adds a constant where the axis is active.</summary>
    public static void AddConstant(Span<double> sums, ReadOnlySpan<double> active, double constant)
    {
        var to = Vectors(sums);
        var on = Vectors(active);
        for (var i = 0; i < to.Length; i++)
        {
            to[i] += on[i] * constant;
        }
    }

    /// <summary>Adds, where the axis is active, one number at this option and another elsewhere.</summary>
    public static void AddOption(
        Span<double> sums,
        ReadOnlySpan<double> coordinates,
        ReadOnlySpan<double> active,
        double option,
        double hit,
        double miss
    )
    {
        var to = Vectors(sums);
        var at = Vectors(coordinates);
        var on = Vectors(active);
        var (centre, yes, no) = (
            new Vector<double>(option),
            new Vector<double>(hit),
            new Vector<double>(miss)
        );
        for (var i = 0; i < to.Length; i++)
        {
            to[i] += on[i] * Vector.ConditionalSelect(Vector.Equals(at[i], centre), yes, no);
        }
    }

    /// <summary>Adds −(scale · (x − centre))².</summary>
    public static void AddSquare(
        Span<double> sums,
        ReadOnlySpan<double> coordinates,
        double centre,
        double scale
    )
    {
        var to = Vectors(sums);
        var at = Vectors(coordinates);
        var (middle, factor) = (new Vector<double>(centre), new Vector<double>(scale));
        for (var i = 0; i < to.Length; i++)
        {
            var t = (at[i] - middle) * factor;
            to[i] -= t * t;
        }
    }

    /// <summary>Adds, where the axis is active, height − (scale · (x − centre))².</summary>
    public static void AddSquare(
        Span<double> sums,
        ReadOnlySpan<double> coordinates,
        ReadOnlySpan<double> active,
        double centre,
        double scale,
        double height
    )
    {
        var to = Vectors(sums);
        var at = Vectors(coordinates);
        var on = Vectors(active);
        var (middle, factor, top) = (
            new Vector<double>(centre),
            new Vector<double>(scale),
            new Vector<double>(height)
        );
        for (var i = 0; i < to.Length; i++)
        {
            var t = (at[i] - middle) * factor;
            to[i] += on[i] * (top - (t * t));
        }
    }

    /// <summary>Adds the exponentials.</summary>
    public static void AddExponentials(ReadOnlySpan<double> exponents, Span<double> sums)
    {
        var from = Vectors(exponents);
        var to = Vectors(sums);
        for (var i = 0; i < to.Length; i++)
        {
            to[i] += Vector.Exp(from[i]);
        }
    }

    private static Span<Vector<double>> Vectors(Span<double> numbers) =>
        MemoryMarshal.Cast<double, Vector<double>>(numbers);

    private static ReadOnlySpan<Vector<double>> Vectors(ReadOnlySpan<double> numbers) =>
        MemoryMarshal.Cast<double, Vector<double>>(numbers);
}
