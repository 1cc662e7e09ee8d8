using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Attune.Spaces;

/// <summary>Writes a <see cref="ParameterValue"/> as a JSON scalar; floats keep a point or exponent, so that the kind survives.</summary>
internal sealed class ParameterValueJson : JsonConverter<ParameterValue>
{
    public override ParameterValue Read(
        ref Utf8JsonReader reader,
        Type type,
        JsonSerializerOptions options
    ) =>
        reader.TokenType switch
        {
            JsonTokenType.Number => ReadNumber(ref reader),
            JsonTokenType.String => ParameterValue.Of(reader.GetString()!),
            JsonTokenType.True => ParameterValue.Of(true),
            JsonTokenType.False => ParameterValue.Of(false),
            _ => throw new JsonException("A number, a text or a boolean was expected."),
        };

    public override void Write(Utf8JsonWriter writer, ParameterValue value, JsonSerializerOptions options) =>
        WriteScalar(writer, value);

    internal static void WriteScalar(Utf8JsonWriter writer, ParameterValue value)
    {
        switch (value.Kind)
        {
            case ValueKind.Integer:
                writer.WriteNumberValue(value.AsInteger());
                break;
            case ValueKind.Float:
                writer.WriteRawValue(value.ToString());
                break;
            case ValueKind.Boolean:
                writer.WriteBooleanValue(value.AsBoolean());
                break;
            default:
                writer.WriteStringValue(value.ToString());
                break;
        }
    }

    internal static ParameterValue ReadNumber(ref Utf8JsonReader reader)
    {
        var text = reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan;
        if (text.IndexOfAny((byte)'.', (byte)'e', (byte)'E') < 0 && reader.TryGetInt64(out var integer))
        {
            return ParameterValue.Of(integer);
        }
        return reader.TryGetDouble(out var value) && double.IsFinite(value)
            ? ParameterValue.Of(value)
            : throw new JsonException("The number is too large for a double.");
    }
}
