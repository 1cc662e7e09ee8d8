using System.Globalization;
using System.Text.Json.Serialization;

namespace Attune.Spaces;

/// <summary>What kind of value a <see cref="ParameterValue"/> holds.</summary>
public enum ValueKind
{
    /// <summary>A 64-bit integer.</summary>
    Integer,

    /// <summary>A double-precision number.</summary>
    Float,

    /// <summary>A text.</summary>
    Text,

    /// <summary>True or false.</summary>
    Boolean,
}

/// <summary>One value of a hyperparameter: an integer, a float, a text or a boolean, as the user wrote it (<c>8</c> stays an integer, <c>8.0</c> a float).</summary>
/// <remarks>Equality is by kind and exact value; NaN never occurs. Immutable.</remarks>
[JsonConverter(typeof(ParameterValueJson))]
public readonly record struct ParameterValue
{
    private readonly long _bits;
    private readonly string? _text;

    private ParameterValue(ValueKind kind, long bits, string? text)
    {
        Kind = kind;
        _bits = bits;
        _text = text;
    }

    /// <summary>The kind of value.</summary>
    public ValueKind Kind { get; }

    /// <summary>True for integers and floats.</summary>
    public bool IsNumber => Kind is ValueKind.Integer or ValueKind.Float;

    /// <summary>The number as a double.</summary>
    /// <exception cref="InvalidOperationException">The value is no number.</exception>
    public double AsDouble() =>
        Kind switch
        {
            ValueKind.Integer => _bits,
            ValueKind.Float => BitConverter.Int64BitsToDouble(_bits),
            _ => throw new InvalidOperationException($"'{this}' is not a number."),
        };

    /// <summary>The integer.</summary>
    /// <exception cref="InvalidOperationException">The value is no integer.</exception>
    public long AsInteger() =>
        Kind == ValueKind.Integer
            ? _bits
            : throw new InvalidOperationException($"'{this}' is not an integer.");

    /// <summary>The boolean.</summary>
    /// <exception cref="InvalidOperationException">The value is no boolean.</exception>
    public bool AsBoolean() =>
        Kind == ValueKind.Boolean
            ? _bits != 0
            : throw new InvalidOperationException($"'{this}' is not a boolean.");

    /// <summary>An integer value.</summary>
    public static ParameterValue Of(long value) => new(ValueKind.Integer, value, null);

    /// <summary>A float value; −0 is stored as 0 so that equal values are one.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is NaN or infinite.</exception>
    public static ParameterValue Of(double value) =>
        double.IsFinite(value)
            ? new(ValueKind.Float, BitConverter.DoubleToInt64Bits(value == 0 ? 0.0 : value), null)
            : throw new ArgumentOutOfRangeException(nameof(value), value, "A parameter value is finite.");

    /// <summary>A text value.</summary>
    public static ParameterValue Of(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new(ValueKind.Text, 0, value);
    }

    /// <summary>A boolean value.</summary>
    public static ParameterValue Of(bool value) => new(ValueKind.Boolean, value ? 1 : 0, null);

    /// <summary>An integer value.</summary>
    public static implicit operator ParameterValue(int value) => Of((long)value);

    /// <summary>An integer value.</summary>
    public static implicit operator ParameterValue(long value) => Of(value);

    /// <summary>A float value.</summary>
    public static implicit operator ParameterValue(double value) => Of(value);

    /// <summary>A text value.</summary>
    public static implicit operator ParameterValue(string value) => Of(value);

    /// <summary>A boolean value.</summary>
    public static implicit operator ParameterValue(bool value) => Of(value);

    /// <summary>Equal, or the same number written as integer and float.</summary>
    internal bool Matches(ParameterValue other) =>
        Equals(other)
        || (IsNumber && other.IsNumber && Kind != other.Kind && AsDouble().Equals(other.AsDouble()));

    /// <summary>The text that a trial's command line and environment see: invariant, shortest form that reads back exactly,
    /// floats always with a point or exponent, booleans as <c>True</c> / <c>False</c> (as Azure's client writes literals).</summary>
    public override string ToString() =>
        Kind switch
        {
            ValueKind.Integer => _bits.ToString(CultureInfo.InvariantCulture),
            ValueKind.Float => FloatText(BitConverter.Int64BitsToDouble(_bits)),
            ValueKind.Boolean => _bits != 0 ? "True" : "False",
            _ => _text ?? "",
        };

    private static string FloatText(double value)
    {
        var text = value
            .ToString("R", CultureInfo.InvariantCulture)
            .Replace("E", "e", StringComparison.Ordinal);
        return text.AsSpan().IndexOfAny('.', 'e') < 0 ? text + ".0" : text;
    }
}
