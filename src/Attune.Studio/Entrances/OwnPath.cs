using Microsoft.AspNetCore.Http;

namespace Attune.Studio.Entrances;

/// <summary>Takes <c>/w/NAME</c> off the path of a request, as a proxy's prefix is: addresses that are made from it keep it.</summary>
internal static class OwnPath
{
    public static Task TakeAsync(HttpContext context, RequestDelegate next, string workspace)
    {
        if (
            context.Request.Path.StartsWithSegments(
                $"{AskedWorkspace.Path}/{workspace}",
                StringComparison.OrdinalIgnoreCase,
                out var matched,
                out var rest
            )
        )
        {
            context.Request.PathBase = context.Request.PathBase.Add(matched);
            context.Request.Path = rest.HasValue ? rest : "/";
        }
        return next(context);
    }
}
