using System.Text.RegularExpressions;
using Attune.Workspace.Metrics.Lines;

namespace Attune.Workspace.Metrics;

/// <summary>A user's regular expression for metric lines, safe to run on any input: its time is linear in the line's length.</summary>
/// <remarks>
/// The value is the group <c>value</c>, or else the last unnamed group; the name is the group <c>name</c>, else the first
/// of two unnamed groups, else the one given beside the expression. A group <c>step</c> gives the step. Thread-safe.
/// </remarks>
public sealed class MetricPattern
{
    /// <summary>The longest expression taken, in characters.</summary>
    public const int LongestPattern = 500;

    private static readonly TimeSpan TimeLimit = TimeSpan.FromMilliseconds(50);

    private readonly string? _metric;
    private readonly string _value;
    private readonly string? _name;

    private MetricPattern(Regex regex, string? metric, string value, string? name) =>
        (Regex, _metric, _value, _name) = (regex, metric, value, name);

    internal Regex Regex { get; }

    /// <summary>Reads an expression, or says what is wrong with it.</summary>
    /// <param name="expression">The expression, in .NET's syntax without what needs backtracking (look-around, back-references, atomic groups).</param>
    /// <param name="metric">The metric's name; null when the expression itself captures it.</param>
    /// <param name="path">Where the expression stands in its document, for the problem.</param>
    /// <param name="problem">What is wrong; null when nothing is.</param>
    /// <returns>The pattern; null when there is a problem.</returns>
    public static MetricPattern? Create(string expression, string? metric, string path, out Problem? problem)
    {
        problem = null;
        if (expression.Length > LongestPattern)
        {
            problem = new Problem(
                path,
                $"the expression has {expression.Length} characters; {LongestPattern} are allowed"
            );
            return null;
        }
        Regex regex;
        try
        {
            regex = new Regex(
                expression,
                RegexOptions.NonBacktracking | RegexOptions.CultureInvariant,
                TimeLimit
            );
        }
        catch (NotSupportedException)
        {
            problem = new Problem(
                path,
                "the expression uses look-around, a back-reference, an atomic group or a conditional, or is too large",
                "Only what can be matched in linear time is allowed; capture more and the number will be taken out of it."
            );
            return null;
        }
        catch (ArgumentException error)
        {
            problem = new Problem(path, $"not a regular expression: {error.Message}");
            return null;
        }
        var names = regex.GetGroupNames();
        var unnamed = names.Where(group => int.TryParse(group, out var number) && number > 0).ToArray();
        var value = names.Contains("value") ? "value" : unnamed.LastOrDefault();
        var name =
            names.Contains("name") ? "name"
            : value != "value" && unnamed.Length == 2 && metric is null ? unnamed[0]
            : null;
        if (value is null)
        {
            problem = new Problem(
                path,
                "the expression has no group for the value",
                "Put the number in brackets: 'AUC is ([-\\d.eE+]+)'."
            );
        }
        else if (metric is null && name is null)
        {
            problem = new Problem(
                path,
                "the expression does not say which metric it reads",
                "Give 'name' beside it, or a group (?<name>…)."
            );
        }
        return problem is null ? new MetricPattern(regex, metric, value!, name) : null;
    }

    internal MetricPoint? Point(Match match)
    {
        var metric =
            _name is not null && match.Groups[_name] is { Success: true } told ? told.Value : _metric;
        if (string.IsNullOrEmpty(metric) || !MetricNumber.TryParse(match.Groups[_value].Value, out var value))
        {
            return null;
        }
        var step = MetricNumber.TryParse(match.Groups["step"].Value, out var number)
            ? MetricNumber.ToStep(number)
            : null;
        return new MetricPoint(metric, value, step);
    }
}
