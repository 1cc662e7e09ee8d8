using Attune.Client.Protocols.MLflow;
using Attune.Studio.Endpoints.MLflow.Search;
using Attune.Studio.SignIn;
using Attune.Workspace.Assets;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Attune.Studio.Endpoints.MLflow.Registry;

/// <summary>The calls about registered models. A trial may make one, to register what it made; the rest is for people.</summary>
internal sealed class RegistryCalls(ModelRegistry registry)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapRegistryCall(Access.ContributeOrTrial, "POST", "registered-models/create", CreateAsync);
        routes.MapRegistryCall(Access.Read, "GET", "registered-models/get", GetAsync);
        routes.MapRegistryCall(Access.Contribute, "PATCH", "registered-models/update", UpdateAsync);
        routes.MapRegistryCall(Access.Contribute, "POST", "registered-models/rename", RenameAsync);
        routes.MapRegistryCall(Access.Own, "DELETE", "registered-models/delete", DeleteAsync);
        routes.MapRegistryCall(Access.Read, "GET", "registered-models/search", SearchAsync);
        // The first generation's name of the same.
        routes.MapRegistryCall(Access.Read, "GET", "registered-models/list", SearchAsync);
        routes.MapRegistryCall(
            Access.Read,
            "POST",
            "registered-models/get-latest-versions",
            LatestByBodyAsync
        );
        routes.MapRegistryCall(
            Access.Read,
            "GET",
            "registered-models/get-latest-versions",
            context =>
                LatestAsync(
                    context,
                    MLflowRequest.Query(context, "name"),
                    [.. context.Request.Query["stages"].OfType<string>()]
                )
        );
        routes.MapRegistryCall(
            Access.Contribute,
            "POST",
            "registered-models/set-tag",
            context => SetTagAsync(context, request => request.Value ?? "")
        );
        routes.MapRegistryCall(
            Access.Contribute,
            "DELETE",
            "registered-models/delete-tag",
            context => SetTagAsync(context, _ => null)
        );
        routes.MapRegistryCall(Access.Contribute, "POST", "registered-models/alias", SetAliasAsync);
        routes.MapRegistryCall(Access.Read, "GET", "registered-models/alias", GetAliasAsync);
        routes.MapRegistryCall(Access.Contribute, "DELETE", "registered-models/alias", DeleteAliasAsync);
    }

    private async Task CreateAsync(HttpContext context)
    {
        var request = await ReadAsync(context).ConfigureAwait(false);
        var name = MLflowRequest.Require(request.Name, "name");
        var tags = RegistryViews.Tags(request.Tags);
        var made = await registry
            .CreateAsync(name, request.Description, tags, context.RequestAborted)
            .ConfigureAwait(false);
        await ReplyAsync(context, made).ConfigureAwait(false);
    }

    private async Task GetAsync(HttpContext context) =>
        await ReplyAsync(
                context,
                await FindAsync(context, MLflowRequest.RequireQuery(context, "name")).ConfigureAwait(false)
            )
            .ConfigureAwait(false);

    private async Task UpdateAsync(HttpContext context)
    {
        var request = await ReadAsync(context).ConfigureAwait(false);
        var name = MLflowRequest.Require(request.Name, "name");
        // Clients of the first generation rename by this call.
        var changed = request.NewName is { Length: > 0 } other
            ? await registry.RenameAsync(name, other, context.RequestAborted).ConfigureAwait(false)
            : await registry
                .ChangeAsync(
                    name,
                    model => model with { Description = request.Description ?? model.Description },
                    context.RequestAborted
                )
                .ConfigureAwait(false);
        await ReplyAsync(context, changed).ConfigureAwait(false);
    }

    private async Task RenameAsync(HttpContext context)
    {
        var request = await ReadAsync(context).ConfigureAwait(false);
        var renamed = await registry
            .RenameAsync(
                MLflowRequest.Require(request.Name, "name"),
                MLflowRequest.Require(request.NewName, "new_name"),
                context.RequestAborted
            )
            .ConfigureAwait(false);
        await ReplyAsync(context, renamed).ConfigureAwait(false);
    }

    private async Task DeleteAsync(HttpContext context)
    {
        var request = await ReadAsync(context).ConfigureAwait(false);
        var name = MLflowRequest.Require(request.Name, "name");
        await registry.DeleteAsync(name, context.RequestAborted).ConfigureAwait(false);
        await MLflowReply.EmptyAsync(context).ConfigureAwait(false);
    }

    private async Task SearchAsync(HttpContext context)
    {
        var query = SearchQuery.Read(context, FilterDialect.RegisteredModels, byDefault: 100, most: 1000);
        var models = await registry.ListAsync(context.RequestAborted).ConfigureAwait(false);
        var versions = (
            await registry.VersionsAsync(null, context.RequestAborted).ConfigureAwait(false)
        ).ToLookup(version => version.Name, StringComparer.Ordinal);
        var (page, next) = query.Take(
            models,
            model => new RegisteredModelSubject(model),
            sorted => sorted.ThenBy(model => model.Name, StringComparer.Ordinal)
        );
        await MLflowReply
            .WriteAsync(
                context,
                new RegisteredModelsResponse(
                    RunViews.OrNull(page.Select(model => RegistryViews.Of(model, versions[model.Name]))),
                    next
                ),
                MLflowJson.Default.RegisteredModelsResponse
            )
            .ConfigureAwait(false);
    }

    private async Task LatestByBodyAsync(HttpContext context)
    {
        var request = await ReadAsync(context).ConfigureAwait(false);
        await LatestAsync(context, request.Name, request.Stages ?? []).ConfigureAwait(false);
    }

    private async Task LatestAsync(HttpContext context, string? name, IReadOnlyList<string> asked)
    {
        var stages = asked.Select(RegistryViews.Stage).ToArray();
        var model = await FindAsync(context, MLflowRequest.Require(name, "name")).ConfigureAwait(false);
        var versions = await registry.VersionsAsync(model.Name, context.RequestAborted).ConfigureAwait(false);
        var latest = RegistryViews
            .Latest(versions)
            .Where(version => stages.Length == 0 || stages.Contains(version.Stage))
            .Select(version => RegistryViews.Of(version, model));
        await MLflowReply
            .WriteAsync(
                context,
                new ModelVersionsResponse(RunViews.OrNull(latest), null),
                MLflowJson.Default.ModelVersionsResponse
            )
            .ConfigureAwait(false);
    }

    private async Task SetTagAsync(HttpContext context, Func<RegistryRequest, string?> value)
    {
        var request = await ReadAsync(context).ConfigureAwait(false);
        var name = MLflowRequest.Require(request.Name, "name");
        await registry
            .ChangeAsync(
                name,
                model => model with { Tags = RegistryViews.With(model.Tags, request.Key, value(request)) },
                context.RequestAborted
            )
            .ConfigureAwait(false);
        await MLflowReply.EmptyAsync(context).ConfigureAwait(false);
    }

    private async Task SetAliasAsync(HttpContext context)
    {
        var request = await ReadAsync(context).ConfigureAwait(false);
        await registry
            .SetAliasAsync(
                MLflowRequest.Require(request.Name, "name"),
                MLflowRequest.Require(request.Alias, "alias"),
                RegistryViews.Version(request.Version),
                context.RequestAborted
            )
            .ConfigureAwait(false);
        await MLflowReply.EmptyAsync(context).ConfigureAwait(false);
    }

    private async Task GetAliasAsync(HttpContext context)
    {
        var alias = MLflowRequest.RequireQuery(context, "alias");
        var model = await FindAsync(context, MLflowRequest.RequireQuery(context, "name"))
            .ConfigureAwait(false);
        var found = model.Aliases.TryGetValue(alias, out var number)
            ? await registry
                .FindVersionAsync(model.Name, number, context.RequestAborted)
                .ConfigureAwait(false)
            : null;
        await MLflowReply
            .WriteAsync(
                context,
                new ModelVersionResponse(
                    RegistryViews.Of(
                        found
                            ?? throw new MLflowException(
                                MLflowError.Unknown(
                                    $"The registered model '{model.Name}' has no alias '{alias}'."
                                )
                            ),
                        model
                    )
                ),
                MLflowJson.Default.ModelVersionResponse
            )
            .ConfigureAwait(false);
    }

    private async Task DeleteAliasAsync(HttpContext context)
    {
        var request = await ReadAsync(context).ConfigureAwait(false);
        await registry
            .DeleteAliasAsync(
                MLflowRequest.Require(request.Name, "name"),
                MLflowRequest.Require(request.Alias, "alias"),
                context.RequestAborted
            )
            .ConfigureAwait(false);
        await MLflowReply.EmptyAsync(context).ConfigureAwait(false);
    }

    private async Task<RegisteredModel> FindAsync(HttpContext context, string name) =>
        await registry.FindAsync(name, context.RequestAborted).ConfigureAwait(false)
        ?? throw new MLflowException(MLflowError.Unknown($"There is no registered model '{name}'."));

    private async Task ReplyAsync(HttpContext context, RegisteredModel model)
    {
        // Of what others registered a trial is told nothing.
        var versions =
            Caller.Of(context) is Caller.Trial
                ? []
                : await registry.VersionsAsync(model.Name, context.RequestAborted).ConfigureAwait(false);
        await MLflowReply
            .WriteAsync(
                context,
                new RegisteredModelResponse(RegistryViews.Of(model, versions)),
                MLflowJson.Default.RegisteredModelResponse
            )
            .ConfigureAwait(false);
    }

    private static Task<RegistryRequest> ReadAsync(HttpContext context) =>
        MLflowRequest.ReadAsync(context, MLflowJson.Default.RegistryRequest);
}
