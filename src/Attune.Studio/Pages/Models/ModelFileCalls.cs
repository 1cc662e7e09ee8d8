using System.Globalization;
using Attune.Studio.Pages.Files;
using Attune.Studio.SignIn;
using Attune.Workspace.Assets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Attune.Studio.Pages.Models;

/// <summary>Files of registered models, to be saved.</summary>
internal sealed class ModelFileCalls(ModelRegistry registry)
{
    public void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapMethods("/model-files/{name}/{version}", ["GET"], SendAsync)
            .RequireAuthorization(Access.Read);

    private async Task SendAsync(HttpContext context)
    {
        var path = context.Request.Query["path"].ToString();
        if (
            !int.TryParse(
                context.GetRouteValue("version") as string,
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var number
            )
            || await registry
                .FindVersionAsync(
                    context.GetRouteValue("name") as string ?? "",
                    number,
                    context.RequestAborted
                )
                .ConfigureAwait(false)
                is not { } version
            || new JobTree(registry.FolderOf(version)).Open(path) is not { } stream
        )
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        // Always saved, never shown: a script wrote it.
        await TypedResults
            .Stream(stream, "application/octet-stream", Path.GetFileName(path), enableRangeProcessing: true)
            .ExecuteAsync(context)
            .ConfigureAwait(false);
    }
}
