using System.Globalization;
using System.Numerics;
using System.Reflection;

namespace Attune.Numerics;

/// <summary>The Sobol sequence in Gray-code order, and its hash-based Owen scrambling; 2^32 points.</summary>
/// <remarks>
/// I. A. Antonov and V. M. Saleev, "An economic method of computing LPτ-sequences" (1979) for the order; S. Joe and F. Y. Kuo, SIAM J.
/// Sci. Comput. 30 (2008) for the direction numbers; B. Burley, "Practical hash-based Owen scrambling", JCGT 9(4) (2020), section 3
/// for the scrambling. Any point is computed from its index alone. Thread-safe.
/// </remarks>
internal static class SobolSequence
{
    public const int MostDimensions = 1111;
    private const int Bits = 32;

    private static readonly Lazy<uint[]> Directions = new(ReadDirections);

    /// <summary>One coordinate of a point as a fraction of 2^32.</summary>
    public static uint Point(uint index, int dimension)
    {
        var directions = Directions.Value.AsSpan(dimension * Bits, Bits);
        var x = 0u;
        for (var gray = index ^ (index >> 1); gray != 0; gray &= gray - 1)
        {
            x ^= directions[BitOperations.TrailingZeroCount(gray)];
        }
        return x;
    }

    /// <summary>One scrambled coordinate, in (0, 1); each dimension is scrambled by its own part of the seed.</summary>
    public static double Scrambled(uint index, int dimension, ulong seed)
    {
        // The three constants stand where a trial's stream has its purpose and number: a counter that no trial reaches.
        var key = Philox
            .Block((uint)dimension, 0x736F626F, 0x6C6F7765, 0x6E5F3031, (uint)seed, (uint)(seed >> 32))
            .A;
        return (Reverse(Permute(Reverse(Point(index, dimension)), key)) + 0.5) * (1.0 / (1L << Bits));
    }

    // Each bit is flipped by a hash of the bits below it: on reversed bits that is Owen's nested permutation.
    private static uint Permute(uint x, uint key)
    {
        x += key;
        x ^= x * 0x6C50B47C;
        x ^= x * 0xB82F1E52;
        x ^= x * 0xC7AFE638;
        return x ^ (x * 0x8D22F6E6);
    }

    private static uint Reverse(uint x)
    {
        x = (x >> 16) | (x << 16);
        x = ((x & 0xFF00FF00) >> 8) | ((x & 0x00FF00FF) << 8);
        x = ((x & 0xF0F0F0F0) >> 4) | ((x & 0x0F0F0F0F) << 4);
        x = ((x & 0xCCCCCCCC) >> 2) | ((x & 0x33333333) << 2);
        return ((x & 0xAAAAAAAA) >> 1) | ((x & 0x55555555) << 1);
    }

    private static uint[] ReadDirections()
    {
        var directions = new uint[MostDimensions * Bits];
        for (var bit = 0; bit < Bits; bit++)
        {
            directions[bit] = 1u << (Bits - 1 - bit);
        }
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("SobolDirections.txt")!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line is not ['#', ..])
            {
                var numbers = line.Split(' ')
                    .Select(text => uint.Parse(text, CultureInfo.InvariantCulture))
                    .ToArray();
                Extend(directions.AsSpan((int)(numbers[0] - 1) * Bits, Bits), numbers[2], numbers.AsSpan(3));
            }
        }
        return directions;
    }

    // The recurrence of the dimension's primitive polynomial (Joe and Kuo, equation 2).
    private static void Extend(Span<uint> directions, uint coefficients, ReadOnlySpan<uint> initial)
    {
        var degree = initial.Length;
        for (var bit = 0; bit < Bits; bit++)
        {
            if (bit < degree)
            {
                directions[bit] = initial[bit] << (Bits - 1 - bit);
                continue;
            }
            var value = directions[bit - degree] ^ (directions[bit - degree] >> degree);
            for (var k = 1; k < degree; k++)
            {
                value ^= ((coefficients >> (degree - 1 - k)) & 1) * directions[bit - k];
            }
            directions[bit] = value;
        }
    }
}
