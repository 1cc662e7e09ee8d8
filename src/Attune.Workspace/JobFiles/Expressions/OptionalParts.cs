using System.Text;

namespace Attune.Workspace.JobFiles.Expressions;

/// <summary>The parts of a command in <c>$[[ … ]]</c>: dropped when something that they name has no value.</summary>
internal static class OptionalParts
{
    private const string Opening = "$[[";
    private const string Closing = "]]";

    /// <summary>The command with each part kept, without its brackets, or dropped.</summary>
    public static string Keep(string command, Func<string, bool> keep)
    {
        var kept = new StringBuilder(command.Length);
        var at = 0;
        while (Next(command, at) is { } part)
        {
            var inside = command[part.Inside];
            kept.Append(command, at, part.Start - at).Append(keep(inside) ? inside : "");
            at = part.End;
        }
        return kept.Append(command, at, command.Length - at).ToString();
    }

    /// <summary>Says which brackets are not closed, and which parts name nothing and so are never dropped.</summary>
    public static void Check(string command, Findings findings, Func<string, bool> namesAnything)
    {
        var at = 0;
        for (; Next(command, at) is { } part; at = part.End)
        {
            if (!namesAnything(command[part.Inside]))
            {
                findings.Add(
                    new Finding(
                        command[part.Start..part.End],
                        "This optional part names no input, so it is always there.",
                        "remove $[[ and ]]",
                        Severity.Warning
                    )
                );
            }
        }
        if (command.IndexOf(Opening, at, StringComparison.Ordinal) >= 0)
        {
            findings.Add(new Finding(Opening, "'$[[' is not closed.", "close it with ]]"));
        }
    }

    private static (int Start, Range Inside, int End)? Next(string command, int from)
    {
        var start = command.IndexOf(Opening, from, StringComparison.Ordinal);
        var inside = start + Opening.Length;
        return start >= 0 && command.IndexOf(Closing, inside, StringComparison.Ordinal) is >= 0 and var close
            ? (start, inside..close, close + Closing.Length)
            : null;
    }
}
