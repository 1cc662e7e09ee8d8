using System.Buffers.Binary;
using System.Text;
using Attune.Workspace.Metrics.Lines;

namespace Attune.Workspace.Metrics.TensorBoard;

/// <summary>Takes the scalars out of one <c>Event</c> message: <c>simple_value</c> (1.x, PyTorch) or a tensor of one number (2.x).</summary>
/// <remarks>Field numbers: tensorflow/core/util/event.proto, framework/summary.proto and framework/tensor.proto.</remarks>
internal static class ScalarEvent
{
    public static void Read(ReadOnlySpan<byte> message, string prefix, List<MetricPoint> points)
    {
        var wallTime = 0.0;
        var step = 0L;
        ReadOnlySpan<byte> summary = [];
        var fields = new ProtoReader(message);
        while (fields.Next())
        {
            switch (fields.Field)
            {
                case 1:
                    wallTime = fields.Double;
                    break;
                case 2:
                    step = (long)fields.Number;
                    break;
                case 5:
                    summary = fields.Bytes;
                    break;
            }
        }
        var values = new ProtoReader(summary);
        while (values.Next())
        {
            if (values.Field == 1 && TryValue(values.Bytes, out var tag, out var value))
            {
                points.Add(new MetricPoint(prefix + tag, value, step, MetricTime.FromEpoch(wallTime)));
            }
        }
    }

    private static bool TryValue(ReadOnlySpan<byte> message, out string tag, out double value)
    {
        double? found = null;
        tag = "";
        var fields = new ProtoReader(message);
        while (fields.Next())
        {
            switch (fields.Field)
            {
                case 1:
                    tag = Encoding.UTF8.GetString(fields.Bytes);
                    break;
                case 2:
                    found = Shortest(fields.Float);
                    break;
                case 8:
                    found = Scalar(fields.Bytes);
                    break;
            }
        }
        value = found ?? 0;
        return found is not null && tag.Length > 0;
    }

    /// <summary>The one number in a tensor; null when it holds several, none, or no numbers.</summary>
    private static double? Scalar(ReadOnlySpan<byte> tensor)
    {
        var type = 0;
        var count = 0;
        double? value = null;
        var fields = new ProtoReader(tensor);
        while (fields.Next())
        {
            switch (fields.Field)
            {
                case 1:
                    type = (int)fields.Number;
                    break;
                case 4: // tensor_content: raw little-endian numbers
                    count += fields.Bytes.Length > 0 ? fields.Bytes.Length / Math.Max(1, Width(type)) : 0;
                    value = fields.Bytes.Length == Width(type) ? Raw(type, fields.Bytes) : value;
                    break;
                case 5: // float_val
                    count += fields.Bytes.IsEmpty ? 1 : fields.Bytes.Length / 4;
                    value = Shortest(
                        fields.Bytes.Length >= 4
                            ? BinaryPrimitives.ReadSingleLittleEndian(fields.Bytes)
                            : fields.Float
                    );
                    break;
                case 6: // double_val
                    count += fields.Bytes.IsEmpty ? 1 : fields.Bytes.Length / 8;
                    value =
                        fields.Bytes.Length >= 8
                            ? BinaryPrimitives.ReadDoubleLittleEndian(fields.Bytes)
                            : fields.Double;
                    break;
                case 7 or 10: // int_val, int64_val
                    var packed = fields.Bytes;
                    count++;
                    value =
                        packed.IsEmpty ? (long)fields.Number
                        : ProtoReader.TryVarint(ref packed, out var number) && packed.IsEmpty ? (long)number
                        : null;
                    break;
            }
        }
        return count == 1 ? value : null;
    }

    private static int Width(int type) =>
        type switch
        {
            1 or 3 => 4, // DT_FLOAT, DT_INT32
            2 or 9 => 8, // DT_DOUBLE, DT_INT64
            14 or 19 => 2, // DT_BFLOAT16, DT_HALF
            _ => 0,
        };

    private static double? Raw(int type, ReadOnlySpan<byte> bytes) =>
        type switch
        {
            1 => Shortest(BinaryPrimitives.ReadSingleLittleEndian(bytes)),
            2 => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
            3 => BinaryPrimitives.ReadInt32LittleEndian(bytes),
            9 => BinaryPrimitives.ReadInt64LittleEndian(bytes),
            14 => BitConverter.UInt32BitsToSingle((uint)BinaryPrimitives.ReadUInt16LittleEndian(bytes) << 16),
            19 => (double)BinaryPrimitives.ReadHalfLittleEndian(bytes),
            _ => null,
        };

    /// <summary>A float as the double with the same shortest digits: 0.9f is to read 0.9, not 0.8999999761581421.</summary>
    private static double Shortest(float value) =>
        float.IsFinite(value)
            ? double.Parse(
                value.ToString("R", System.Globalization.CultureInfo.InvariantCulture),
                System.Globalization.CultureInfo.InvariantCulture
            )
            : value;
}
