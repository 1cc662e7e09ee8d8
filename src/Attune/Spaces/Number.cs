using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Attune.Spaces;

/// <summary>A bound as the user wrote it: a double that remembers whether it was written as an integer (<c>8</c> or <c>8.0</c>).</summary>
/// <remarks>Converts from and to <see langword="double"/> by itself; C# code writes plain numbers.</remarks>
[JsonConverter(typeof(NumberJson))]
public readonly record struct Number
{
    private Number(double value, bool isInteger) => (Value, IsInteger) = (value, isInteger);

    /// <summary>The number.</summary>
    public double Value { get; }

    /// <summary>Whether it was written without a point or exponent.</summary>
    public bool IsInteger { get; }

    /// <summary>A number written as an integer.</summary>
    public static implicit operator Number(int value) => new(value, true);

    /// <summary>A number written as an integer.</summary>
    public static implicit operator Number(long value) => new(value, true);

    /// <summary>A number written as a float.</summary>
    public static implicit operator Number(double value) => new(value, false);

    /// <summary>The number as a double.</summary>
    public static implicit operator double(Number number) => number.Value;

    /// <summary>A bound with the kind of a parameter value.</summary>
    /// <exception cref="InvalidOperationException">The value is no number.</exception>
    public static Number From(ParameterValue value) => new(value.AsDouble(), value.Kind == ValueKind.Integer);

    /// <summary>Another value, written in the same way as this one.</summary>
    internal Number With(double value) => new(value, IsInteger);

    /// <summary>The shortest text that reads back exactly; floats keep a point or exponent.</summary>
    public override string ToString() =>
        IsInteger && double.IsInteger(Value) ? Value.ToString("F0", CultureInfo.InvariantCulture)
        : double.IsFinite(Value) ? ParameterValue.Of(Value).ToString()
        : Value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Writes a <see cref="Number"/> as the user wrote it.</summary>
internal sealed class NumberJson : JsonConverter<Number>
{
    public override Number Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
        reader.TokenType switch
        {
            JsonTokenType.Number => Number.From(ParameterValueJson.ReadNumber(ref reader)),
            JsonTokenType.String
                when double.TryParse(reader.GetString(), CultureInfo.InvariantCulture, out var value)
                    && !double.IsFinite(value) => value,
            _ => throw new JsonException("A number was expected."),
        };

    public override void Write(Utf8JsonWriter writer, Number value, JsonSerializerOptions options)
    {
        if (double.IsFinite(value.Value))
        {
            writer.WriteRawValue(value.ToString());
        }
        else
        {
            writer.WriteStringValue(value.ToString());
        }
    }
}
