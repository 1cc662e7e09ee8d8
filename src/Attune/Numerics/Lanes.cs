using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Attune.Numerics;

/// <summary>Vector sums in four lanes whatever the processor has, so that every machine gets the same digits.</summary>
internal static class Lanes
{
    /// <summary>Σ aᵢ·bᵢ over the length of <paramref name="a"/>.</summary>
    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        b = b[..a.Length];
        ref var x = ref MemoryMarshal.GetReference(a);
        ref var y = ref MemoryMarshal.GetReference(b);
        var (s0, s1) = (Vector256<double>.Zero, Vector256<double>.Zero);
        var i = 0;
        for (; i + 8 <= a.Length; i += 8)
        {
            s0 = Vector256.FusedMultiplyAdd(Load(ref x, i), Load(ref y, i), s0);
            s1 = Vector256.FusedMultiplyAdd(Load(ref x, i + 4), Load(ref y, i + 4), s1);
        }
        var sum = Sum(s0 + s1);
        for (; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }
        return sum;
    }

    /// <summary>y ← y + scale·x.</summary>
    public static void AddScaled(Span<double> y, double scale, ReadOnlySpan<double> x)
    {
        x = x[..y.Length];
        ref var from = ref MemoryMarshal.GetReference(x);
        ref var to = ref MemoryMarshal.GetReference(y);
        var factor = Vector256.Create(scale);
        var i = 0;
        for (; i + 4 <= y.Length; i += 4)
        {
            Vector256
                .FusedMultiplyAdd(factor, Load(ref from, i), Load(ref to, i))
                .StoreUnsafe(ref to, (nuint)i);
        }
        for (; i < y.Length; i++)
        {
            y[i] = Math.FusedMultiplyAdd(scale, x[i], y[i]);
        }
    }

    /// <summary>sum ← sum + (at − xᵢ)²: one coordinate of squared distances.</summary>
    public static void AddSquaredDistance(Span<double> sum, double at, ReadOnlySpan<double> x)
    {
        x = x[..sum.Length];
        ref var from = ref MemoryMarshal.GetReference(x);
        ref var to = ref MemoryMarshal.GetReference(sum);
        var centre = Vector256.Create(at);
        var i = 0;
        for (; i + 4 <= sum.Length; i += 4)
        {
            var gap = centre - Load(ref from, i);
            Vector256.FusedMultiplyAdd(gap, gap, Load(ref to, i)).StoreUnsafe(ref to, (nuint)i);
        }
        for (; i < sum.Length; i++)
        {
            var gap = at - x[i];
            sum[i] = Math.FusedMultiplyAdd(gap, gap, sum[i]);
        }
    }

    /// <summary>Σ wᵢ·(at − xᵢ)².</summary>
    public static double WeightedSquaredDistance(ReadOnlySpan<double> w, double at, ReadOnlySpan<double> x)
    {
        x = x[..w.Length];
        ref var weight = ref MemoryMarshal.GetReference(w);
        ref var from = ref MemoryMarshal.GetReference(x);
        var centre = Vector256.Create(at);
        var total = Vector256<double>.Zero;
        var i = 0;
        for (; i + 4 <= w.Length; i += 4)
        {
            var gap = centre - Load(ref from, i);
            total = Vector256.FusedMultiplyAdd(gap * gap, Load(ref weight, i), total);
        }
        var sum = Sum(total);
        for (; i < w.Length; i++)
        {
            sum += w[i] * (at - x[i]) * (at - x[i]);
        }
        return sum;
    }

    private static Vector256<double> Load(ref double start, int i) =>
        Vector256.LoadUnsafe(ref start, (nuint)i);

    private static double Sum(Vector256<double> v) => (v[0] + v[1]) + (v[2] + v[3]);
}
