using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Attune.Numerics;

/// <summary>The lower factor L of a symmetric positive definite matrix A = L·Lᵀ, to which rows can be added and taken off at the end.</summary>
/// <remarks>
/// Row by row (Cholesky–Banachiewicz; Golub and Van Loan, "Matrix Computations", section 4.2), so that a factor that grew has the same
/// digits as one that was made at once. Row-major with room for <see cref="Capacity"/> rows. Not thread-safe.
/// </remarks>
internal sealed class Cholesky
{
    // How many right-hand sides SolveLowerBlock takes.
    public const int Block = 16;

    // A pivot below this share of its diagonal is rounding noise.
    private const double LeastPivot = 1e-13;

    private double[] _rows = [];
    private double[] _inverseDiagonal = [];

    /// <summary>Rows that there is room for.</summary>
    public int Capacity { get; private set; }

    /// <summary>Rows of the factor.</summary>
    public int Count { get; private set; }

    /// <summary>A row with room for <see cref="Capacity"/> numbers; write A's lower part into those that <see cref="Extend"/> will take.</summary>
    public Span<double> Row(int i) => _rows.AsSpan(i * Capacity, Capacity);

    /// <summary>Makes room; keeps the rows.</summary>
    public void Reserve(int capacity)
    {
        if (capacity <= Capacity)
        {
            return;
        }
        var rows = new double[capacity * capacity];
        for (var i = 0; i < Count; i++)
        {
            Row(i)[..(i + 1)].CopyTo(rows.AsSpan(i * capacity));
        }
        Array.Resize(ref _inverseDiagonal, capacity);
        (_rows, Capacity) = (rows, capacity);
    }

    /// <summary>Takes rows off the end.</summary>
    public void Truncate(int count) => Count = Math.Min(Count, count);

