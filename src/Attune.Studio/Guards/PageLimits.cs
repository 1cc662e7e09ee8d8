using System.Text.Encodings.Web;
using Attune.Studio.SignIn;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Http;

namespace Attune.Studio.Guards;

/// <summary>Tells somebody who asks for a page when there is no place for one, in words, instead of with a page that cannot live.</summary>
internal sealed class PageLimits(OpenPages pages)
{
    public Task Check(HttpContext context, RequestDelegate next) =>
        context.GetEndpoint()?.Metadata.GetMetadata<ComponentTypeMetadata>() is not null
        && HttpMethods.IsGet(context.Request.Method)
        && pages.RefusalOf(context.User.Identity?.Name ?? "") is { } refusal
            ? SignInPage.ShowAsync(
                context,
                StatusCodes.Status503ServiceUnavailable,
                "Too many pages are open",
                SignInPage.Problem(refusal)
                    + $"""
                        <p>Those of a browser that is gone end by themselves within three minutes. What runs goes on, and the command line needs no place: <code>attune job list</code></p>
                        <p><a href="{HtmlEncoder.Default.Encode(
                            context.Request.PathBase + context.Request.Path + context.Request.QueryString
                        )}">Try again</a></p>
                        """
            )
            : next(context);
}
