using YamlDotNet.Core;

namespace Attune.Workspace.JobFiles.Yaml;

/// <summary>Says what is wrong with text that is no YAML, in words for the person who wrote it.</summary>
internal static class YamlFault
{
    public static Problem Explain(YamlException exception, string text, string file)
    {
        var (line, column) = (
            (int)Math.Max(1, exception.Start.Line),
            (int)Math.Max(1, exception.Start.Column)
        );
        var lines = text.Split('\n');
        // The fault is noticed where it no longer fits; a tab in the indentation lies on that line or the one before.
        for (var near = Math.Max(1, line - 1); near <= Math.Min(line + 1, lines.Length); near++)
        {
            var indent = lines[near - 1].AsSpan()[..^lines[near - 1].AsSpan().TrimStart().Length];
            if (indent.Contains('\t'))
            {
                return new Problem(
                    "",
                    "A line is indented with a tab, which YAML does not allow.",
                    "use spaces",
                    Where: new SourcePosition(file, near, indent.IndexOf('\t') + 1)
                );
            }
        }
        var written = line <= lines.Length ? lines[line - 1] : "";
        return new Problem(
            "",
            $"This is not valid YAML: {Sentence(exception)}",
            exception.Message.Contains("wrong indentation", StringComparison.Ordinal)
                ? "indent each further line of a quoted text more than its key"
                : Hint(written),
            Where: new SourcePosition(file, line, column)
        );
    }

    private static string Sentence(YamlException exception)
    {
        // The parser puts its own place in front of the message.
        var message = exception.Message;
        var colon = message.StartsWith('(') ? message.IndexOf("): ", StringComparison.Ordinal) : -1;
        message = colon < 0 ? message : message[(colon + 3)..];
        return message.Length == 0
            ? "it cannot be read."
            : char.ToLowerInvariant(message[0]) + message[1..].TrimEnd('.') + ".";
    }

    private static string? Hint(string line)
    {
        var value = line[(line.IndexOf(": ", StringComparison.Ordinal) + 1)..].Trim();
        return value.StartsWith('@') || value.StartsWith('`') || value.StartsWith('%')
                ? "put the value in quotes"
            : value.Contains(": ", StringComparison.Ordinal) && value[0] is not ('"' or '\'')
                ? "a value with ': ' in it needs quotes"
            : value.StartsWith("${{", StringComparison.Ordinal) ? null
            : value.Count(c => c == '"') % 2 != 0 || value.Count(c => c == '\'') % 2 != 0
                ? "is a quote not closed?"
            : "check the indentation, and quotes and brackets that are not closed";
    }
}
