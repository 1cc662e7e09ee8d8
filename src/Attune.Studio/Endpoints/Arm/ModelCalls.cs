using Attune.Client.Protocols.Arm;
using Attune.Studio.SignIn;
using Attune.Workspace;
using Attune.Workspace.Assets;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Attune.Studio.Endpoints.Arm;

/// <summary>Registered models and their versions: the registry that MLflow's clients and the studio see too.</summary>
internal sealed class ModelCalls(ArmParts arm, ModelPlaces places)
{
    private const string One = "/models/{name}";
    private const string Version = One + "/versions/{version}";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapArm(arm, "GET", "/models", Access.Read, ListAsync);
        routes.MapArm(arm, "GET", One, Access.Read, GetAsync);
        routes.MapArm(arm, "PUT", One, Access.Contribute, PutAsync);
        routes.MapArm(arm, "DELETE", One, Access.Own, DeleteAsync);
        routes.MapArm(arm, "GET", One + "/versions", Access.Read, ListVersionsAsync);
        routes.MapArm(arm, "GET", Version, Access.Read, GetVersionAsync);
        routes.MapArm(arm, "PUT", Version, Access.Contribute, PutVersionAsync);
        routes.MapArm(arm, "DELETE", Version, Access.Own, DeleteVersionAsync);
    }

    private async Task ListAsync(ArmCall call)
    {
        var view = JobFilter.ViewOf(call);
        var models = await Models(call).ListAsync(call.Aborted).ConfigureAwait(false);
        var versions = (await Models(call).VersionsAsync(null, call.Aborted).ConfigureAwait(false)).ToLookup(
            version => version.Name,
            StringComparer.Ordinal
        );
        RegisteredModel[] shown = [.. models.Where(model => view is null || model.IsArchived == view)];
        await call.ReplyAsync(
                ArmPage.Of(
                    call,
                    shown,
                    model => model.Name,
                    model => ModelViews.Of(call, model, [.. versions[model.Name]])
                ),
                ArmJson.Default.ResourcePageResourceAssetProperties
            )
            .ConfigureAwait(false);
    }

    private async Task GetAsync(ArmCall call) =>
        await ReplyAsync(call, await FindAsync(call).ConfigureAwait(false), StatusCodes.Status200OK)
            .ConfigureAwait(false);

    private async Task PutAsync(ArmCall call)
    {
        var problems = new List<Problem>();
        var body = await call.ReadAsync(ArmJson.Default.ResourceAssetProperties, problems)
            .ConfigureAwait(false);
        ArmCall.Refuse(problems);
        var asked = body!.Properties ?? new AssetProperties();
        var isNew = await Models(call).FindAsync(call.Name, call.Aborted).ConfigureAwait(false) is null;
        if (isNew)
        {
            await Models(call)
                .CreateAsync(call.Name, asked.Description, ModelReading.Map(asked.Tags), call.Aborted)
                .ConfigureAwait(false);
        }
        var saved = await Models(call)
            .ChangeAsync(
                call.Name,
                model =>
                    model with
                    {
                        Description = asked.Description,
                        Tags = ModelReading.Map(asked.Tags),
                        IsArchived = asked.IsArchived ?? model.IsArchived,
                    },
                call.Aborted
            )
            .ConfigureAwait(false);
        await ReplyAsync(call, saved, isNew ? StatusCodes.Status201Created : StatusCodes.Status200OK)
            .ConfigureAwait(false);
    }

    private async Task DeleteAsync(ArmCall call)
    {
        if (await Models(call).FindAsync(call.Name, call.Aborted).ConfigureAwait(false) is null)
        {
            call.Reply(StatusCodes.Status204NoContent);
            return;
        }
        await Models(call).DeleteAsync(call.Name, call.Aborted).ConfigureAwait(false);
        call.Reply(StatusCodes.Status200OK);
    }

    private async Task ListVersionsAsync(ArmCall call)
    {
        await FindAsync(call).ConfigureAwait(false);
        var filter = new ModelFilter(call);
        var all = await Models(call).VersionsAsync(call.Name, call.Aborted).ConfigureAwait(false);
        ModelVersion[] shown = [.. all.Where(filter.Takes).OrderByDescending(version => version.Version)];
        await call.ReplyAsync(
                ArmPage.Of(
                    call,
                    shown,
                    version => FormattableString.Invariant($"{version.Version}"),
                    version => ModelViews.Of(call, version)
                ),
                ArmJson.Default.ResourcePageResourceAssetProperties
            )
            .ConfigureAwait(false);
    }

    private async Task GetVersionAsync(ArmCall call)
    {
        var number = ModelReading.Version(call);
        var version =
            await Models(call).FindVersionAsync(call.Name, number, call.Aborted).ConfigureAwait(false)
            ?? throw new ArmException(
                ArmError.NotFound(FormattableString.Invariant($"'{call.Name}' has no version {number}."))
            );
        await call.ReplyAsync(ModelViews.Of(call, version), ArmJson.Default.ResourceAssetProperties)
            .ConfigureAwait(false);
    }

    private async Task PutVersionAsync(ArmCall call)
    {
        var number = ModelReading.Version(call);
        var problems = new List<Problem>();
        var body = await call.ReadAsync(ArmJson.Default.ResourceAssetProperties, problems)
            .ConfigureAwait(false);
        var asked = body?.Properties ?? new AssetProperties();
        var type = ModelReading.Type(asked, problems);
        var there = await Models(call)
            .FindVersionAsync(call.Name, number, call.Aborted)
            .ConfigureAwait(false);
        if (there is null && string.IsNullOrWhiteSpace(asked.ModelUri))
        {
            problems.Add(new Problem("properties.modelUri", "'modelUri' is missing."));
        }
        ArmCall.Refuse(problems);
        var saved = there is null
            ? await RegisterAsync(call, number, asked, type).ConfigureAwait(false)
            : await DescribeAsync(call, there, asked, type).ConfigureAwait(false);
        await call.ReplyAsync(
                ModelViews.Of(call, saved),
                ArmJson.Default.ResourceAssetProperties,
                there is null ? StatusCodes.Status201Created : StatusCodes.Status200OK
            )
            .ConfigureAwait(false);
    }

    private async Task<ModelVersion> RegisterAsync(
        ArmCall call,
        int number,
        AssetProperties asked,
        ModelType? type
    )
    {
        var source = await places.FindAsync(call, asked.ModelUri!).ConfigureAwait(false);
        var made = await Models(call)
            .RegisterAsync(
                new ModelRegistration
                {
                    Name = call.Name,
                    Version = number,
                    Files = source.Files,
                    Type = type,
                    Description = asked.Description,
                    Tags = ModelReading.Map(asked.Tags),
                    Properties = ModelReading.Map(asked.Properties),
                    Source = asked.ModelUri,
                    Job = source.Job,
                    Run = source.Run,
                    LoggedModel = source.LoggedModel,
                    User = call.Caller,
                },
                call.Aborted
            )
            .ConfigureAwait(false);
        return asked.IsArchived != true
            ? made
            : await Models(call)
                .ChangeVersionAsync(
                    call.Name,
                    number,
                    version => version with { IsArchived = true },
                    call.Aborted
                )
                .ConfigureAwait(false);
    }

    /// <summary>Of a version that is there only what is said about it can be changed.</summary>
    private Task<ModelVersion> DescribeAsync(
        ArmCall call,
        ModelVersion there,
        AssetProperties asked,
        ModelType? type
    ) =>
        (asked.ModelUri is { } uri && uri != there.Source) || (type is { } other && other != there.Type)
            ? throw new JobStateException(
                FormattableString.Invariant(
                    $"Version {there.Version} of '{there.Name}' is there already, and its files never change; register them as the next version."
                )
            )
            : Models(call)
                .ChangeVersionAsync(
                    there.Name,
                    there.Version,
                    version =>
                        version with
                        {
                            Description = asked.Description,
                            Tags = ModelReading.Map(asked.Tags),
                            IsArchived = asked.IsArchived ?? version.IsArchived,
                        },
                    call.Aborted
                );

    private async Task DeleteVersionAsync(ArmCall call)
    {
        var number = ModelReading.Version(call);
        if (
            await Models(call).FindVersionAsync(call.Name, number, call.Aborted).ConfigureAwait(false) is null
        )
        {
            call.Reply(StatusCodes.Status204NoContent);
            return;
        }
        await Models(call).DeleteVersionAsync(call.Name, number, call.Aborted).ConfigureAwait(false);
        call.Reply(StatusCodes.Status200OK);
    }

    private async Task ReplyAsync(ArmCall call, RegisteredModel model, int status) =>
        await call.ReplyAsync(
                ModelViews.Of(
                    call,
                    model,
                    await Models(call).VersionsAsync(model.Name, call.Aborted).ConfigureAwait(false)
                ),
                ArmJson.Default.ResourceAssetProperties,
                status
            )
            .ConfigureAwait(false);

    private async Task<RegisteredModel> FindAsync(ArmCall call) =>
        await Models(call).FindAsync(call.Name, call.Aborted).ConfigureAwait(false)
        ?? throw new ArmException(ArmError.NotFound($"There is no model '{call.Name}'."));

    private ModelRegistry Models(ArmCall call) => arm.Models(call.WorkspaceName);
}
