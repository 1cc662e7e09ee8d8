using System.Text;

namespace Attune.Numerics;

/// <summary>All the randomness of a study: an independent stream for each trial number and purpose, made from the seed alone.</summary>
/// <remarks>
/// Nothing is shared or remembered between streams, so that the order of asking, the number of workers and a restart change no number.
/// Streams are blocks of Philox4x32-10 under the seed as key and (block, purpose, trial) as counter. Thread-safe.
/// </remarks>
/// <param name="seed">The study's seed.</param>
public sealed class RandomStreams(ulong seed)
{
    /// <summary>The seed.</summary>
    public ulong Seed { get; } = seed;

    /// <summary>The stream of a trial for a purpose; the same arguments give the same numbers, always.</summary>
    /// <param name="trial">The trial's number; −1 for what belongs to the study as a whole.</param>
    /// <param name="purpose">What the numbers are for, such as <c>draw</c>; different purposes are independent.</param>
    public RandomStream For(int trial, string purpose)
    {
        ArgumentNullException.ThrowIfNull(purpose);
        var hash = Hash(purpose);
        return new RandomStream(Seed, (uint)trial, (uint)hash, (uint)(hash >> 32));
    }

    // FNV-1a, 64 bits: stable across processes, which string.GetHashCode is not.
    private static ulong Hash(string text)
    {
        var hash = 14695981039346656037UL;
        foreach (var octet in Encoding.UTF8.GetBytes(text))
        {
            hash = (hash ^ octet) * 1099511628211UL;
        }
        return hash;
    }
}
