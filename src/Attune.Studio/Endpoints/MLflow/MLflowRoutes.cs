using Attune.Studio.SignIn;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Attune.Studio.Endpoints.MLflow;

/// <summary>Maps calls under both prefixes of the protocol: the clients' and its web pages'.</summary>
internal static class MLflowRoutes
{
    private static readonly string[] Prefixes = ["/api/2.0/", "/ajax-api/2.0/"];

    /// <summary>A call of the tracking protocol, e.g. <c>runs/get</c>.</summary>
    public static void MapCall(
        this IEndpointRouteBuilder routes,
        string method,
        string call,
        RequestDelegate handler
    ) => routes.MapBoth(method, "mlflow/" + call, handler);

    /// <summary>A call that only the local command may make.</summary>
    public static void MapHostCall(
        this IEndpointRouteBuilder routes,
        string method,
        string call,
        RequestDelegate handler
    )
    {
        foreach (var prefix in Prefixes)
        {
            routes
                .MapMethods(prefix + "mlflow/" + call, [method], handler)
                .RequireAuthorization(TokenSignIn.HostRole);
        }
    }

    public static void MapBoth(
        this IEndpointRouteBuilder routes,
        string method,
        string path,
        RequestDelegate handler
    )
    {
        foreach (var prefix in Prefixes)
        {
            routes.MapMethods(prefix + path, [method], handler);
        }
    }
}
