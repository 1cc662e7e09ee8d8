using System.Text.RegularExpressions;

namespace Attune.Workspace.JobFiles.Expressions;

// Commands: words, comments, compound commands, and where a value would be read as code.
internal sealed partial class BashRewriter
{
    private void Commands(char closer)
    {
        var state = new CommandState();
        while (!AtEnd)
        {
            if (state.AtWordStart && !char.IsWhiteSpace(Current))
            {
                if (Current == '#')
                {
                    Copy(LineEnd(_at) - _at);
                    continue;
                }
                BeginWord(state);
            }
            if (
                BeforeExpression()
                || Substitute("\"", "\"", (expression, declared) => Judge(state, expression, declared))
            )
            {
                state.InWord();
                continue;
            }
            switch (Current)
            {
                case '\\':
                    // A continued line is no part of a word.
                    if (Peek() != '\n')
                    {
                        state.InWord();
                    }
                    Copy(2);
                    break;
                case '\'':
                    state.InWord();
                    SingleQuoted((expression, declared) => Judge(state, expression, declared));
                    break;
                case '"':
                    state.InWord();
                    DoubleQuoted((expression, declared) => Judge(state, expression, declared));
                    break;
                case '$':
                    state.InWord();
                    Dollar(Quoting.None, null);
                    break;
                case '`':
                    state.InWord();
                    Backquoted(inDoubleQuotes: false);
                    break;
                case '\n':
                    Copy(1);
                    HereDocuments(state);
                    state.NextCommand();
                    break;
                case ' ' or '\t' or '\r':
                    Copy(1);
                    state.AtWordStart = true;
                    break;
                case ';' or '&' or '|':
                    Copy(1);
                    state.NextCommand();
                    break;
                case '(' when Peek() == '(' && state.AtWordStart:
                    Copy(2);
                    Arithmetic("))");
                    state.NextCommand();
                    break;
                case '(':
                    Copy(1);
                    state.Depth++;
                    state.NextCommand();
                    break;
                case ')' when state.Cases.Count > 0 && state.Cases.Peek() == state.Depth:
                    Copy(1);
                    state.NextCommand();
                    break;
                case ')' when closer == ')' && state.Depth == 0:
                    return;
                case ')':
                    Copy(1);
                    state.Depth = Math.Max(0, state.Depth - 1);
                    state.NextCommand();
                    break;
                case '<' when Looking("<<<"):
                    Copy(3);
                    state.Redirect();
                    break;
                case '<' when Looking("<<") && !state.InCondition:
                    HereDocumentStart(state);
                    break;
                case '<' or '>':
                    Copy(1);
                    state.Redirect();
                    break;
                case '[' when SubscriptHere(state):
                    Copy(1);
                    Arithmetic("]");
                    break;
                default:
                    Copy(1);
                    state.InWord();
                    break;
            }
        }
    }

    // Where the value would be read as code by the command that gets it.
    private void Judge(CommandState state, Expression expression, Declared declared)
    {
        if (declared.IsNumber)
        {
            return;
        }
        if (state.EvaluatesArithmetic)
        {
            NeedsNumber(expression, declared);
        }
        else if (state.InCondition)
        {
            state.TextsInCondition.Add((expression, declared));
        }
        else if (state.IsCode)
        {
            WarnOfCode(expression);
        }
    }

    private void WarnOfCode(Expression expression) =>
        _findings.Add(
            new Finding(
                expression.Text,
                $"The value of '{expression.Inner}' becomes part of code that another program runs.",
                "pass it as an argument instead, or read its environment variable there",
                Severity.Warning
            )
        );

    private void BeginWord(CommandState state)
    {
        var end = _at;
        while (
            end < text.Length
            && !char.IsWhiteSpace(text[end])
            && text[end] is not (';' or '&' or '|' or '(' or ')' or '<' or '>')
        )
        {
            end++;
        }
        var word = text[_at..end];
        if (state.Begin(word))
        {
            foreach (var (expression, declared) in state.TextsInCondition)
            {
                NeedsNumber(expression, declared);
            }
        }
    }

    // name[…]= at the start of a command.
    private bool SubscriptHere(CommandState state)
    {
        if (state.AtWordStart || !state.MayAssign)
        {
            return false;
        }
        var start = _at;
        while (start > 0 && (char.IsLetterOrDigit(text[start - 1]) || text[start - 1] == '_'))
        {
            start--;
        }
        return start < _at
            && (
                start == 0
                || char.IsWhiteSpace(text[start - 1])
                || text[start - 1] is ';' or '&' or '|' or '('
            );
    }

    private int LineEnd(int from) => text.IndexOf('\n', from) is >= 0 and var end ? end : text.Length;
}

