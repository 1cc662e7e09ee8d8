using System.Text;

namespace Attune.Workspace.JobFiles.Expressions;

/// <summary>Copies bash text, putting a reference to a variable in the place of each expression, quoted as its surroundings demand.</summary>
/// <remarks>
/// Bare text: <c>"${V}"</c>, so that the value is neither split nor globbed. Double quotes and here-documents: <c>${V}</c>.
/// Single quotes and <c>$'…'</c>: out of them and in again. Arithmetic: <c>${V}</c>, for numbers only, since bash evaluates the text of
/// a variable there. A here-document with a quoted delimiter that holds an expression becomes an unquoted one with its
/// special characters escaped; a command in backquotes that holds one becomes <c>$( )</c>. Comments stay as they are.
/// The grammar is that of the Bash Reference Manual, chapters 3.1 to 3.5. Not thread-safe.
/// </remarks>
internal sealed partial class BashRewriter(string text, Func<Expression, Declared?> resolve)
{
    private const int MostNesting = 100;

    private readonly StringBuilder _out = new(text.Length + 64);
    private readonly Dictionary<string, CommandVariable> _variables = new(StringComparer.Ordinal);
    private Findings _findings = [];
    private int _nesting;
    private int _at;

    /// <summary>Rewrites the whole text.</summary>
    public CompiledCommand Run(Findings findings)
    {
        _findings = findings;
        Commands(closer: '\0');
        return new CompiledCommand(_out.ToString(), ValueList.From(_variables.Values));
    }

    private bool AtEnd => _at >= text.Length;

    private char Current => text[_at];

    private char Peek(int ahead = 1) => _at + ahead < text.Length ? text[_at + ahead] : '\0';

    private bool Looking(string at) => string.CompareOrdinal(text, _at, at, 0, at.Length) == 0;

    private void Copy(int count)
    {
        count = Math.Min(count, text.Length - _at);
        _out.Append(text, _at, count);
        _at += count;
    }

    // A reference in place of the expression here, if there is one.
    private bool Substitute(string before, string after, Action<Expression, Declared>? check = null)
    {
        if (Expression.At(text, _at) is not { } expression)
        {
            if (Looking("${{"))
            {
                _findings.Add(
                    new Finding(
                        "${{",
                        "'${{' is not closed by '}}'.",
                        "write ${{search_space.x}} or ${{inputs.x}}"
                    )
                );
                Copy(3);
                return true;
            }
            return false;
        }
        _at += expression.Text.Length;
        if (resolve(expression) is not { } declared)
        {
            _out.Append(expression.Text);
            return true;
        }
        check?.Invoke(expression, declared);
        var variable = declared.Variable;
        _variables.TryAdd(variable.Name, variable);
        _out.Append(before).Append("${").Append(variable.Name).Append('}').Append(after);
        return true;
    }

    // In front of an expression a backslash quotes a value that is literal anyway, and a '$' is a plain character.
    private bool BeforeExpression()
    {
        if (Current is not ('\\' or '$') || Expression.At(text, _at + 1) is not { IsDeprecated: false })
        {
            return false;
        }
        _out.Append(Current == '$' ? "\\$" : "");
        _at++;
        return true;
    }

    private void SingleQuoted(Action<Expression, Declared>? check)
    {
        Copy(1);
        while (!AtEnd && Current != '\'')
        {
            if (!Substitute("'\"", "\"'", check))
            {
                Copy(1);
            }
        }
        Copy(1);
    }

    private void AnsiQuoted()
    {
        Copy(2);
        while (!AtEnd && Current != '\'')
        {
            if (Current == '\\' && Expression.At(text, _at + 1) is { IsDeprecated: false })
            {
                _at++;
            }
            else if (!Substitute("'\"", "\"$'"))
            {
                Copy(Current == '\\' ? 2 : 1);
            }
        }
        Copy(1);
    }

    private void DoubleQuoted(Action<Expression, Declared>? check)
    {
        Copy(1);
        while (!AtEnd && Current != '"')
        {
            QuotedStep(inHereDocument: false, check);
        }
        Copy(1);
    }

    // One step through text in which only $, ` and \ are special.
    private void QuotedStep(bool inHereDocument, Action<Expression, Declared>? check)
    {
        if (BeforeExpression() || Substitute("", "", check))
        {
            return;
        }
        switch (Current)
        {
            case '\\':
                Copy(2);
                break;
            case '$':
                Dollar(inHereDocument ? Quoting.HereDocument : Quoting.Double, check);
                break;
            case '`':
                Backquoted(inDoubleQuotes: !inHereDocument);
                break;
            default:
                Copy(1);
                break;
        }
    }

    // Every way into a deeper level leads through here or through backquotes, which double their escapes at each.
    private void Dollar(Quoting quoting, Action<Expression, Declared>? check)
    {
        if (_nesting == MostNesting)
        {
            _findings.Add(
                new Finding(
                    null,
                    $"The command is nested more than {MostNesting} levels deep.",
                    "put it into a script"
                )
            );
            Copy(text.Length - _at);
            return;
        }
        _nesting++;
        Expand(quoting, check);
        _nesting--;
    }

