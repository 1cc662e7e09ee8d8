using Attune.Client.Protocols.Control;
using Attune.Studio.Audit;
using Attune.Studio.Endpoints.MLflow;
using Attune.Workspace;
using Attune.Workspace.Assets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Attune.Studio.Endpoints.Control;

/// <summary>Maps the calls that Attune adds to the protocols of others; what the workspace refuses is put into their words.</summary>
internal static class ControlRoutes
{
    public static IEndpointConventionBuilder MapControl(
        this IEndpointRouteBuilder routes,
        string method,
        string pattern,
        string policy,
        Func<HttpContext, Task> call
    )
    {
        var endpoint = routes
            .MapMethods(pattern, [method], context => AnswerAsync(context, call))
            .RequireAuthorization(policy);
        if (method != "GET")
        {
            endpoint.Audited();
        }
        return endpoint;
    }

    private static async Task AnswerAsync(HttpContext context, Func<HttpContext, Task> call)
    {
        try
        {
            await call(context).ConfigureAwait(false);
        }
        catch (InvalidSpecException error)
        {
            var refusal = new RefusalResponse(
                "INVALID_JOB",
                error.Message,
                [.. error.Problems.Select(ProblemRecord.Of)]
            );
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await MLflowReply
                .BodyAsync(context, refusal, ControlJson.Default.RefusalResponse)
                .ConfigureAwait(false);
        }
        catch (KeyNotFoundException error)
        {
            throw new MLflowException(MLflowError.Unknown(error.Message));
        }
        catch (HostClosingException error)
        {
            throw new MLflowException(MLflowError.Unavailable(error.Message));
        }
        catch (JobStateException error)
        {
            throw Conflict(error.Message);
        }
        // The command tells what is taken from what is wrong by the status.
        catch (AssetException error) when (error.Fault == AssetFault.Exists)
        {
            throw Conflict(error.Message);
        }
    }

    public static MLflowException Conflict(string message) =>
        new(new MLflowError(StatusCodes.Status409Conflict, "RESOURCE_CONFLICT", message));

    /// <summary>A name in the path.</summary>
    public static string Route(HttpContext context, string name) =>
        context.GetRouteValue(name) as string ?? "";
}