    /// <summary>Factors the rows from <see cref="Count"/> on, which hold A's lower part.</summary>
    /// <returns>Whether the matrix is positive definite; if not, <see cref="Count"/> is where it stopped.</returns>
    public bool Extend(int count)
    {
        Span<double> dots = stackalloc double[8];
        while (Count < count)
        {
            var i = Count;
            // Two rows at a time share what they load; a row's own digits are the same alone or in a pair.
            var pair = i % 2 == 0 && i + 1 < count;
            var first = Row(i);
            var second = Row(pair ? i + 1 : i);
            var j = 0;
            for (; j + 4 <= i; j += 4)
            {
                Tile(first, second, Row(j), j, dots);
                FinishTile(first, j, dots[..4]);
                if (pair)
                {
                    FinishTile(second, j, dots[4..]);
                }
            }
            if (!FinishRow(first, i, j) || (pair && !FinishRow(second, i + 1, j)))
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>Σ ln L_ii: half the logarithm of the determinant.</summary>
    public double HalfLogDeterminant()
    {
        var sum = 0.0;
        for (var i = 0; i < Count; i++)
        {
            sum -= Math.Log(_inverseDiagonal[i]);
        }
        return sum;
    }

    /// <summary>b ← L⁻¹·b, for its rows from <paramref name="from"/> on when those before are solved already.</summary>
    public void SolveLower(Span<double> b, int from = 0)
    {
        for (var i = from; i < b.Length; i++)
        {
            b[i] = (b[i] - Lanes.Dot(Row(i)[..i], b)) * _inverseDiagonal[i];
        }
    }

    /// <summary>b ← L⁻ᵀ·b.</summary>
    public void SolveUpper(Span<double> b)
    {
        for (var i = b.Length - 1; i >= 0; i--)
        {
            b[i] *= _inverseDiagonal[i];
            Lanes.AddScaled(b[..i], -b[i], Row(i));
        }
    }

    /// <summary>b ← L⁻¹·b for 16 right-hand sides side by side: b is <see cref="Count"/> × 16, row-major.</summary>
    public void SolveLowerBlock(Span<double> b)
    {
        ref var start = ref MemoryMarshal.GetReference(b[..(Count * Block)]);
        for (var i = 0; i < Count; i++)
        {
            var row = Row(i);
            var at = (nuint)(i * Block);
            var b0 = Vector256.LoadUnsafe(ref start, at);
            var b1 = Vector256.LoadUnsafe(ref start, at + 4);
            var b2 = Vector256.LoadUnsafe(ref start, at + 8);
            var b3 = Vector256.LoadUnsafe(ref start, at + 12);
            for (var j = 0; j < i; j++)
            {
                var factor = Vector256.Create(-row[j]);
                var from = (nuint)(j * Block);
                b0 = Vector256.FusedMultiplyAdd(factor, Vector256.LoadUnsafe(ref start, from), b0);
                b1 = Vector256.FusedMultiplyAdd(factor, Vector256.LoadUnsafe(ref start, from + 4), b1);
                b2 = Vector256.FusedMultiplyAdd(factor, Vector256.LoadUnsafe(ref start, from + 8), b2);
                b3 = Vector256.FusedMultiplyAdd(factor, Vector256.LoadUnsafe(ref start, from + 12), b3);
            }
            var scale = Vector256.Create(_inverseDiagonal[i]);
            (b0 * scale).StoreUnsafe(ref start, at);
            (b1 * scale).StoreUnsafe(ref start, at + 4);
            (b2 * scale).StoreUnsafe(ref start, at + 8);
            (b3 * scale).StoreUnsafe(ref start, at + 12);
        }
    }

    /// <summary>Writes A⁻¹'s lower part.</summary>
    /// <param name="inverse">Room for Count × Count numbers, row-major.</param>
    /// <param name="scratch">As much room again.</param>
    public void Invert(double[] inverse, double[] scratch)
    {
        var n = Count;
        // L⁻¹ by rows: row i = (eᵢ − Σ_j L_ij · row j) / L_ii.
        for (var i = 0; i < n; i++)
        {
            var target = scratch.AsSpan(i * n, n);
            target.Clear();
            var row = Row(i);
            for (var j = 0; j < i; j++)
            {
                Lanes.AddScaled(target[..(j + 1)], -row[j], scratch.AsSpan(j * n, j + 1));
            }
            target[i] = 1;
            System.Numerics.Tensors.TensorPrimitives.Multiply(
                target[..(i + 1)],
                _inverseDiagonal[i],
                target[..(i + 1)]
            );
        }
        // A⁻¹ = L⁻ᵀ·L⁻¹: row a = Σ_{i ≥ a} L⁻¹_ia · row i of L⁻¹.
        for (var a = 0; a < n; a++)
        {
            var target = inverse.AsSpan(a * n, a + 1);
            target.Clear();
            for (var i = a; i < n; i++)
            {
                Lanes.AddScaled(target, scratch[(i * n) + a], scratch.AsSpan(i * n, a + 1));
            }
        }
    }

    // Dot products of two rows with four others, over the first so many numbers.
    private void Tile(
        ReadOnlySpan<double> first,
        ReadOnlySpan<double> second,
        ReadOnlySpan<double> below,
        int length,
        Span<double> dots
    )
    {
        ref var x = ref MemoryMarshal.GetReference(first);
        ref var y = ref MemoryMarshal.GetReference(second);
        ref var r = ref MemoryMarshal.GetReference(below);
        var stride = (nuint)Capacity;
        var (x0, x1, x2, x3) = (Zero, Zero, Zero, Zero);
        var (y0, y1, y2, y3) = (Zero, Zero, Zero, Zero);
        for (nuint k = 0; k < (nuint)length; k += 4)
        {
            var (a, b) = (Vector256.LoadUnsafe(ref x, k), Vector256.LoadUnsafe(ref y, k));
            var c = Vector256.LoadUnsafe(ref r, k);
            (x0, y0) = (Vector256.FusedMultiplyAdd(a, c, x0), Vector256.FusedMultiplyAdd(b, c, y0));
            c = Vector256.LoadUnsafe(ref r, k + stride);
            (x1, y1) = (Vector256.FusedMultiplyAdd(a, c, x1), Vector256.FusedMultiplyAdd(b, c, y1));
            c = Vector256.LoadUnsafe(ref r, k + (2 * stride));
            (x2, y2) = (Vector256.FusedMultiplyAdd(a, c, x2), Vector256.FusedMultiplyAdd(b, c, y2));
            c = Vector256.LoadUnsafe(ref r, k + (3 * stride));
            (x3, y3) = (Vector256.FusedMultiplyAdd(a, c, x3), Vector256.FusedMultiplyAdd(b, c, y3));
        }
        (dots[0], dots[1], dots[2], dots[3]) = (Sum(x0), Sum(x1), Sum(x2), Sum(x3));
        (dots[4], dots[5], dots[6], dots[7]) = (Sum(y0), Sum(y1), Sum(y2), Sum(y3));
    }

    private void FinishTile(Span<double> row, int j, ReadOnlySpan<double> dots)
    {
        for (var c = 0; c < 4; c++)
        {
            var value = row[j + c] - dots[c];
            var other = Row(j + c);
            for (var k = j; k < j + c; k++)
            {
                value -= row[k] * other[k];
            }
            row[j + c] = value * _inverseDiagonal[j + c];
        }
    }

    private bool FinishRow(Span<double> row, int i, int j)
    {
        for (; j < i; j++)
        {
            row[j] = (row[j] - Lanes.Dot(Row(j)[..j], row)) * _inverseDiagonal[j];
        }
        var pivot = row[i] - Lanes.Dot(row[..i], row);
        // Written so that NaN fails too.
        if (!(pivot > LeastPivot * row[i]))
        {
            return false;
        }
        row[i] = Math.Sqrt(pivot);
        _inverseDiagonal[i] = 1 / row[i];
        Count = i + 1;
        return true;
    }

    private static Vector256<double> Zero => Vector256<double>.Zero;

    private static double Sum(Vector256<double> v) => (v[0] + v[1]) + (v[2] + v[3]);
}