/// <summary>Where the rewriter is in a list of commands.</summary>
internal sealed partial class CommandState
{
    private readonly List<string> _words = [];
    private bool _redirects;
    private bool _isTarget;

    /// <summary>Whether the next character begins a word.</summary>
    public bool AtWordStart { get; set; } = true;

    /// <summary>Open parentheses.</summary>
    public int Depth { get; set; }

    /// <summary>For each open <c>case</c> the parentheses that were open at it: a ')' at that depth ends a pattern.</summary>
    public Stack<int> Cases { get; } = new();

    /// <summary>Whether this is inside <c>[[ ]]</c>.</summary>
    public bool InCondition { get; private set; }

    /// <summary>Texts seen inside <c>[[ ]]</c>, which are harmless unless it compares numbers.</summary>
    public List<(Expression, Declared)> TextsInCondition { get; } = [];

    /// <summary>Here-documents whose text begins after this line.</summary>
    public List<HereDocument> HereDocuments { get; } = [];

    /// <summary>Whether only assignments have been seen of the command.</summary>
    public bool MayAssign { get; private set; } = true;

    /// <summary>Whether the command evaluates its arguments as arithmetic or as names.</summary>
    public bool EvaluatesArithmetic =>
        !_isTarget
        && Name switch
        {
            "let" or "unset" or "read" or "mapfile" or "readarray" => true,
            "declare" or "local" or "typeset" or "export" or "readonly" => _words.Exists(word =>
                word is ['-', .., 'i'] or ['-', 'i', ..]
            ),
            "printf" or "test" or "[" => _words.Count > 1 && _words[^2] == "-v",
            _ => false,
        };

    /// <summary>Whether the word here is code: what follows <c>-c</c> or <c>-e</c> of an interpreter, or an argument of <c>eval</c> or <c>trap</c>.</summary>
    public bool IsCode =>
        !_isTarget && Name is "eval" or "trap"
        || (
            _words.Count > 2
            && CodeOption().IsMatch(_words[^2])
            && _words.Exists(word => Interpreter().IsMatch(word))
        );

    private string? Name { get; set; }

    public void InWord() => AtWordStart = false;

    /// <summary>The next word is where a redirection goes, and no argument.</summary>
    public void Redirect() => (AtWordStart, _redirects) = (true, !InCondition);

    public void NextCommand()
    {
        (AtWordStart, _redirects, _isTarget) = (true, false, false);
        if (!InCondition)
        {
            Clear();
        }
    }

    private void Clear()
    {
        _words.Clear();
        (MayAssign, Name) = (true, null);
    }

    private void Add(string word)
    {
        _words.Add(word);
        var assigns = Assignment().IsMatch(word);
        MayAssign &= assigns || word.Contains('[', StringComparison.Ordinal);
        Name ??= assigns ? null : word;
    }

    /// <summary>Takes note of the word that begins here.</summary>
    /// <returns>Whether it ended a condition that compares numbers.</returns>
    public bool Begin(string word)
    {
        (_isTarget, _redirects) = (_redirects, false);
        if (_isTarget)
        {
            return false;
        }
        if (InCondition)
        {
            Add(word);
            if (word != "]]")
            {
                return false;
            }
            var compares = _words.Exists(each => NumberComparison().IsMatch(each));
            InCondition = false;
            Clear();
            return compares;
        }
        if (_words.Count == 0 && Reserved().IsMatch(word))
        {
            return false;
        }
        switch (word)
        {
            case "[[" when _words.Count == 0:
                InCondition = true;
                TextsInCondition.Clear();
                return false;
            case "case" when _words.Count == 0:
                Cases.Push(Depth);
                break;
            case "esac" when _words.Count == 0 && Cases.Count > 0:
                Cases.Pop();
                break;
        }
        Add(word);
        return false;
    }

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]*\+?=")]
    private static partial Regex Assignment();

    [GeneratedRegex(@"^(?:if|then|else|elif|do|while|until|!|\{|time|fi|done|\})\z")]
    private static partial Regex Reserved();

    [GeneratedRegex(@"^-(?:eq|ne|lt|le|gt|ge|v)\z")]
    private static partial Regex NumberComparison();

    [GeneratedRegex(@"^(?:-[A-Za-z]*[ceE]|--eval|--command)\z")]
    private static partial Regex CodeOption();

    [GeneratedRegex(
        @"(?:^|/)(?:(?:ba|da|z|k)?sh|python[0-9.]*|perl|ruby|node|php|Rscript|julia|awk|ssh|su|xargs|watch)\z"
    )]
    private static partial Regex Interpreter();
}
