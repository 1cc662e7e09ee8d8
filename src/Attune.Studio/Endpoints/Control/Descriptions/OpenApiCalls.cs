using System.Text;
using Attune.Studio.SignIn;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Attune.Studio.Endpoints.Control.Descriptions;

/// <summary>Tells whoever is signed in what can be asked of the host, as programs read it.</summary>
internal sealed class OpenApiCalls(StudioOptions options, string version)
{
    /// <summary>Where the document is.</summary>
    public const string Path = "/openapi/v1.json";

    public void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapMethods(Path, ["GET"], context => AnswerAsync(context, routes))
            .RequireAuthorization(Access.Read);

    private Task AnswerAsync(HttpContext context, IEndpointRouteBuilder routes)
    {
        var document = OpenApiText.Of(
            routes.DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>(),
            version,
            $"{context.Request.Scheme}://{context.Request.Host}{context.Request.PathBase}",
            new SessionCookies(options.Workspace).NameOf(context, Session.CookieOf(options.Home, "session"))
        );
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(document.ToJsonString(), Encoding.UTF8, context.RequestAborted);
    }
}
