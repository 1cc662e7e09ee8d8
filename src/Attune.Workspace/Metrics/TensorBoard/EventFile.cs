using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using Attune.Workspace.Metrics.Lines;

namespace Attune.Workspace.Metrics.TensorBoard;

/// <summary>Follows one event file: length (u64), its masked CRC-32C, the record, the record's masked CRC-32C; all little-endian.</summary>
/// <remarks>
/// A record that is not whole yet is read at the next call. A record whose own sum is wrong is passed over; after a wrong
/// length nothing more can be found, and the file is given up. Source: tensorflow/core/lib/io/record_writer.h.
/// </remarks>
internal sealed class EventFile(string path, string prefix, long start = 0)
{
    private const int Head = 12;
    private const int Tail = 4;

    /// <summary>Larger records hold pictures or histograms, never a scalar.</summary>
    private const int Largest = 4 * 1024 * 1024;

    private long _offset = start;

    /// <summary>Why the file was given up; null while it is read.</summary>
    public string? Damage { get; private set; }

    /// <summary>Reads the records that are new, up to about <paramref name="budget"/> bytes.</summary>
    /// <returns>The bytes read.</returns>
    public long Read(long budget, List<MetricPoint> points)
    {
        var begin = _offset;
        try
        {
            var info = new FileInfo(path);
            if (Damage is not null || !info.Exists || info.Length < _offset + Head)
            {
                return 0;
            }
            using var file = File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);
            var length = RandomAccess.GetLength(file);
            while (_offset - begin < budget && ReadRecord(file, length, points)) { }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // replaced or locked this moment: the next look finds it
        }
        return _offset - begin;
    }

    private bool ReadRecord(
        Microsoft.Win32.SafeHandles.SafeFileHandle file,
        long length,
        List<MetricPoint> points
    )
    {
        Span<byte> head = stackalloc byte[Head];
        if (length - _offset < Head || RandomAccess.Read(file, head, _offset) < Head)
        {
            return false;
        }
        var size = BinaryPrimitives.ReadUInt64LittleEndian(head);
        if (BinaryPrimitives.ReadUInt32LittleEndian(head[8..]) != MaskedSum(head[..8]))
        {
            Damage = $"{path}: the record at byte {_offset} is damaged; the rest of the file is not read";
            return false;
        }
        if (size > (ulong)Math.Max(0, length - _offset - Head - Tail))
        {
            return false;
        }
        if (size <= Largest)
        {
            var whole = ArrayPool<byte>.Shared.Rent((int)size + Tail);
            try
            {
                var record = whole.AsSpan(0, (int)size + Tail);
                if (RandomAccess.Read(file, record, _offset + Head) < record.Length)
                {
                    return false;
                }
                var data = record[..(int)size];
                if (BinaryPrimitives.ReadUInt32LittleEndian(record[(int)size..]) == MaskedSum(data))
                {
                    ScalarEvent.Read(data, prefix, points);
                }
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(whole);
            }
        }
        _offset += Head + (long)size + Tail;
        return true;
    }

    /// <summary>CRC-32C, rotated right by 15 and added to a constant, so that a sum over data with sums in it is none.</summary>
    internal static uint MaskedSum(ReadOnlySpan<byte> data)
    {
        var sum = ~0u;
        for (; data.Length >= 8; data = data[8..])
        {
            sum = BitOperations.Crc32C(sum, BinaryPrimitives.ReadUInt64LittleEndian(data));
        }
        foreach (var value in data)
        {
            sum = BitOperations.Crc32C(sum, value);
        }
        return BitOperations.RotateRight(~sum, 15) + 0xa282ead8;
    }
}
