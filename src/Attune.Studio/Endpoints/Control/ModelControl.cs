using System.Globalization;
using Attune.Client.Protocols.Control;
using Attune.Studio.Endpoints.MLflow;
using Attune.Studio.Endpoints.MLflow.Registry;
using Attune.Studio.SignIn;
using Attune.Workspace.Assets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Attune.Studio.Endpoints.Control;

/// <summary>The local command's door to the model registry. It alone may name a place of this machine.</summary>
internal sealed class ModelControl(ModelRegistry registry, ModelSources sources, StudioOptions options)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        Map(routes, "POST", ControlCall.Models, RegisterAsync);
        Map(routes, "DELETE", ControlCall.Models + "/{name}", DeleteAsync);
        Map(routes, "DELETE", ControlCall.Models + "/{name}/versions/{id}", DeleteVersionAsync);
    }

    private static void Map(
        IEndpointRouteBuilder routes,
        string method,
        string pattern,
        Func<HttpContext, Task> call
    ) =>
        routes
            .MapMethods(pattern, [method], context => AnswerAsync(context, call))
            .RequireAuthorization(TokenSignIn.HostRole);

    private async Task RegisterAsync(HttpContext context)
    {
        var request = await MLflowRequest
            .ReadAsync(context, ControlJson.Default.RegisterModelRequest)
            .ConfigureAwait(false);
        var path = MLflowRequest.Require(request.Path, "path");
        if (request.Workspace is { } asked && asked != options.Workspace)
        {
            throw new MLflowException(
                Conflict(
                    $"The host that is running serves the workspace '{options.Workspace}', not '{asked}'. Stop it first, or use another home."
                )
            );
        }
        var source = Path.IsPathFullyQualified(path)
            ? new ModelSource(path, null, null, null)
            : await sources
                .FindAsync(Caller.Of(context), path, null, context.RequestAborted)
                .ConfigureAwait(false);
        var made = await registry
            .RegisterAsync(
                new ModelRegistration
                {
                    Name = MLflowRequest.Require(request.Name, "name"),
                    Version = request.Version,
                    Files = source.Files,
                    Type = request.Type is { } type ? TypeOf(type) : null,
                    Description = request.Description,
                    Tags = request.Tags ?? new Dictionary<string, string>(),
                    Source = path,
                    Job = source.Job,
                    Run = source.Run,
                    LoggedModel = source.LoggedModel,
                    User = Environment.UserName,
                },
                context.RequestAborted
            )
            .ConfigureAwait(false);
        await ReplyAsync(context, new ModelResponse(made.Name, made.Version)).ConfigureAwait(false);
    }

    private async Task DeleteAsync(HttpContext context)
    {
        await registry.DeleteAsync(Route(context, "name"), context.RequestAborted).ConfigureAwait(false);
        await ReplyAsync(context, new ModelResponse(Route(context, "name"), null)).ConfigureAwait(false);
    }

    private async Task DeleteVersionAsync(HttpContext context)
    {
        var name = Route(context, "name");
        var version = RegistryViews.Version(Route(context, "id"));
        await registry.DeleteVersionAsync(name, version, context.RequestAborted).ConfigureAwait(false);
        await ReplyAsync(context, new ModelResponse(name, version)).ConfigureAwait(false);
    }

    // The command tells what is taken from what is wrong by the status.
    private static async Task AnswerAsync(HttpContext context, Func<HttpContext, Task> call)
    {
        try
        {
            await call(context).ConfigureAwait(false);
        }
        catch (AssetException error) when (error.Fault == AssetFault.Exists)
        {
            throw new MLflowException(Conflict(error.Message));
        }
    }

    private static ModelType TypeOf(string text) =>
        text switch
        {
            "custom_model" => ModelType.Custom,
            "mlflow_model" => ModelType.MLflow,
            "triton_model" => ModelType.Triton,
            _ => throw new MLflowException(
                MLflowError.Invalid($"'{text}' is no model type: custom_model, mlflow_model, triton_model.")
            ),
        };

    private static MLflowError Conflict(string message) =>
        new(StatusCodes.Status409Conflict, "RESOURCE_CONFLICT", message);

    private static string Route(HttpContext context, string name) =>
        Convert.ToString(context.GetRouteValue(name), CultureInfo.InvariantCulture) ?? "";

    private static Task ReplyAsync(HttpContext context, ModelResponse response) =>
        MLflowReply.WriteAsync(context, response, ControlJson.Default.ModelResponse);
}
