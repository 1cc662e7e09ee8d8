using System.Text.RegularExpressions;

namespace Attune.Workspace.JobFiles.Expressions;

/// <summary>What an expression names.</summary>
public enum ExpressionRoot
{
    /// <summary>A hyperparameter, or a leaf of a conditional one.</summary>
    SearchSpace,

    /// <summary>An input of the job.</summary>
    Inputs,

    /// <summary>An output of the job.</summary>
    Outputs,
}

/// <summary>An expression as it stands in a command.</summary>
/// <param name="Text">All of it, braces included.</param>
/// <param name="Inner">What is between the braces, without blanks around it.</param>
/// <param name="IsDeprecated">Whether it has the old form <c>{search_space.x}</c>.</param>
internal sealed record Expression(string Text, string Inner, bool IsDeprecated)
{
    private const string Opening = "${{";
    private const string Closing = "}}";

    /// <summary>The expression that starts at an index of a text, or null.</summary>
    public static Expression? At(string text, int index)
    {
        if (index >= text.Length || text[index] is not ('$' or '{'))
        {
            return null;
        }
        if (string.CompareOrdinal(text, index, Opening, 0, Opening.Length) == 0)
        {
            var start = index + Opening.Length;
            var end = text.AsSpan(start).IndexOfAny('{', '}') + start;
            return end >= start && string.CompareOrdinal(text, end, Closing, 0, Closing.Length) == 0
                ? new Expression(
                    text[index..(end + Closing.Length)],
                    text[start..end].Trim(),
                    IsDeprecated: false
                )
                : null;
        }
        var match =
            index > 0 && text[index - 1] is '$' or '{'
                ? Match.Empty
                : ExpressionPatterns.Deprecated().Match(text, index);
        return match.Success ? new Expression(match.Value, match.Groups[1].Value, IsDeprecated: true) : null;
    }

    /// <summary>Whether a text holds anything that looks like an expression.</summary>
    public static bool In(string text) =>
        text.Contains("${{", StringComparison.Ordinal) || ExpressionPatterns.AnyDeprecated().IsMatch(text);

    /// <summary>The root that is named, or null.</summary>
    public ExpressionRoot? Root =>
        Inner.Split('.')[0].Trim() switch
        {
            "search_space" => ExpressionRoot.SearchSpace,
            "inputs" => ExpressionRoot.Inputs,
            "outputs" => ExpressionRoot.Outputs,
            _ => null,
        };

    /// <summary>What follows the root: <c>lr</c>, <c>model.lr</c>; empty when nothing does.</summary>
    public string Name =>
        Inner.IndexOf('.', StringComparison.Ordinal) is >= 0 and var dot ? Inner[(dot + 1)..].Trim() : "";
}

internal static partial class ExpressionPatterns
{
    [GeneratedRegex(
        @"\G\{((?:search_space|inputs|outputs)\.[A-Za-z_][A-Za-z0-9_.\[\]]*)\}",
        RegexOptions.CultureInvariant
    )]
    public static partial Regex Deprecated();

    [GeneratedRegex(@"\{(?:search_space|inputs|outputs)\.[A-Za-z_]", RegexOptions.CultureInvariant)]
    public static partial Regex AnyDeprecated();

    [GeneratedRegex(@"\[[0-9]+\]", RegexOptions.CultureInvariant)]
    public static partial Regex BranchIndex();
}
