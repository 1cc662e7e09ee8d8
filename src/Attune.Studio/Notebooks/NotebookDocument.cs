using System.Text.Json;

namespace Attune.Studio.Notebooks;

/// <summary>A notebook's cells with what they showed, as a file holds them. Nothing in it is trusted.</summary>
/// <param name="Cells">The first cells.</param>
/// <param name="More">How many cells were left out.</param>
/// <param name="Kernel">What runs them, as people know it; null when the file does not say.</param>
public sealed record NotebookDocument(IReadOnlyList<NotebookCell> Cells, int More, string? Kernel)
{
    /// <summary>The largest file that is read, in bytes.</summary>
    internal const long Largest = 16 << 20;

    private const int MostCells = 300;

    /// <summary>Reads a notebook; null when it is none.</summary>
    internal static async Task<NotebookDocument?> ReadAsync(
        Stream stream,
        CancellationToken cancellationToken
    )
    {
        try
        {
            using var json = await JsonDocument
                .ParseAsync(stream, default, cancellationToken)
                .ConfigureAwait(false);
            if (Member(json.RootElement, "cells") is not { ValueKind: JsonValueKind.Array } cells)
            {
                return null;
            }
            return new NotebookDocument(
                [.. cells.EnumerateArray().Take(MostCells).Select(NotebookCell.Of)],
                Math.Max(0, cells.GetArrayLength() - MostCells),
                Member(Member(json.RootElement, "metadata"), "kernelspec") is { } kernel
                    ? Text(Member(kernel, "display_name"))
                    : null
            );
        }
        catch (JsonException)
        {
            return null;
        }
    }

    internal static JsonElement? Member(JsonElement? json, string name) =>
        json is { ValueKind: JsonValueKind.Object } there && there.TryGetProperty(name, out var member)
            ? member
            : null;

    /// <summary>A text, which files hold whole or as a list of lines.</summary>
    internal static string? Text(JsonElement? json) =>
        json switch
        {
            { ValueKind: JsonValueKind.String } text => text.GetString(),
            { ValueKind: JsonValueKind.Array } lines => string.Concat(
                lines
                    .EnumerateArray()
                    .Where(line => line.ValueKind == JsonValueKind.String)
                    .Select(line => line.GetString())
            ),
            _ => null,
        };
}

/// <summary>What a cell is.</summary>
public enum CellKind
{
    /// <summary>A program's text.</summary>
    Code,

    /// <summary>Text in Markdown.</summary>
    Markdown,

    /// <summary>Text as it stands.</summary>
    Raw,
}

/// <summary>A cell.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Source">What is written in it.</param>
/// <param name="Number">When it was run; null for never.</param>
/// <param name="Outputs">What it showed.</param>
public sealed record NotebookCell(
    CellKind Kind,
    string Source,
    int? Number,
    IReadOnlyList<NotebookOutput> Outputs
)
{
    private const int Longest = 100_000;
    private const int MostOutputs = 50;

    internal static NotebookCell Of(JsonElement json) =>
        new(
            NotebookDocument.Text(NotebookDocument.Member(json, "cell_type")) switch
            {
                "code" => CellKind.Code,
                "markdown" => CellKind.Markdown,
                _ => CellKind.Raw,
            },
            Cut(NotebookDocument.Text(NotebookDocument.Member(json, "source")) ?? ""),
            NotebookDocument.Member(json, "execution_count") is { ValueKind: JsonValueKind.Number } count
            && count.TryGetInt32(out var number)
                ? number
                : null,
            NotebookDocument.Member(json, "outputs") is { ValueKind: JsonValueKind.Array } outputs
                ?
                [
                    .. outputs
                        .EnumerateArray()
                        .Take(MostOutputs)
                        .Select(NotebookOutput.Of)
                        .OfType<NotebookOutput>(),
                ]
                : []
        );

    internal static string Cut(string text) =>
        text.Length <= Longest ? text : text[..Longest] + "\n… (the rest is in the file)";
}
