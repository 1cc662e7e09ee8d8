using System.Buffers;
using System.Globalization;

namespace Attune.Studio.Endpoints.MLflow.Search;

/// <summary>Takes the parts of a filter off its text, one after another.</summary>
internal ref struct FilterScanner(string text)
{
    private static readonly string[] Operators = [">=", "<=", "!=", "=", ">", "<"];

    private static readonly SearchValues<char> KeyEnds = SearchValues.Create(" \t\r\n=<>!(),");

    private ReadOnlySpan<char> _rest = text.AsSpan().Trim();

    public readonly bool AtEnd => _rest.IsEmpty;

    /// <summary>A key: <c>entity.name</c> or a bare attribute; names in backticks or double quotes may hold anything.</summary>
    public (string? Entity, string Name) ReadKey()
    {
        if (ReadQuoted("`\"") is { } bare)
        {
            return (null, bare);
        }
        var before = _rest;
        var length = _rest.IndexOfAny(KeyEnds);
        var word = Take(length < 0 ? _rest.Length : length);
        var point = word.IndexOf('.');
        if (point < 0)
        {
            return word.IsEmpty ? throw Wrong("a key is missing") : (null, word.ToString());
        }
        var entity = word[..point].ToString();
        var name = word[(point + 1)..].ToString();
        if (name.Length > 0 && name[0] is '`' or '"')
        {
            // The name may hold blanks and signs: go back to its quote.
            _rest = before[(point + 1)..];
            name = ReadQuoted("`\"") ?? throw Wrong("a name's quote is not closed");
        }
        return name.Length == 0 ? throw Wrong("a key has no name") : (entity, name);
    }

    public string ReadOperator()
    {
        foreach (var sign in Operators)
        {
            if (_rest.StartsWith(sign, StringComparison.Ordinal))
            {
                Take(sign.Length);
                return sign;
            }
        }
        foreach (var word in (ReadOnlySpan<string>)["LIKE", "ILIKE", "IN"])
        {
            if (TryWord(word))
            {
                return word;
            }
        }
        if (TryWord("NOT"))
        {
            Expect("IN");
            return "NOT IN";
        }
        throw Wrong("a comparison is missing");
    }

    public double ReadNumber()
    {
        var length = _rest.IndexOfAny(" \t\r\n");
        var word = Take(length < 0 ? _rest.Length : length);
        return double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Wrong($"'{word}' is not a number");
    }

    public string ReadText() => ReadQuoted("'\"") ?? throw Wrong("a text in quotes is missing");

    public IReadOnlyList<string> ReadList()
    {
        var items = new List<string>();
        RequireSign('(');
        do
        {
            items.Add(ReadText());
        } while (TrySign(','));
        RequireSign(')');
        return items;
    }

    public void Expect(string word)
    {
        if (!TryWord(word))
        {
            throw Wrong(
                $"'{word}' is expected where '{_rest}' begins; OR, NOT and brackets are not part of it"
            );
        }
    }

    public bool TryWord(string word)
    {
        if (
            _rest.StartsWith(word, StringComparison.OrdinalIgnoreCase)
            && (_rest.Length == word.Length || !char.IsLetterOrDigit(_rest[word.Length]))
        )
        {
            Take(word.Length);
            return true;
        }
        return false;
    }

    private string? ReadQuoted(ReadOnlySpan<char> quotes)
    {
        if (_rest.IsEmpty || !quotes.Contains(_rest[0]))
        {
            return null;
        }
        var end = _rest[1..].IndexOf(_rest[0]);
        if (end < 0)
        {
            throw Wrong("a quote is not closed");
        }
        var inner = _rest.Slice(1, end).ToString();
        Take(end + 2);
        return inner;
    }

    private bool TrySign(char sign)
    {
        var found = !_rest.IsEmpty && _rest[0] == sign;
        if (found)
        {
            Take(1);
        }
        return found;
    }

    private void RequireSign(char sign)
    {
        if (!TrySign(sign))
        {
            throw Wrong($"'{sign}' is missing");
        }
    }

    private ReadOnlySpan<char> Take(int length)
    {
        var taken = _rest[..length];
        _rest = _rest[length..].TrimStart();
        return taken;
    }

    private static MLflowException Wrong(string what) => new(MLflowError.Invalid($"Invalid filter: {what}."));
}
