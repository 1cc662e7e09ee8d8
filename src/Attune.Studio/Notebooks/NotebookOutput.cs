using System.Buffers;
using System.Text.Json;
using Attune.Studio.Pages.Files;

namespace Attune.Studio.Notebooks;

/// <summary>How an output is shown.</summary>
public enum OutputKind
{
    /// <summary>Plain text.</summary>
    Text,

    /// <summary>An error.</summary>
    Error,

    /// <summary>A picture; <see cref="NotebookOutput.Content"/> is its address, with the picture in it.</summary>
    Picture,

    /// <summary>Text in Markdown.</summary>
    Markdown,

    /// <summary>HTML of whoever wrote the notebook: to be shown where it can do nothing.</summary>
    Html,
}

/// <summary>What a cell showed, in the richest form that can be shown safely.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Content">The text, HTML or address.</param>
public sealed record NotebookOutput(OutputKind Kind, string Content)
{
    private const int LargestPicture = 4 << 20;
    private const int LongestHtml = 1 << 20;

    private static readonly SearchValues<char> Base64 = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="
    );

    /// <summary>Reads an output; null when there is nothing in it to show.</summary>
    internal static NotebookOutput? Of(JsonElement json)
    {
        switch (NotebookDocument.Text(NotebookDocument.Member(json, "output_type")))
        {
            case "stream":
                return Plain(NotebookDocument.Text(NotebookDocument.Member(json, "text")));
            case "error":
                return new NotebookOutput(
                    OutputKind.Error,
                    NotebookCell.Cut(
                        FileText.Plain(
                            NotebookDocument.Member(json, "traceback")
                                is { ValueKind: JsonValueKind.Array } lines
                            && lines.GetArrayLength() > 0
                                ? string.Join(
                                    '\n',
                                    lines.EnumerateArray().Select(line => NotebookDocument.Text(line))
                                )
                                : $"{NotebookDocument.Text(NotebookDocument.Member(json, "ename"))}: {NotebookDocument.Text(NotebookDocument.Member(json, "evalue"))}"
                        )
                    )
                );
            case "display_data" or "execute_result":
                return Richest(NotebookDocument.Member(json, "data"));
            default:
                return null;
        }
    }

    private static NotebookOutput? Richest(JsonElement? data)
    {
        if (Form("text/html") is { Length: <= LongestHtml } html)
        {
            return new NotebookOutput(OutputKind.Html, html);
        }
        foreach (var type in (string[])["image/png", "image/jpeg", "image/gif", "image/webp"])
        {
            if (Form(type) is { } picture && Packed(picture) is { } packed)
            {
                return new NotebookOutput(OutputKind.Picture, $"data:{type};base64,{packed}");
            }
        }
        // As a picture it runs no script and loads nothing.
        return Form("image/svg+xml") is { Length: <= LongestHtml } svg
                ? new NotebookOutput(
                    OutputKind.Picture,
                    "data:image/svg+xml;base64,"
                        + Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(svg))
                )
            : Form("text/markdown") is { } markdown
                ? new NotebookOutput(OutputKind.Markdown, NotebookCell.Cut(markdown))
            : Form("text/latex") is { } formula ? Plain(formula)
            : Plain(Form("text/plain"));

        string? Form(string type) => NotebookDocument.Text(NotebookDocument.Member(data, type));
    }

    private static string? Packed(string text)
    {
        var packed = string.Concat(text.Where(c => !char.IsWhiteSpace(c)));
        return packed.Length <= LargestPicture && !packed.AsSpan().ContainsAnyExcept(Base64) ? packed : null;
    }

    private static NotebookOutput? Plain(string? text) =>
        string.IsNullOrEmpty(text)
            ? null
            : new NotebookOutput(OutputKind.Text, NotebookCell.Cut(FileText.Plain(text)));
}
