using Attune.Jobs;
using Attune.Workspace.JobFiles.Expressions;
using Attune.Workspace.JobFiles.Yaml;

namespace Attune.Workspace.JobFiles;

/// <summary>Problems of the expressions in a job's command, each at the expression in the file.</summary>
internal static class CommandProblems
{
    public static IEnumerable<Problem> Of(Job job, YamlNode root, string text)
    {
        if (CommandTemplate.Of(job).Length > CommandJob.MaxCommandBytes)
        {
            yield break; // It has been refused already, and could hold any number of problems.
        }
        var path = job is SweepJob ? "trial.command" : "command";
        var node = NodePath.Nearest(root, path, out var whole, out var where);
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var finding in CommandTemplate.Of(job).Check())
        {
            if (finding.Parameter is { } parameter)
            {
                var unused = new Problem(
                    $"search_space.{parameter}",
                    finding.Message,
                    finding.Hint,
                    finding.Severity
                );
                yield return JobFileProblems.Placed(unused, root);
                continue;
            }
            var key = finding.Expression + "\n" + finding.Message;
            seen[key] = seen.GetValueOrDefault(key) + 1;
            var at =
                whole && node is YamlScalar scalar && finding.Expression is { } expression
                    ? Place(scalar, text, expression, seen[key])
                    : where;
            yield return new Problem(path, finding.Message, finding.Hint, finding.Severity, at);
        }
    }

    // The expression stands in the file as it does in the command, however the command is quoted or folded.
    private static SourcePosition Place(YamlScalar scalar, string text, string expression, int occurrence)
    {
        var start = Index(text, scalar.Where);
        var end = Math.Min(scalar.End, text.Length);
        var found = -1;
        for (
            var from = start;
            scalar.End > 0 && occurrence > 0 && from < end;
            from = found + expression.Length, occurrence--
        )
        {
            var next = text.IndexOf(expression, from, end - from, StringComparison.Ordinal);
            if (next < 0)
            {
                break;
            }
            found = next;
        }
        if (found < 0)
        {
            return scalar.Where;
        }
        var before = text.AsSpan(0, found);
        return new SourcePosition(
            scalar.Where.File,
            before.Count('\n') + 1,
            found - before.LastIndexOf('\n')
        );
    }

    private static int Index(string text, SourcePosition where)
    {
        var index = 0;
        for (var line = 1; line < where.Line && index >= 0; line++)
        {
            index = text.IndexOf('\n', index) + 1;
        }
        return Math.Min(text.Length, index + where.Column - 1);
    }
}