    private void Expand(Quoting quoting, Action<Expression, Declared>? check)
    {
        switch (Peek())
        {
            case '(' when Peek(2) == '(':
                Copy(3);
                Arithmetic("))");
                break;
            case '(':
                Copy(2);
                Commands(closer: ')');
                Copy(1);
                break;
            case '{':
                SingleBraces();
                Parameter(quoting, check);
                break;
            case '[':
                Copy(2);
                Arithmetic("]");
                break;
            case '\'' when quoting == Quoting.None:
                AnsiQuoted();
                break;
            case '"' when quoting == Quoting.None:
                Copy(1);
                DoubleQuoted(check);
                break;
            case '$' or '#' or '?' or '!' or '@' or '*' or '-' when Expression.At(text, _at + 1) is null:
                Copy(2);
                break;
            default:
                Copy(1);
                break;
        }
    }

    // ${inputs.x} is a slip that bash would stumble over.
    private void SingleBraces()
    {
        if (ExpressionPatterns.Deprecated().Match(text, _at + 1) is { Success: true } slip)
        {
            _findings.Add(
                new Finding(
                    $"${slip.Value}",
                    $"'${slip.Value}' is not an expression.",
                    $"write ${{{{{slip.Groups[1].Value}}}}}"
                )
            );
        }
    }

    // ${name op word}: a subscript or an offset is arithmetic, everything else is a word.
    private void Parameter(Quoting quoting, Action<Expression, Declared>? check)
    {
        Copy(2);
        if (!AtEnd && Current is '!' or '#' && (char.IsLetterOrDigit(Peek()) || Peek() == '_'))
        {
            Copy(1);
        }
        while (!AtEnd && (char.IsLetterOrDigit(Current) || Current == '_'))
        {
            Copy(1);
        }
        if (!AtEnd && Current == '[')
        {
            Copy(1);
            Arithmetic("]");
        }
        if (!AtEnd && Current == ':' && Peek() is not ('-' or '=' or '?' or '+'))
        {
            Copy(1);
            Arithmetic("}");
            return;
        }
        // In double quotes a single quote quotes nothing after :- := :? :+, and quotes after # % / ^ ,.
        var quotes =
            quoting == Quoting.None
            || (quoting == Quoting.Double && !AtEnd && Current is '#' or '%' or '/' or '^' or ',');
        var (before, after) = quoting == Quoting.HereDocument ? ("", "") : ("\"", "\"");
        while (!AtEnd && Current != '}')
        {
            if (BeforeExpression() || Substitute(before, after, check))
            {
                continue;
            }
            switch (Current)
            {
                case '\\':
                    Copy(2);
                    break;
                case '\'' when quotes:
                    SingleQuoted(check);
                    break;
                case '"' when quoting != Quoting.HereDocument:
                    DoubleQuoted(check);
                    break;
                case '$':
                    Dollar(quoting, check);
                    break;
                case '`':
                    Backquoted(quoting == Quoting.Double);
                    break;
                default:
                    Copy(1);
                    break;
            }
        }
        Copy(1);
    }

    private void Arithmetic(string closer)
    {
        var depth = 0;
        while (!AtEnd)
        {
            if (depth == 0 && Looking(closer))
            {
                Copy(closer.Length);
                return;
            }
            if (Substitute("", "", NeedsNumber))
            {
                continue;
            }
            switch (Current)
            {
                case '(' or '[' or '{':
                    depth++;
                    Copy(1);
                    break;
                case ')' or ']' or '}' when depth > 0:
                    depth--;
                    Copy(1);
                    break;
                case '\\':
                    Copy(2);
                    break;
                case '$':
                    Dollar(Quoting.Double, NeedsNumber);
                    break;
                case '`':
                    Backquoted(inDoubleQuotes: true);
                    break;
                default:
                    Copy(1);
                    break;
            }
        }
    }

    private void NeedsNumber(Expression expression, Declared declared)
    {
        if (!declared.IsNumber)
        {
            _findings.Add(
                new Finding(
                    expression.Text,
                    $"'{expression.Inner}' may be a text, and bash would run a text as code in arithmetic or a subscript.",
                    "use only numbers here, or compute in the script"
                )
            );
        }
    }

    // The inside of backquotes is unescaped once before it is read (Bash Reference Manual 3.5.4), which $( ) does not need.
    private void Backquoted(bool inDoubleQuotes)
    {
        var end = _at + 1;
        while (end < text.Length && text[end] != '`')
        {
            end += text[end] == '\\' ? 2 : 1;
        }
        end = Math.Min(end, text.Length);
        var inside = text[(_at + 1)..end];
        if (!Expression.In(inside))
        {
            Copy(end + 1 - _at);
            return;
        }
        var plain = new StringBuilder(inside.Length);
        for (var i = 0; i < inside.Length; i++)
        {
            var escaped =
                inside[i] == '\\'
                && i + 1 < inside.Length
                && (inside[i + 1] is '$' or '`' or '\\' || (inDoubleQuotes && inside[i + 1] == '"'));
            plain.Append(inside[escaped ? ++i : i]);
        }
        _out.Append("$(").Append(Nested(plain.ToString())).Append("\n)");
        _at = Math.Min(end + 1, text.Length);
    }

    private string Nested(string inside)
    {
        var compiled = new BashRewriter(inside, resolve) { _nesting = _nesting + 1 }.Run(_findings);
        foreach (var variable in compiled.Variables)
        {
            _variables.TryAdd(variable.Name, variable);
        }
        return compiled.Script;
    }

    private enum Quoting
    {
        None,
        Double,
        HereDocument,
    }
}
