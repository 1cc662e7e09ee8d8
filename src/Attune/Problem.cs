namespace Attune;

/// <summary>How grave a <see cref="Problem"/> is.</summary>
public enum Severity
{
    /// <summary>The input cannot be used as it stands.</summary>
    Error,

    /// <summary>The input is used, but probably not as its writer meant.</summary>
    Warning,

    /// <summary>Something worth knowing; nothing is wrong.</summary>
    Notice,
}

/// <summary>A place in a text file; line and column count from 1.</summary>
/// <param name="File">The file as the user named it.</param>
/// <param name="Line">Line, from 1.</param>
/// <param name="Column">Column in UTF-16 units, from 1.</param>
public sealed record SourcePosition(string File, int Line, int Column)
{
    /// <summary><c>file:line:column</c>, the form that editors and terminals open on a click.</summary>
    public override string ToString() => FormattableString.Invariant($"{File}:{Line}:{Column}");
}

/// <summary>One thing wrong, or worth saying, about what a user wrote. Problems are gathered, never thrown one at a time.</summary>
/// <param name="Path">Where in the document, as a path such as <c>search_space.lr.min_value</c>; empty for the whole.</param>
/// <param name="Message">What is wrong, as a sentence.</param>
/// <param name="Hint">What to do about it, when that is known.</param>
/// <param name="Severity">Error unless said otherwise.</param>
/// <param name="Where">The place in the file, when the input was a file.</param>
public sealed record Problem(
    string Path,
    string Message,
    string? Hint = null,
    Severity Severity = Severity.Error,
    SourcePosition? Where = null
)
{
    /// <summary>The problem on one line: place, severity, path, message, hint.</summary>
    public override string ToString()
    {
        var place = Where is null ? "" : $"{Where}: ";
        var path = Path.Length == 0 ? "" : $"{Path}: ";
        var hint = Hint is null ? "" : $" ({Hint})";
        return $"{place}{Severity.ToString().ToLowerInvariant()}: {path}{Message}{hint}";
    }
}

/// <summary>Raised by the library's own entry points when a caller hands over a specification with errors.</summary>
/// <remarks>The fault is the caller's; trying again without a change is of no use.</remarks>
public sealed class InvalidSpecException : Exception
{
    /// <summary>Raises every problem at once.</summary>
    /// <param name="problems">All problems found; at least one.</param>
    public InvalidSpecException(IReadOnlyList<Problem> problems)
        : base(string.Join(Environment.NewLine, problems)) => Problems = problems;

    /// <summary>All problems found.</summary>
    public IReadOnlyList<Problem> Problems { get; }
}
