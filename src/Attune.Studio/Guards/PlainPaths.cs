using Attune.Studio.Endpoints.MLflow;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Attune.Studio.Guards;

/// <summary>Refuses a target with <c>.</c> or <c>..</c> in it, however written, before anything makes another path of it.</summary>
internal static class PlainPaths
{
    public static Task Check(HttpContext context, RequestDelegate next)
    {
        var target = context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        return IsPlain(target)
            ? next(context)
            : MLflowReply.WriteAsync(
                context,
                MLflowError.Invalid("Invalid path: '.' and '..' are not part of one.")
            );
    }

    private static bool IsPlain(string target)
    {
        var query = target.IndexOf('?', StringComparison.Ordinal);
        target = query < 0 ? target : target[..query];
        if (
            !target.Contains('.', StringComparison.Ordinal)
            && !target.Contains("%2e", StringComparison.OrdinalIgnoreCase)
        )
        {
            return true;
        }
        return !Uri.UnescapeDataString(target).Split('/', '\\').Any(part => part is "." or "..");
    }
}
