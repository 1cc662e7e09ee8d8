namespace Attune.Workspace.Metrics.Lines;

/// <summary>
/// <c>name=value</c> (and <c>name: value</c> when asked for), several in a line, blanks around the sign allowed. <c>step=</c> or <c>epoch=</c> in the same line
/// is the step of the others; an RFC 3339 time as the first word is their time.
/// </summary>
/// <remarks>
/// A name is letters, digits and <c>_ . - / @</c>, with a letter or <c>_</c> in it; <c>--lr=0.1</c> is a flag and no metric.
/// A value is a number that nothing clings to (<c>0.9s</c>, <c>1.2.3</c> and <c>12:30</c> are none), or one inside a
/// call as Python shows it: <c>np.float64(0.9)</c>.
/// </remarks>
internal sealed class TextLines(bool colons) : LineReader.OfText
{
    /// <summary>The most names that are remembered; a log that makes up more pays for each.</summary>
    private const int MostNames = 1000;

    private readonly List<(string Name, double Value)> _pairs = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    protected override bool MayTell(ReadOnlySpan<byte> line) =>
        line.Contains((byte)'=') || (colons && line.Contains((byte)':'));

    protected override void Read(ReadOnlySpan<char> line, List<MetricPoint> points)
    {
        _pairs.Clear();
        long? step = null;
        long? epoch = null;
        for (var at = 0; NextSign(line, at) is var sign and >= 0; at = sign + 1)
        {
            var name = NameBefore(line[..sign]);
            if (name.IsEmpty || !ReadValue(line[(sign + 1)..].TrimStart(), out var value))
            {
                continue;
            }
            if (
                name.Equals("step", StringComparison.OrdinalIgnoreCase)
                && MetricNumber.ToStep(value) is { } told
            )
            {
                step = told;
            }
            else if (
                name.Equals("epoch", StringComparison.OrdinalIgnoreCase)
                && MetricNumber.ToStep(value) is { } number
            )
            {
                epoch = number;
            }
            else
            {
                _pairs.Add((NameOf(name), value));
            }
        }
        if (_pairs.Count > 0)
        {
            var blank = line.IndexOf(' ');
            var time = blank >= 19 && line[10] == 'T' ? MetricTime.Parse(line[..blank]) : null;
            foreach (var (name, value) in _pairs)
            {
                points.Add(new MetricPoint(name, value, step ?? epoch, time));
            }
        }
    }

    /// <summary>The same text for the same name: a log repeats a few of them very often.</summary>
    private string NameOf(ReadOnlySpan<char> name)
    {
        if (_names.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var known))
        {
            return known;
        }
        var made = name.ToString();
        if (_names.Count < MostNames)
        {
            _names.Add(made);
        }
        return made;
    }

    /// <summary>The next sign that is not part of a comparison, an assignment operator or an address.</summary>
    private int NextSign(ReadOnlySpan<char> line, int from)
    {
        for (var i = from; i < line.Length; i++)
        {
            var next = i + 1 < line.Length ? line[i + 1] : ' ';
            if (colons && line[i] == ':' && next is not (':' or '/' or '=') && i > 0 && line[i - 1] != ':')
            {
                return i;
            }
            if (line[i] != '=')
            {
                continue;
            }
            if (next == '=')
            {
                i++;
            }
            else if (i > 0 && line[i - 1] is not ('=' or '<' or '>' or '!' or ':' or '+' or '*'))
            {
                return i;
            }
        }
        return -1;
    }

    private static ReadOnlySpan<char> NameBefore(ReadOnlySpan<char> text)
    {
        text = text.TrimEnd().TrimEnd("\"'");
        var start = text.Length;
        while (
            start > 0
            && (char.IsLetterOrDigit(text[start - 1]) || text[start - 1] is '_' or '.' or '-' or '/' or '@')
        )
        {
            start--;
        }
        var name = text[start..].TrimStart("./@");
        var named = false;
        foreach (var character in name)
        {
            named |= char.IsLetter(character) || character == '_';
        }
        return named && name[0] != '-' ? name : [];
    }

    private static bool ReadValue(ReadOnlySpan<char> text, out double value)
    {
        var length = MetricNumber.ReadAt(text, out value);
        if (length > 0)
        {
            return EndsAt(text, length);
        }
        var open = 0;
        while (open < text.Length && (char.IsAsciiLetterOrDigit(text[open]) || text[open] is '_' or '.'))
        {
            open++;
        }
        return open > 0
            && open < text.Length
            && text[open] == '('
            && MetricNumber.ReadAt(text[(open + 1)..], out value) is var inner and > 0
            && open + 1 + inner < text.Length
            && text[open + 1 + inner] is ')' or ',';
    }

    private static bool EndsAt(ReadOnlySpan<char> text, int end)
    {
        if (end == text.Length)
        {
            return true;
        }
        var next = text[end];
        var joins = next is ':' or '.' or '-' or '+' or '/';
        return !char.IsLetterOrDigit(next)
            && next != '_'
            && !(joins && end + 1 < text.Length && char.IsLetterOrDigit(text[end + 1]));
    }
}
