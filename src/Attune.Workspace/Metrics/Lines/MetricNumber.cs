using System.Globalization;

namespace Attune.Workspace.Metrics.Lines;

/// <summary>Numbers as programs print them: decimals with exponents, <c>nan</c> and <c>±inf</c> in any letter case.</summary>
internal static class MetricNumber
{
    private const NumberStyles Style =
        NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    /// <summary>Reads a text that is a number and nothing else, blanks around it aside.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out double value)
    {
        text = text.Trim();
        var length = ReadAt(text, out value);
        return length > 0 && length == text.Length;
    }

    /// <summary>Reads the number that a text begins with.</summary>
    /// <returns>The characters it takes; 0 when there is no number.</returns>
    public static int ReadAt(ReadOnlySpan<char> text, out double value)
    {
        value = 0;
        var start = text.Length > 0 && text[0] is '+' or '-' ? 1 : 0;
        var length = WordLength(text[start..], out value);
        if (length > 0)
        {
            value = start == 1 && text[0] == '-' ? -value : value;
            return start + length;
        }
        length = start + DigitsLength(text[start..]);
        return
            length > start && double.TryParse(text[..length], Style, CultureInfo.InvariantCulture, out value)
            ? length
            : 0;
    }

    /// <summary>A step: a whole number, also when it is written as <c>3.0</c>.</summary>
    public static long? ToStep(double value) =>
        Math.Floor(value) == value && Math.Abs(value) <= 1L << 53 ? (long)value : null;

    private static int WordLength(ReadOnlySpan<char> text, out double value)
    {
        value = double.PositiveInfinity;
        foreach (var word in (ReadOnlySpan<string>)["infinity", "inf"])
        {
            if (text.StartsWith(word, StringComparison.OrdinalIgnoreCase))
            {
                return word.Length;
            }
        }
        value = double.NaN;
        return text.StartsWith("nan", StringComparison.OrdinalIgnoreCase) ? 3 : 0;
    }

    private static int DigitsLength(ReadOnlySpan<char> text)
    {
        var end = CountDigits(text, 0);
        var digits = end;
        if (end < text.Length && text[end] == '.')
        {
            var fraction = CountDigits(text, end + 1);
            digits += fraction;
            // A point that ends a sentence is not part of the number.
            end += fraction > 0 || digits == 0 ? 1 + fraction : 0;
        }
        if (digits == 0)
        {
            return 0;
        }
        if (end < text.Length && text[end] is 'e' or 'E')
        {
            var exponent = end + 1 < text.Length && text[end + 1] is '+' or '-' ? end + 2 : end + 1;
            var count = CountDigits(text, exponent);
            end = count > 0 ? exponent + count : end;
        }
        return end;
    }

    private static int CountDigits(ReadOnlySpan<char> text, int from)
    {
        var count = 0;
        while (from + count < text.Length && char.IsAsciiDigit(text[from + count]))
        {
            count++;
        }
        return count;
    }
}
