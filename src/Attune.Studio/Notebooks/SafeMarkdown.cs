using Markdig;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using Microsoft.AspNetCore.Components;

namespace Attune.Studio.Notebooks;

/// <summary>Markdown as a page may show it, whoever wrote it: HTML in it is text, links lead to the web or nowhere, nothing is loaded.</summary>
internal static class SafeMarkdown
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .UsePipeTables()
        .UseTaskLists()
        .UseEmphasisExtras()
        .DisableHtml()
        .Build();

    /// <summary>The text as HTML.</summary>
    public static MarkupString Of(string text)
    {
        var document = Markdown.Parse(text, Pipeline);
        foreach (var heading in document.Descendants<HeadingBlock>())
        {
            // Below the page's own headings.
            heading.Level = Math.Min(6, heading.Level + 2);
        }
        foreach (var link in document.Descendants<LinkInline>())
        {
            // A picture would be loaded from where its author says, and tell who looks.
            link.IsImage =
                link.IsImage
                && link.Url?.StartsWith("data:image/", StringComparison.OrdinalIgnoreCase) == true;
            link.Url = link.IsImage ? link.Url : Safe(link.Url);
            Outward(link);
        }
        foreach (var link in document.Descendants<AutolinkInline>())
        {
            link.Url = Safe(link.IsEmail ? "mailto:" + link.Url : link.Url) is "#" ? "about:blank" : link.Url;
            Outward(link);
        }
        return new MarkupString(document.ToHtml(Pipeline));
    }

    private static string Safe(string? url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address)
        && address.Scheme is "http" or "https" or "mailto"
            ? url!
            : "#";

    private static void Outward(MarkdownObject link)
    {
        var attributes = link.GetAttributes();
        attributes.AddPropertyIfNotExist("target", "_blank");
        attributes.AddPropertyIfNotExist("rel", "noopener noreferrer nofollow");
    }
}
