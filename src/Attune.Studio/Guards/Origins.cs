using Attune.Studio.Endpoints.MLflow;
using Attune.Studio.SignIn;
using Microsoft.AspNetCore.Http;

namespace Attune.Studio.Guards;

/// <summary>Refuses what another web page makes a browser send: whatever opens a socket, or changes something by cookie, must come from a page of this very host.</summary>
internal static class Origins
{
    public static Task Check(HttpContext context, RequestDelegate next) =>
        !NeedsOrigin(context) || IsOwn(context.Request)
            ? next(context)
            : MLflowReply.WriteAsync(
                context,
                MLflowError.Denied("The request does not come from a page of this host.")
            );

    private static bool NeedsOrigin(HttpContext context)
    {
        var request = context.Request;
        return context.WebSockets.IsWebSocketRequest
            || request.Headers.Upgrade.Count > 0
            || (
                context.Features.Get<Caller>() is Caller.Person
                && request.Headers.Authorization.Count == 0
                && !HttpMethods.IsGet(request.Method)
                && !HttpMethods.IsHead(request.Method)
                && !HttpMethods.IsOptions(request.Method)
            );
    }

    private static bool IsOwn(HttpRequest request) =>
        request.Headers.Origin.Count == 1
        && string.Equals(
            request.Headers.Origin.ToString(),
            $"{request.Scheme}://{request.Host.Value}",
            StringComparison.OrdinalIgnoreCase
        );
}
