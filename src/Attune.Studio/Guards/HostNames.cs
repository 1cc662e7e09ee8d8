using Attune.Studio.Endpoints.MLflow;
using Microsoft.AspNetCore.Http;

namespace Attune.Studio.Guards;

/// <summary>Answers only to this machine's own names: a web page that points a name of its own at 127.0.0.1 gets nothing.</summary>
internal static class HostNames
{
    private static readonly HashSet<string> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        "localhost",
        "127.0.0.1",
        "[::1]",
    };

    public static Task Check(HttpContext context, RequestDelegate next) =>
        Known.Contains(context.Request.Host.Host)
            ? next(context)
            : MLflowReply.WriteAsync(
                context,
                MLflowError.BadRequest("The host name of the request is not one of this host's.")
            );
}
