using System.Text;

namespace Attune.Workspace.JobFiles.Expressions;

/// <summary>A here-document that was announced on a line and whose text follows it.</summary>
/// <param name="delimiter">The line that ends it.</param>
/// <param name="isQuoted">Whether its text is taken literally.</param>
/// <param name="stripsTabs">Whether it is <c>&lt;&lt;-</c>.</param>
/// <param name="index">Where the delimiter stands in what has been written so far.</param>
/// <param name="length">How long it is there, quotes included.</param>
internal sealed class HereDocument(string delimiter, bool isQuoted, bool stripsTabs, int index, int length)
{
    public string Delimiter { get; } = delimiter;

    public bool IsQuoted { get; } = isQuoted;

    public bool StripsTabs { get; } = stripsTabs;

    public int Index { get; set; } = index;

    public int Length { get; } = length;
}

// Here-documents (Bash Reference Manual 3.6.6).
internal sealed partial class BashRewriter
{
    private void HereDocumentStart(CommandState state)
    {
        Copy(2);
        var strips = !AtEnd && Current == '-';
        Copy(strips ? 1 : 0);
        while (!AtEnd && Current is ' ' or '\t')
        {
            Copy(1);
        }
        var (start, written) = (_at, _out.Length);
        var delimiter = new StringBuilder();
        var quoted = false;
        while (
            !AtEnd
            && !char.IsWhiteSpace(Current)
            && Current is not (';' or '&' or '|' or '<' or '>' or '(' or ')')
        )
        {
            if (Current is '\'' or '"')
            {
                quoted = true;
                var end = text.IndexOf(Current, _at + 1);
                end = end < 0 ? text.Length : end;
                delimiter.Append(text, _at + 1, end - _at - 1);
                Copy(end + 1 - _at);
                continue;
            }
            quoted |= Current == '\\';
            Copy(Current == '\\' ? 1 : 0);
            if (!AtEnd)
            {
                delimiter.Append(Current);
                Copy(1);
            }
        }
        state.HereDocuments.Add(new HereDocument(delimiter.ToString(), quoted, strips, written, _at - start));
        state.InWord();
    }

    private void HereDocuments(CommandState state)
    {
        for (var i = 0; i < state.HereDocuments.Count; i++)
        {
            var document = state.HereDocuments[i];
            var end = BodyEnd(document);
            var body = text[_at..end];
            if (document.IsQuoted && Expression.In(body))
            {
                var shift = Unquote(document);
                foreach (var later in state.HereDocuments.Skip(i + 1))
                {
                    later.Index += shift;
                }
                Literal(body);
            }
            else if (document.IsQuoted)
            {
                _out.Append(body);
            }
            else
            {
                _out.Append(HereText(body));
            }
            _at = end;
            Copy(LineEnd(_at) - _at + 1);
        }
        state.HereDocuments.Clear();
    }

    // The index of the line that ends the document; of the text's end when there is none.
    private int BodyEnd(HereDocument document)
    {
        for (var line = _at; line < text.Length; line = LineEnd(line) + 1)
        {
            var written = text.AsSpan(line, LineEnd(line) - line);
            if ((document.StripsTabs ? written.TrimStart('\t') : written).SequenceEqual(document.Delimiter))
            {
                return line;
            }
        }
        return text.Length;
    }

    private string HereText(string body)
    {
        var inner = new BashRewriter(body, resolve) { _findings = _findings, _nesting = _nesting };
        while (!inner.AtEnd)
        {
            inner.QuotedStep(inHereDocument: true, check: null);
        }
        foreach (var (name, variable) in inner._variables)
        {
            _variables.TryAdd(name, variable);
        }
        return inner._out.ToString();
    }

    // The document loses its quotes, so that references in it are replaced; how much shorter the text became, as a negative number.
    private int Unquote(HereDocument document)
    {
        if (
            document.Delimiter.Length == 0
            || !document.Delimiter.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.')
        )
        {
            _findings.Add(
                new Finding(
                    null,
                    $"An expression cannot stand in a here-document that ends with '{document.Delimiter}'.",
                    "let it end with a plain word such as EOF"
                )
            );
            return 0;
        }
        _out.Remove(document.Index, document.Length).Insert(document.Index, document.Delimiter);
        return document.Delimiter.Length - document.Length;
    }

    private void Literal(string body)
    {
        var inner = new BashRewriter(body, resolve) { _findings = _findings, _nesting = _nesting };
        while (!inner.AtEnd)
        {
            if (!inner.Substitute("", ""))
            {
                inner._out.Append(inner.Current is '$' or '`' or '\\' ? "\\" : "");
                inner.Copy(1);
            }
        }
        foreach (var (name, variable) in inner._variables)
        {
            _variables.TryAdd(name, variable);
        }
        _out.Append(inner._out);
    }
}
