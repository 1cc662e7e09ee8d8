using System.Buffers.Binary;

namespace Attune.Workspace.Metrics.TensorBoard;

/// <summary>Reads the fields of one protocol-buffer message, one after another. Stops at the first thing that is not well-formed.</summary>
/// <remarks>Source: Protocol Buffers, "Encoding" (protobuf.dev/programming-guides/encoding); groups are not read.</remarks>
internal ref struct ProtoReader(ReadOnlySpan<byte> message)
{
    private ReadOnlySpan<byte> _rest = message;

    /// <summary>The number of the field that was read.</summary>
    public int Field { get; private set; }

    /// <summary>Its value when it is a varint, or the bits when it has a fixed size.</summary>
    public ulong Number { get; private set; }

    /// <summary>Its bytes when it has a length; empty otherwise.</summary>
    public ReadOnlySpan<byte> Bytes { get; private set; }

    /// <summary>The number as a double's bits.</summary>
    public readonly double Double => BitConverter.UInt64BitsToDouble(Number);

    /// <summary>The number as a float's bits.</summary>
    public readonly float Float => BitConverter.UInt32BitsToSingle((uint)Number);

    /// <summary>Goes to the next field; false at the end.</summary>
    public bool Next()
    {
        Bytes = [];
        if (!TryVarint(ref _rest, out var key))
        {
            return false;
        }
        Field = (int)(key >> 3);
        switch (key & 7)
        {
            case 0 when TryVarint(ref _rest, out var number):
                Number = number;
                return true;
            case 1 when _rest.Length >= 8:
                Number = BinaryPrimitives.ReadUInt64LittleEndian(_rest);
                _rest = _rest[8..];
                return true;
            case 2 when TryVarint(ref _rest, out var length) && length <= (ulong)_rest.Length:
                Bytes = _rest[..(int)length];
                _rest = _rest[(int)length..];
                return true;
            case 5 when _rest.Length >= 4:
                Number = BinaryPrimitives.ReadUInt32LittleEndian(_rest);
                _rest = _rest[4..];
                return true;
            default:
                _rest = [];
                return false;
        }
    }

    /// <summary>Takes a varint off the front of some bytes.</summary>
    public static bool TryVarint(ref ReadOnlySpan<byte> bytes, out ulong value)
    {
        value = 0;
        for (var i = 0; i < bytes.Length && i < 10; i++)
        {
            value |= (ulong)(bytes[i] & 0x7f) << (7 * i);
            if (bytes[i] < 0x80)
            {
                bytes = bytes[(i + 1)..];
                return true;
            }
        }
        return false;
    }
}
