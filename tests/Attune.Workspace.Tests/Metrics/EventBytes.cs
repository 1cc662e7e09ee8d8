using System.Buffers.Binary;
using System.Text;
using Attune.Workspace.Metrics.TensorBoard;

namespace Attune.Workspace.Tests.Metrics;

/// <summary>Writes event files as TensorBoard's writers do.</summary>
internal static class EventBytes
{
    /// <summary>A record around a message.</summary>
    public static byte[] Record(byte[] message)
    {
        var length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, message.Length);
        return [.. length, .. Sum(length), .. message, .. Sum(message)];
    }

    /// <summary>A scalar as PyTorch writes it.</summary>
    public static byte[] Simple(string tag, float value, long step, double wallTime) =>
        Event(step, wallTime, [.. Text(1, tag), 0x15, .. BitConverter.GetBytes(value)]);

    /// <summary>A scalar as TensorFlow 2 writes it.</summary>
    public static byte[] Tensor(string tag, float value, long step, double wallTime) =>
        Event(
            step,
            wallTime,
            [
                .. Text(1, tag),
                .. Bytes(8, [0x08, 1, .. Bytes(2, []), .. Bytes(4, BitConverter.GetBytes(value))]),
            ]
        );

    public static byte[] Bytes(int field, byte[] value) =>
        [(byte)(field << 3 | 2), .. Varint(value.Length), .. value];

    public static byte[] Event(long step, double wallTime, params byte[][] values) =>
        [
            0x09,
            .. BitConverter.GetBytes(wallTime),
            0x10,
            .. Varint(step),
            .. Bytes(5, [.. values.SelectMany(value => Bytes(1, value))]),
        ];

    private static byte[] Text(int field, string text) => Bytes(field, Encoding.UTF8.GetBytes(text));

    private static byte[] Varint(long value)
    {
        var rest = (ulong)value;
        var bytes = new List<byte>();
        for (; rest > 0x7f; rest >>= 7)
        {
            bytes.Add((byte)(rest | 0x80));
        }
        return [.. bytes, (byte)rest];
    }

    private static byte[] Sum(byte[] data)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, EventFile.MaskedSum(data));
        return bytes;
    }
}
