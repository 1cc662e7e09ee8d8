using Attune.Client.Protocols.MLflow;
using Attune.Studio.Endpoints.MLflow.Search;
using Attune.Studio.SignIn;
using Attune.Workspace.Assets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Attune.Studio.Endpoints.MLflow.Registry;

/// <summary>The calls about versions of registered models. A trial registers what its own run made, and sees that.</summary>
internal sealed class VersionCalls(
    ModelRegistry registry,
    ModelSources sources,
    VersionAccess versions,
    RunAccess access
)
{
    private const int MostResults = 200_000;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapRegistryCall(Access.ContributeOrTrial, "POST", "model-versions/create", CreateAsync);
        routes.MapRegistryCall(Access.ReadOrTrial, "GET", "model-versions/get", GetAsync);
        routes.MapRegistryCall(Access.Read, "GET", "model-versions/search", SearchAsync);
        routes.MapRegistryCall(Access.Contribute, "PATCH", "model-versions/update", UpdateAsync);
        routes.MapRegistryCall(Access.Own, "DELETE", "model-versions/delete", DeleteAsync);
        routes.MapRegistryCall(Access.Contribute, "POST", "model-versions/transition-stage", TransitionAsync);
        routes.MapRegistryCall(
            Access.ReadOrTrial,
            "GET",
            "model-versions/get-download-uri",
            GetDownloadUriAsync
        );
        routes.MapRegistryCall(
            Access.Contribute,
            "POST",
            "model-versions/set-tag",
            context => SetTagAsync(context, request => request.Value ?? "")
        );
        routes.MapRegistryCall(
            Access.Contribute,
            "DELETE",
            "model-versions/delete-tag",
            context => SetTagAsync(context, _ => null)
        );
        routes
            .MapMethods("/model-versions/get-artifact", ["GET"], GetArtifactAsync)
            .RequireAuthorization(Access.ReadOrTrial);
    }

    private async Task CreateAsync(HttpContext context)
    {
        var request = await ReadAsync(context).ConfigureAwait(false);
        var name = MLflowRequest.Require(request.Name, "name");
        var caller = Caller.Of(context);
        var source = await sources
            .FindAsync(
                caller,
                MLflowRequest.Require(request.Source, "source"),
                request.ModelId,
                context.RequestAborted
            )
            .ConfigureAwait(false);
        var run = string.IsNullOrEmpty(request.RunId) ? source.Run : request.RunId;
        if (run is not null)
        {
            await access.RequireAsync(caller, run, context.RequestAborted).ConfigureAwait(false);
        }
        if (source.Run is not null && run != source.Run)
        {
            throw new MLflowException(
                MLflowError.Invalid($"The source belongs to the run '{source.Run}', not to '{run}'.")
            );
        }
        var made = await registry
            .RegisterAsync(
                new ModelRegistration
                {
                    Name = name,
                    Files = source.Files,
                    MakesModel = false,
                    Description = request.Description,
                    Tags = RegistryViews.Tags(request.Tags),
                    Properties = RegistryViews.Tags(request.Properties),
                    Source = request.Source,
                    Job = source.Job,
                    Run = run,
                    LoggedModel = source.LoggedModel,
                    RunLink = request.RunLink,
                    User = (caller as Caller.Person)?.Name ?? Environment.UserName,
                },
                context.RequestAborted
            )
            .ConfigureAwait(false);
        await ReplyAsync(context, made).ConfigureAwait(false);
    }

    private async Task GetAsync(HttpContext context) =>
        await ReplyAsync(context, await FindAsync(context).ConfigureAwait(false)).ConfigureAwait(false);

    private async Task GetDownloadUriAsync(HttpContext context)
    {
        var found = await FindAsync(context).ConfigureAwait(false);
        await MLflowReply
            .WriteAsync(
                context,
                new DownloadUriResponse(RegistryViews.ArtifactUri(found)),
                MLflowJson.Default.DownloadUriResponse
            )
            .ConfigureAwait(false);
    }

    private async Task GetArtifactAsync(HttpContext context)
    {
        var names = ArtifactPath.FromText(MLflowRequest.RequireQuery(context, "path"));
        var found = await FindAsync(context).ConfigureAwait(false);
        await ArtifactCalls
            .SendAsync(context, new ArtifactPlace(registry.FolderOf(found), names))
            .ConfigureAwait(false);
    }

    private async Task SearchAsync(HttpContext context)
    {
        var query = SearchQuery.Read(context, FilterDialect.ModelVersions, MostResults, MostResults);
        var models = (await registry.ListAsync(context.RequestAborted).ConfigureAwait(false)).ToDictionary(
            model => model.Name,
            StringComparer.Ordinal
        );
        var versions = await registry.VersionsAsync(null, context.RequestAborted).ConfigureAwait(false);
        var (page, next) = query.Take(
            versions,
            version => new ModelVersionSubject(version),
            sorted =>
                sorted
                    .ThenByDescending(version => version.UpdatedAt)
                    .ThenBy(version => version.Name, StringComparer.Ordinal)
                    .ThenByDescending(version => version.Version)
        );
        await MLflowReply
            .WriteAsync(
                context,
                new ModelVersionsResponse(
                    RunViews.OrNull(
                        page.Select(version =>
                            RegistryViews.Of(version, models.GetValueOrDefault(version.Name))
                        )
                    ),
                    next
                ),
                MLflowJson.Default.ModelVersionsResponse
            )
            .ConfigureAwait(false);
    }

    private async Task UpdateAsync(HttpContext context)
    {
        var request = await ReadAsync(context).ConfigureAwait(false);
        var changed = await registry
            .ChangeVersionAsync(
                MLflowRequest.Require(request.Name, "name"),
                RegistryViews.Version(request.Version),
                version => version with { Description = request.Description ?? version.Description },
                context.RequestAborted
            )
            .ConfigureAwait(false);
        await ReplyAsync(context, changed).ConfigureAwait(false);
    }

    private async Task DeleteAsync(HttpContext context)
    {
        var request = await ReadAsync(context).ConfigureAwait(false);
        await registry
            .DeleteVersionAsync(
                MLflowRequest.Require(request.Name, "name"),
                RegistryViews.Version(request.Version),
                context.RequestAborted
            )
            .ConfigureAwait(false);
        await MLflowReply.EmptyAsync(context).ConfigureAwait(false);
    }

    private async Task TransitionAsync(HttpContext context)
    {
        var request = await ReadAsync(context).ConfigureAwait(false);
        var stage = RegistryViews.Stage(MLflowRequest.Require(request.Stage, "stage"));
        if (request.ArchiveExistingVersions && stage is ModelStage.None or ModelStage.Archived)
        {
            throw new MLflowException(
                MLflowError.Invalid("Existing versions are archived only for Staging and Production.")
            );
        }
        var moved = await registry
            .TransitionAsync(
                MLflowRequest.Require(request.Name, "name"),
                RegistryViews.Version(request.Version),
                stage,
                request.ArchiveExistingVersions,
                context.RequestAborted
            )
            .ConfigureAwait(false);
        await ReplyAsync(context, moved).ConfigureAwait(false);
    }

    private async Task SetTagAsync(HttpContext context, Func<RegistryRequest, string?> value)
    {
        var request = await ReadAsync(context).ConfigureAwait(false);
        await registry
            .ChangeVersionAsync(
                MLflowRequest.Require(request.Name, "name"),
                RegistryViews.Version(request.Version),
                version =>
                    version with
                    {
                        Tags = RegistryViews.With(version.Tags, request.Key, value(request)),
                    },
                context.RequestAborted
            )
            .ConfigureAwait(false);
        await MLflowReply.EmptyAsync(context).ConfigureAwait(false);
    }

    private Task<ModelVersion> FindAsync(HttpContext context) =>
        versions.FindAsync(
            Caller.Of(context),
            MLflowRequest.RequireQuery(context, "name"),
            RegistryViews.Version(MLflowRequest.Query(context, "version")),
            context.RequestAborted
        );

    private async Task ReplyAsync(HttpContext context, ModelVersion version)
    {
        var model = await registry.FindAsync(version.Name, context.RequestAborted).ConfigureAwait(false);
        await MLflowReply
            .WriteAsync(
                context,
                new ModelVersionResponse(RegistryViews.Of(version, model)),
                MLflowJson.Default.ModelVersionResponse
            )
            .ConfigureAwait(false);
    }

    private static Task<RegistryRequest> ReadAsync(HttpContext context) =>
        MLflowRequest.ReadAsync(context, MLflowJson.Default.RegistryRequest);
}
