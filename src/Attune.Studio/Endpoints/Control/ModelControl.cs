using System.Globalization;
using Attune.Client.Protocols.Control;
using Attune.Studio.Endpoints.Control.Descriptions;
using Attune.Studio.Endpoints.MLflow;
using Attune.Studio.Endpoints.MLflow.Registry;
using Attune.Studio.SignIn;
using Attune.Workspace.Assets;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Attune.Studio.Endpoints.Control;

/// <summary>The command's door to the model registry. Who holds the home's own token may name a place of this machine; others a job's outputs.</summary>
internal sealed class ModelControl(ModelRegistry registry, ModelSources sources, ControlHosts hosts)
{
    private const string Models = ControlCall.Workspaces + "/{workspace}/models";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapControl("POST", Models, Access.Contribute, RegisterAsync)
            .Describe(
                "Registers a version of a model.",
                request: ControlJson.Default.RegisterModelRequest,
                response: ControlJson.Default.ModelResponse
            );
        routes
            .MapControl("DELETE", Models + "/{name}", Access.Own, DeleteAsync)
            .Describe(
                "Deletes a model with all of its versions.",
                response: ControlJson.Default.ModelResponse
            );
        routes
            .MapControl("DELETE", Models + "/{name}/versions/{id}", Access.Own, DeleteVersionAsync)
            .Describe("Deletes a version of a model.", response: ControlJson.Default.ModelResponse);
    }

    private async Task RegisterAsync(HttpContext context)
    {
        var request = await MLflowRequest
            .ReadAsync(context, ControlJson.Default.RegisterModelRequest)
            .ConfigureAwait(false);
        var path = MLflowRequest.Require(request.Path, "path");
        _ = hosts.Of(context);
        var caller = Caller.Of(context);
        if (Path.IsPathFullyQualified(path) && caller is not Caller.Host)
        {
            throw new MLflowException(
                MLflowError.Denied(
                    "Files of this machine are registered by its own user; from elsewhere name what a job made: azureml://jobs/JOB/outputs/artifacts/paths/PATH"
                )
            );
        }
        var source = Path.IsPathFullyQualified(path)
            ? new ModelSource(path, null, null, null)
            : await sources.FindAsync(caller, path, null, context.RequestAborted).ConfigureAwait(false);
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
                    User = caller is Caller.Person person ? person.Name : Environment.UserName,
                },
                context.RequestAborted
            )
            .ConfigureAwait(false);
        await ReplyAsync(context, new ModelResponse(made.Name, made.Version)).ConfigureAwait(false);
    }

    private async Task DeleteAsync(HttpContext context)
    {
        _ = hosts.Of(context);
        await registry.DeleteAsync(Route(context, "name"), context.RequestAborted).ConfigureAwait(false);
        await ReplyAsync(context, new ModelResponse(Route(context, "name"), null)).ConfigureAwait(false);
    }

    private async Task DeleteVersionAsync(HttpContext context)
    {
        _ = hosts.Of(context);
        var name = Route(context, "name");
        var version = RegistryViews.Version(Route(context, "id"));
        await registry.DeleteVersionAsync(name, version, context.RequestAborted).ConfigureAwait(false);
        await ReplyAsync(context, new ModelResponse(name, version)).ConfigureAwait(false);
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

    private static string Route(HttpContext context, string name) =>
        Convert.ToString(context.GetRouteValue(name), CultureInfo.InvariantCulture) ?? "";

    private static Task ReplyAsync(HttpContext context, ModelResponse response) =>
        MLflowReply.WriteAsync(context, response, ControlJson.Default.ModelResponse);
}
