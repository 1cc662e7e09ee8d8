using Attune.Studio.Notebooks;
using Attune.Studio.SignIn;
using Attune.Workspace.Homes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Attune.Studio.Pages.Notebooks;

/// <summary>Files of people: to be saved, and pictures to be looked at; each person's own, and an owner everybody's.</summary>
internal sealed class NotebookFileCalls(Home home, StudioOptions options)
{
    /// <summary>The pictures that pages show, by what their names end with.</summary>
    public static readonly IReadOnlyDictionary<string, string> Pictures = new Dictionary<string, string>(
        StringComparer.OrdinalIgnoreCase
    )
    {
        [".png"] = "image/png",
        [".jpg"] = "image/jpeg",
        [".jpeg"] = "image/jpeg",
        [".gif"] = "image/gif",
        [".webp"] = "image/webp",
        [".svg"] = "image/svg+xml",
    };

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/notebook-files/{user}", ["GET"], SaveAsync).RequireAuthorization(Access.Read);
        routes.MapMethods("/notebook-pictures/{user}", ["GET"], ShowAsync).RequireAuthorization(Access.Read);
    }

    /// <summary>Where a file is saved from, relative to the studio's root.</summary>
    public static string AddressOf(string user, string path) =>
        $"notebook-files/{Uri.EscapeDataString(user)}?path={Uri.EscapeDataString(path)}";

    /// <summary>Where a picture is shown from, relative to the studio's root.</summary>
    public static string PictureOf(string user, string path) =>
        $"notebook-pictures/{Uri.EscapeDataString(user)}?path={Uri.EscapeDataString(path)}";

    // Always saved, never shown: it could act in the user's name as a page of this host.
    private Task SaveAsync(HttpContext context) =>
        SendAsync(context, _ => "application/octet-stream", isSaved: true);

    private Task ShowAsync(HttpContext context) =>
        SendAsync(context, path => Pictures.GetValueOrDefault(Path.GetExtension(path)), isSaved: false);

    private async Task SendAsync(HttpContext context, Func<string, string?> typeOf, bool isSaved)
    {
        var path = context.Request.Query["path"].ToString();
        var user = context.GetRouteValue("user") as string ?? "";
        if (
            !IsFor(Caller.Of(context), user)
            || UserFiles.Of(home, options.Workspace, user) is not { } files
            || typeOf(path) is not { } type
            || files.Tree.Open(path) is not { } stream
        )
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        context.Response.Headers.ContentSecurityPolicy =
            "sandbox; default-src 'none'; style-src 'unsafe-inline'";
        await TypedResults
            .Stream(stream, type, isSaved ? Path.GetFileName(path) : null, enableRangeProcessing: true)
            .ExecuteAsync(context)
            .ConfigureAwait(false);
    }

    private static bool IsFor(Caller caller, string user) =>
        caller is Caller.Host || (caller is Caller.Person person && UserFiles.IsFor(person, user));
}
