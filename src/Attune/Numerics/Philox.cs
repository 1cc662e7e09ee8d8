namespace Attune.Numerics;

/// <summary>The counter-based generator Philox4x32-10: a keyed bijection of 128-bit counters.</summary>
/// <remarks>J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw, "Parallel random numbers: as easy as 1, 2, 3" (SC 2011), section 4.3.</remarks>
internal static class Philox
{
    /// <summary>The block of a counter: four words for four words.</summary>
    public static (uint A, uint B, uint C, uint D) Block(uint a, uint b, uint c, uint d, uint key0, uint key1)
    {
        for (var round = 0; round < 10; round++)
        {
            var left = 0xD2511F53UL * a;
            var right = 0xCD9E8D57UL * c;
            (a, b, c, d) = (
                (uint)(right >> 32) ^ b ^ key0,
                (uint)right,
                (uint)(left >> 32) ^ d ^ key1,
                (uint)left
            );
            key0 += 0x9E3779B9;
            key1 += 0xBB67AE85;
        }
        return (a, b, c, d);
    }
}
