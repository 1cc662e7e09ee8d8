using System.Text.RegularExpressions;
using Attune.Studio.Audit;
using Attune.Studio.Endpoints.MLflow;
using Attune.Workspace;
using Attune.Workspace.Assets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Attune.Studio.Endpoints.Arm;

/// <summary>Maps calls of the resource protocol. Fixed words of a path are taken in any letter case.</summary>
internal static partial class ArmRoutes
{
    public const string Provider = "Microsoft.MachineLearningServices";
    public const string Group = "/subscriptions/{subscription}/resourceGroups/{group}/providers/" + Provider;
    public const string Workspaces = Group + "/workspaces";
    public const string Workspace = Workspaces + "/{workspace}";

    /// <summary>A call about a workspace, or about something in it.</summary>
    /// <param name="routes">The routes.</param>
    /// <param name="arm">What the call speaks for.</param>
    /// <param name="method">The HTTP method.</param>
    /// <param name="path">The path below the workspace, such as <c>/computes/{name}</c>.</param>
    /// <param name="policy">Who may make it.</param>
    /// <param name="handler">What it does.</param>
    public static void MapArm(
        this IEndpointRouteBuilder routes,
        ArmParts arm,
        string method,
        string path,
        string policy,
        Func<ArmCall, Task> handler
    ) =>
        routes.MapArmCall(
            method,
            Workspace + path,
            policy,
            async context =>
            {
                RequireVersion(context.Request);
                await handler(await ArmCall.OfAsync(context, arm).ConfigureAwait(false))
                    .ConfigureAwait(false);
            }
        );

    /// <summary>A call about something above workspaces.</summary>
    public static void MapAbove(
        this IEndpointRouteBuilder routes,
        string method,
        string path,
        string policy,
        Func<HttpContext, Task> handler
    ) =>
        routes.MapArmCall(
            method,
            path,
            policy,
            context =>
            {
                RequireVersion(context.Request);
                return handler(context);
            }
        );

    /// <summary>A call whose refusals are in the protocol's words.</summary>
    public static IEndpointConventionBuilder MapArmCall(
        this IEndpointRouteBuilder routes,
        string method,
        string path,
        string policy,
        Func<HttpContext, Task> handler
    )
    {
        var endpoint = routes
            .MapMethods(path, [method], context => AnswerAsync(context, handler))
            .RequireAuthorization(policy);
        if (method != "GET")
        {
            endpoint.Audited();
        }
        return endpoint;
    }

    private static async Task AnswerAsync(HttpContext context, Func<HttpContext, Task> handler)
    {
        try
        {
            await handler(context).ConfigureAwait(false);
        }
        catch (Exception error) when (!context.Response.HasStarted && Translate(error) is { } refusal)
        {
            await refusal.WriteAsync(context).ConfigureAwait(false);
        }
    }

    private static ArmError? Translate(Exception error) =>
        error switch
        {
            ArmException refusal => refusal.Error,
            AssetException { Fault: AssetFault.Exists } taken => ArmError.Conflict(taken.Message),
            AssetException asset => ArmError.From(MLflowError.Of(asset)),
            MLflowException refusal => ArmError.From(refusal.Error),
            InvalidSpecException invalid => ArmError.Invalid(invalid.Problems),
            KeyNotFoundException missing => ArmError.NotFound(missing.Message),
            JobStateException state => ArmError.Conflict(state.Message),
            HostClosingException closing => ArmError.From(MLflowError.Unavailable(closing.Message)),
            _ => null,
        };

    private static void RequireVersion(HttpRequest request)
    {
        var version = request.Query["api-version"].ToString();
        if (version.Length == 0)
        {
            throw new ArmException(
                ArmError.Of(
                    400,
                    "MissingApiVersionParameter",
                    "The api-version query parameter (?api-version=) is required for all requests."
                )
            );
        }
        if (!ValidVersion().IsMatch(version))
        {
            throw new ArmException(
                ArmError.Of(
                    400,
                    "InvalidApiVersionParameter",
                    "The api-version is a date such as 2022-10-01, or 2024-01-01-preview.",
                    "api-version"
                )
            );
        }
    }

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}(-[a-z]+)?\z", RegexOptions.IgnoreCase)]
    private static partial Regex ValidVersion();
}
