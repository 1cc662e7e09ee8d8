using System.Numerics.Tensors;

namespace Attune.Samplers.GaussianProcess;

/// <summary>The Matérn kernel with ν = 5/2: k(r) = σ²·(1 + √5·r + 5r²/3)·exp(−√5·r).</summary>
/// <remarks>Rasmussen and Williams, "Gaussian Processes for Machine Learning" (2006), equation 4.17.</remarks>
internal static class Matern
{
    private const int Chunk = 256;

    /// <summary>Turns squared scaled distances r² into covariances.</summary>
    /// <param name="squares">r² in, k out.</param>
    /// <param name="signal">σ².</param>
    /// <param name="slopes">Receives −2·∂k/∂(r²), which is also ∂k/∂ln ℓ_j for each unit of δ_j²/ℓ_j²; or empty.</param>
    public static void Apply(Span<double> squares, double signal, Span<double> slopes)
    {
        Span<double> roots = stackalloc double[Chunk];
        Span<double> decays = stackalloc double[Chunk];
        for (var start = 0; start < squares.Length; start += Chunk)
        {
            var part = squares.Slice(start, Math.Min(Chunk, squares.Length - start));
            var s = roots[..part.Length];
            var e = decays[..part.Length];
            TensorPrimitives.Multiply(part, 5, part);
            TensorPrimitives.Sqrt(part, s);
            TensorPrimitives.Negate(s, e);
            TensorPrimitives.Exp(e, e);
            TensorPrimitives.Multiply(e, signal, e);
            // part holds s²; k = e·(1 + s + s²/3), slope = e·(5/3)·(1 + s).
            TensorPrimitives.Add(s, 1, s);
            TensorPrimitives.MultiplyAdd(part, 1.0 / 3, s, part);
            TensorPrimitives.Multiply(part, e, part);
            if (!slopes.IsEmpty)
            {
                var to = slopes.Slice(start, part.Length);
                TensorPrimitives.Multiply(s, e, to);
                TensorPrimitives.Multiply(to, 5.0 / 3, to);
            }
        }
    }
}
