using System.Globalization;
using Microsoft.CodeAnalysis;

namespace Attune.Kernel.Cells;

/// <summary>What the compiler says, as a person reads it: place, message, the line and a mark under it.</summary>
internal static class CompileErrors
{
    private const int Most = 10;

    /// <summary>The lines to show.</summary>
    public static IReadOnlyList<string> Lines(IReadOnlyList<Diagnostic> errors)
    {
        var lines = errors
            .OrderBy(error => error.Location.SourceSpan.Start)
            .Take(Most)
            .SelectMany(Lines)
            .ToList();
        if (errors.Count > Most)
        {
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"… and {errors.Count - Most} more"));
        }
        return lines;
    }

    private static IEnumerable<string> Lines(Diagnostic error)
    {
        var message = $"{Ansi.Red($"error {error.Id}:")} {error.GetMessage(CultureInfo.InvariantCulture)}";
        if (error.Location.SourceTree is not { } tree)
        {
            return [message];
        }
        var place = error.Location.GetLineSpan();
        var (line, column) = (place.StartLinePosition.Line, place.StartLinePosition.Character);
        var text = tree.GetText().Lines[line].ToString();
        var end =
            place.EndLinePosition.Line == line
                ? Math.Max(place.EndLinePosition.Character, column + 1)
                : Math.Max(text.Length, column + 1);
        // Tabs stay tabs, so that the mark stands under what it means.
        var indent = string.Concat(text.Take(column).Select(c => c == '\t' ? '\t' : ' '));
        return
        [
            string.Create(
                CultureInfo.InvariantCulture,
                $"{place.Path}, line {line + 1}, column {column + 1}: {message}"
            ),
            "    " + text,
            "    " + indent + Ansi.Red(new string('^', end - column)),
        ];
    }
}
