using System.Globalization;
using System.Text.Json.Nodes;
using Attune.Spaces;
using Attune.Workspace.JobFiles.Yaml;

namespace Attune.Workspace.JobFiles.Binding;

/// <summary>Numbers of YAML 1.2, kept as integer or float as they were written.</summary>
internal static class Numbers
{
    /// <summary>The number, or null when it is none or does not fit: integers in 64 bits, floats in a finite double.</summary>
    public static ParameterValue? Read(string text)
    {
        switch (ScalarTypes.Of(text))
        {
            case ScalarType.Integer:
                return Integer(text) is { } integer ? ParameterValue.Of(integer) : (ParameterValue?)null;
            case ScalarType.Number
                when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
                    && double.IsFinite(value):
                return ParameterValue.Of(value);
            default:
                return null;
        }
    }

    /// <summary>The number as JSON that keeps its kind; null as by <see cref="Read"/>.</summary>
    public static JsonNode? Json(string text) =>
        Read(text) is { } value ? JsonNode.Parse(value.ToString()) : null;

    private static long? Integer(string text)
    {
        var digits = text.AsSpan();
        if (digits.StartsWith("0x"))
        {
            return
                ulong.TryParse(
                    digits[2..],
                    NumberStyles.AllowHexSpecifier,
                    CultureInfo.InvariantCulture,
                    out var hex
                )
                && hex <= long.MaxValue
                ? (long)hex
                : null;
        }
        if (digits.StartsWith("0o"))
        {
            var value = 0L;
            foreach (var digit in digits[2..])
            {
                if (value > long.MaxValue >> 3)
                {
                    return null;
                }
                value = (value << 3) + (digit - '0');
            }
            return value;
        }
        return long.TryParse(
            digits,
            NumberStyles.AllowLeadingSign,
            CultureInfo.InvariantCulture,
            out var integer
        )
            ? integer
            : null;
    }
}
