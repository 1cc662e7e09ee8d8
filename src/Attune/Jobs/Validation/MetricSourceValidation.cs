using System.Text.RegularExpressions;

namespace Attune.Jobs;

/// <summary>What holds for the places that metrics are read from.</summary>
internal static class MetricSourceValidation
{
    public static IEnumerable<Problem> Problems(ValueList<MetricSourceSpec> sources, string path) =>
        sources.SelectMany((source, i) => One(source, FormattableString.Invariant($"{path}[{i}]")));

    private static IEnumerable<Problem> One(MetricSourceSpec source, string path) =>
        source switch
        {
            OutputMetrics { Regex: { } regex, Format: OutputFormat.Text } output => Pattern(
                regex,
                output.Name,
                path
            ),
            OutputMetrics { Regex: not null } => [NotText(path)],
            FileMetrics { Regex: { } regex, Format: MetricFileFormat.Text } file =>
            [
                .. Pattern(regex, file.Name, path),
                .. Inside(file.Path, path),
            ],
            FileMetrics { Regex: not null } => [NotText(path)],
            FileMetrics file => Inside(file.Path, path),
            TensorBoardMetrics events => Inside(events.Path, path),
            _ => [],
        };

    private static Problem NotText(string path) =>
        new(
            $"{path}.regex",
            "A regular expression is for 'format: text'.",
            "set the format, or remove the expression"
        );

    private static IEnumerable<Problem> Pattern(string pattern, string? name, string path)
    {
        Regex regex;
        string? wrong = null;
        try
        {
            // Non-backtracking: no line, however made, can hold up the reader of a trial's output.
            regex = new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            regex = new Regex("(?<value>)");
            wrong =
                exception is NotSupportedException
                    ? "It uses look-around, a back-reference or an atomic group, which are not allowed."
                    : exception.Message;
        }
        if (wrong is not null)
        {
            return [new Problem($"{path}.regex", $"The regular expression cannot be used. {wrong}")];
        }
        var named = regex.GetGroupNames().Contains("value");
        if (!named && regex.GetGroupNumbers().Length != 2)
        {
            return
            [
                new Problem(
                    $"{path}.regex",
                    "The regular expression does not say which part is the value.",
                    @"name a group, as in loss is (?<value>\S+)"
                ),
            ];
        }
        return name is null && !regex.GetGroupNames().Contains("name")
            ?
            [
                new Problem(
                    $"{path}.regex",
                    "The regular expression does not say which metric it finds.",
                    "add 'name:', or a group as in (?<name>\\w+)"
                ),
            ]
            : [];
    }

    private static IEnumerable<Problem> Inside(string file, string path)
    {
        if (file.Length == 0 || file.StartsWith('/') || file.Split('/', '\\').Contains(".."))
        {
            yield return new Problem(
                $"{path}.path",
                $"'{file}' is not inside a trial's folder.",
                "write a path relative to it, such as outputs/metrics.jsonl"
            );
        }
    }
}
