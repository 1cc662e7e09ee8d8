using Attune.Client.Protocols.Arm;
using Attune.Studio.SignIn;
using Attune.Workspace.Assets;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Attune.Studio.Endpoints.Arm;

/// <summary>Data, environments and code, each with versions.</summary>
internal sealed class AssetCalls(ArmParts arm)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        foreach (var kind in AssetKinds.All)
        {
            var (one, version) = ($"/{kind}/{{name}}", $"/{kind}/{{name}}/versions/{{version}}");
            routes.MapArm(arm, "GET", $"/{kind}", Access.Read, call => ListAsync(call, kind));
            routes.MapArm(arm, "GET", one, Access.Read, call => GetAsync(call, kind));
            routes.MapArm(arm, "PUT", one, Access.Contribute, call => PutAsync(call, kind));
            routes.MapArm(arm, "DELETE", one, Access.Own, call => DeleteAsync(call, kind, null));
            routes.MapArm(arm, "GET", $"{one}/versions", Access.Read, call => ListVersionsAsync(call, kind));
            routes.MapArm(arm, "GET", version, Access.Read, call => GetVersionAsync(call, kind));
            routes.MapArm(arm, "PUT", version, Access.Contribute, call => PutVersionAsync(call, kind));
            routes.MapArm(
                arm,
                "DELETE",
                version,
                Access.Own,
                call => DeleteAsync(call, kind, call.Route("version"))
            );
        }
    }

    private async Task ListAsync(ArmCall call, string kind)
    {
        var view = JobFilter.ViewOf(call);
        var all = await Shelf(call, kind).ListAsync(call.Aborted).ConfigureAwait(false);
        Asset[] shown = [.. all.Where(asset => view is null || asset.IsArchived == view)];
        await call.ReplyAsync(
                ArmPage.Of(call, shown, asset => asset.Name, asset => AssetViews.Of(call, kind, asset)),
                ArmJson.Default.ResourcePageResourceAssetProperties
            )
            .ConfigureAwait(false);
    }

    private async Task GetAsync(ArmCall call, string kind)
    {
        var asset = await FindAsync(call, kind).ConfigureAwait(false);
        await call.ReplyAsync(AssetViews.Of(call, kind, asset), ArmJson.Default.ResourceAssetProperties)
            .ConfigureAwait(false);
    }

    private async Task PutAsync(ArmCall call, string kind)
    {
        var problems = new List<Problem>();
        var body = await call.ReadAsync(ArmJson.Default.ResourceAssetProperties, problems)
            .ConfigureAwait(false);
        ArmCall.Refuse(problems);
        var (saved, isNew) = await Shelf(call, kind)
            .SaveAsync(
                call.Name,
                there => AssetReading.Describe(there, body!.Properties ?? new AssetProperties()),
                call.Aborted
            )
            .ConfigureAwait(false);
        await call.ReplyAsync(
                AssetViews.Of(call, kind, saved),
                ArmJson.Default.ResourceAssetProperties,
                isNew ? StatusCodes.Status201Created : StatusCodes.Status200OK
            )
            .ConfigureAwait(false);
    }

    private async Task ListVersionsAsync(ArmCall call, string kind)
    {
        var view = JobFilter.ViewOf(call);
        var asset = await FindAsync(call, kind).ConfigureAwait(false);
        AssetVersion[] shown =
        [
            .. asset.Versions.Reverse().Where(version => view is null || version.IsArchived == view),
        ];
        await call.ReplyAsync(
                ArmPage.Of(
                    call,
                    shown,
                    version => version.Version,
                    version => AssetViews.Of(call, kind, asset.Name, version)
                ),
                ArmJson.Default.ResourcePageResourceAssetProperties
            )
            .ConfigureAwait(false);
    }

    private async Task GetVersionAsync(ArmCall call, string kind)
    {
        var asset = await FindAsync(call, kind).ConfigureAwait(false);
        var version =
            asset.Find(call.Route("version"))
            ?? throw new ArmException(
                ArmError.NotFound($"'{asset.Name}' has no version '{call.Route("version")}'.")
            );
        await call.ReplyAsync(
                AssetViews.Of(call, kind, asset.Name, version),
                ArmJson.Default.ResourceAssetProperties
            )
            .ConfigureAwait(false);
    }

    private async Task PutVersionAsync(ArmCall call, string kind)
    {
        var problems = new List<Problem>();
        var body = await call.ReadAsync(ArmJson.Default.ResourceAssetProperties, problems)
            .ConfigureAwait(false);
        var version = body is null ? null : AssetReading.Version(call, kind, body, problems);
        ArmCall.Refuse(problems);
        var (asset, saved, isNew) = await Shelf(call, kind)
            .SaveAsync(call.Name, version!, call.Aborted)
            .ConfigureAwait(false);
        await call.ReplyAsync(
                AssetViews.Of(call, kind, asset.Name, saved),
                ArmJson.Default.ResourceAssetProperties,
                isNew ? StatusCodes.Status201Created : StatusCodes.Status200OK
            )
            .ConfigureAwait(false);
    }

    private async Task DeleteAsync(ArmCall call, string kind, string? version) =>
        call.Reply(
            await Shelf(call, kind).DeleteAsync(call.Name, version, call.Aborted).ConfigureAwait(false)
                ? StatusCodes.Status200OK
                : StatusCodes.Status204NoContent
        );

    private async Task<Asset> FindAsync(ArmCall call, string kind) =>
        await Shelf(call, kind).FindAsync(call.Name, call.Aborted).ConfigureAwait(false)
        ?? throw new ArmException(ArmError.NotFound($"There is nothing named '{call.Name}' among {kind}."));

    private AssetShelf Shelf(ArmCall call, string kind) => arm.Assets(call.WorkspaceName, kind);
}
