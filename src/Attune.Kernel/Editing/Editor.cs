using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Attune.Kernel.Cells;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Completion;
using Microsoft.CodeAnalysis.QuickInfo;

namespace Attune.Kernel.Editing;

/// <summary>Answers for an editor: what could stand at a place, and what the thing there is. Of use to one caller at a time.</summary>
internal sealed class Editor(Interpreter interpreter) : IDisposable
{
    private const int MostMatches = 500;
    private readonly CellDocuments _documents = new();

    /// <summary>The content of a <c>complete_reply</c>.</summary>
    public async Task<JsonObject> CompleteAsync(CodePosition position)
    {
        var document = _documents.Open(
            interpreter.Last,
            interpreter.Parse(Interpreter.SyntaxTree(position.Code, "cell"))
        );
        var service = CompletionService.GetService(document)!;
        var found = await service.GetCompletionsAsync(document, position.Offset);
        var span = found.Span;
        var typed = position.Code[span.Start..Math.Min(span.End, position.Offset)];
        var matches = found
            .ItemsList.Where(item => IsMatch(item.DisplayText, typed))
            .DistinctBy(item => item.DisplayText)
            .OrderBy(item => !item.DisplayText.StartsWith(typed, StringComparison.Ordinal))
            .ThenBy(item => item.SortText, StringComparer.OrdinalIgnoreCase)
            .Take(MostMatches)
            .ToList();
        var (start, end) = (position.Points(span.Start), position.Points(position.Offset));
        return new JsonObject
        {
            ["status"] = "ok",
            ["matches"] = new JsonArray([.. matches.Select(item => (JsonNode)item.DisplayText)]),
            ["cursor_start"] = start,
            ["cursor_end"] = end,
            ["metadata"] = new JsonObject
            {
                ["_jupyter_types_experimental"] = new JsonArray([
                    .. matches.Select(item =>
                        (JsonNode)
                            new JsonObject
                            {
                                ["start"] = start,
                                ["end"] = end,
                                ["text"] = item.DisplayText,
                                ["type"] = Kind(item.Tags),
                            }
                    ),
                ]),
            },
        };
    }

    /// <summary>The content of an <c>inspect_reply</c>.</summary>
    public async Task<JsonObject> InspectAsync(CodePosition position)
    {
        var document = _documents.Open(
            interpreter.Last,
            interpreter.Parse(Interpreter.SyntaxTree(position.Code, "cell"))
        );
        var service = QuickInfoService.GetService(document)!;
        // Behind a word means the word.
        var info =
            await service.GetQuickInfoAsync(document, position.Offset)
            ?? await service.GetQuickInfoAsync(document, Math.Max(0, position.Offset - 1));
        var text = info is null
            ? ""
            : string.Join(
                "\n\n",
                info.Sections.Select(section => section.Text.Trim()).Where(section => section.Length > 0)
            );
        return new JsonObject
        {
            ["status"] = "ok",
            ["found"] = text.Length > 0,
            ["data"] = text.Length > 0 ? new JsonObject { ["text/plain"] = text } : [],
            ["metadata"] = new JsonObject(),
        };
    }

    public void Dispose() => _documents.Dispose();

    private static bool IsMatch(string name, string typed) =>
        name.StartsWith(typed, StringComparison.OrdinalIgnoreCase);

    private static string Kind(ImmutableArray<string> tags) =>
        tags.IsEmpty ? "text" : tags[0].ToLower(CultureInfo.InvariantCulture);
}
