namespace Attune.Numerics;

/// <summary>A sequence of random numbers that depends on its key alone; see <see cref="RandomStreams"/>.</summary>
/// <remarks>Not thread-safe: a stream belongs to one caller. 2^33 numbers long.</remarks>
public sealed class RandomStream
{
    private readonly uint _key0;
    private readonly uint _key1;
    private readonly uint _trial;
    private readonly uint _purpose0;
    private readonly uint _purpose1;
    private uint _block;
    private ulong _spare;
    private bool _hasSpare;

    internal RandomStream(ulong seed, uint trial, uint purpose0, uint purpose1)
    {
        (_key0, _key1) = ((uint)seed, (uint)(seed >> 32));
        (_trial, _purpose0, _purpose1) = (trial, purpose0, purpose1);
    }

    /// <summary>64 random bits.</summary>
    public ulong NextUInt64()
    {
        if (_hasSpare)
        {
            _hasSpare = false;
            return _spare;
        }
        var (a, b, c, d) = Philox.Block(_block++, _purpose0, _trial, _purpose1, _key0, _key1);
        _spare = ((ulong)d << 32) | c;
        _hasSpare = true;
        return ((ulong)b << 32) | a;
    }

    /// <summary>A number in [0, 1), a multiple of 2^−53.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>An integer in [0, n), each equally likely.</summary>
    /// <remarks>D. Lemire, "Fast random integer generation in an interval" (ACM TOMACS 29, 2019), algorithm 5.</remarks>
    /// <param name="n">At least 1.</param>
    public int NextInt(int n) => (int)NextInt((long)n);

    /// <summary>An integer in [0, n), each equally likely.</summary>
    /// <param name="n">At least 1.</param>
    public long NextInt(long n)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(n, 1);
        var range = (ulong)n;
        var high = Math.BigMul(NextUInt64(), range, out var low);
        if (low < range)
        {
            var threshold = (0 - range) % range;
            while (low < threshold)
            {
                high = Math.BigMul(NextUInt64(), range, out low);
            }
        }
        return (long)high;
    }

    /// <summary>A standard normal number, by the quantile function of one uniform number.</summary>
    public double NextNormal() =>
        NormalDistribution.Quantile(((NextUInt64() >> 12) + 0.5) * (1.0 / (1UL << 52)));
}
