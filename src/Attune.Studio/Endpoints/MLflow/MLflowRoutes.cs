using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Attune.Studio.Endpoints.MLflow;

/// <summary>Maps calls under both prefixes of the protocol, the clients' and its web pages'; each call names who may make it.</summary>
internal static class MLflowRoutes
{
    private static readonly string[] Prefixes = ["/api/2.0/", "/ajax-api/2.0/"];

    // Clients of the first generation look for the registry here.
    private const string Preview = "/api/2.0/preview/";

    /// <summary>A call of the tracking protocol, e.g. <c>runs/get</c>.</summary>
    public static void MapCall(
        this IEndpointRouteBuilder routes,
        string policy,
        string method,
        string call,
        RequestDelegate handler
    ) => routes.MapBoth(policy, method, "mlflow/" + call, handler);

    /// <summary>A call of the model registry, e.g. <c>model-versions/get</c>.</summary>
    public static void MapRegistryCall(
        this IEndpointRouteBuilder routes,
        string policy,
        string method,
        string call,
        RequestDelegate handler
    )
    {
        routes.MapCall(policy, method, call, handler);
        routes.MapMethods($"{Preview}mlflow/{call}", [method], handler).RequireAuthorization(policy);
    }

    public static void MapBoth(
        this IEndpointRouteBuilder routes,
        string policy,
        string method,
        string path,
        RequestDelegate handler
    )
    {
        foreach (var prefix in Prefixes)
        {
            routes.MapMethods(prefix + path, [method], handler).RequireAuthorization(policy);
        }
    }
}
