using Attune.Client;
using Attune.Client.Protocols.Arm;
using Attune.Studio.SignIn;
using Attune.Workspace;
using Attune.Workspace.Catalog;
using Attune.Workspace.Compute;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Attune.Studio.Endpoints.Arm;

/// <summary>Workspaces: made, listed, changed, deleted. Any subscription and resource group lead to the home's own.</summary>
internal sealed class WorkspaceCalls(ArmParts arm)
{
    private const string Type = ArmRoutes.Provider + "/workspaces";

    // As long as a client may run without asking for the workspace again.
    private static readonly TimeSpan DiscoveryLifetime = TimeSpan.FromDays(1);

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapAbove("GET", ArmRoutes.Workspaces, Access.Read, ListAsync);
        routes.MapAbove(
            "GET",
            $"/subscriptions/{{subscription}}/providers/{ArmRoutes.Provider}/workspaces",
            Access.Read,
            ListAsync
        );
        routes.MapArm(arm, "GET", "", Access.Read, GetAsync);
        routes.MapAbove("PUT", ArmRoutes.Workspace, Access.Own, PutAsync);
        routes.MapAbove("PATCH", ArmRoutes.Workspace, Access.Own, PatchAsync);
        routes.MapAbove("DELETE", ArmRoutes.Workspace, Access.Own, DeleteAsync);
        routes.MapArmCall("GET", "/discovery/workspaces/{workspace}", LinkSignIn.Read, DiscoverAsync);
    }

    private async Task ListAsync(HttpContext context)
    {
        var all = await arm.Workspaces.ListAsync(context.RequestAborted).ConfigureAwait(false);
        var (subscription, group) = (Route(context, "subscription"), Route(context, "group"));
        WorkspaceRecord[] shown =
        [
            .. all.Where(workspace =>
                Fits(workspace.Subscription, subscription) && Fits(workspace.ResourceGroup, group)
            ),
        ];
        var call = ArmCall.About(context, null);
        await call.ReplyAsync(
                ArmPage.Of(call, shown, workspace => workspace.Name, workspace => View(call, workspace)),
                ArmJson.Default.ResourcePageResourceWorkspaceProperties
            )
            .ConfigureAwait(false);
    }

    private async Task GetAsync(ArmCall call)
    {
        var workspace = await arm
            .Workspaces.FindAsync(call.WorkspaceName, call.Aborted)
            .ConfigureAwait(false);
        await ReplyAsync(call, workspace!).ConfigureAwait(false);
    }

    private async Task PutAsync(HttpContext context)
    {
        var call = ArmCall.About(context, null);
        var problems = new List<Problem>();
        var body = await call.ReadAsync(ArmJson.Default.ResourceWorkspaceProperties, problems)
            .ConfigureAwait(false);
        ArmCall.Refuse(problems);
        var (saved, isNew) = await arm
            .Workspaces.SaveAsync(
                call.WorkspaceName,
                there =>
                    there with
                    {
                        DisplayName = body!.Properties?.FriendlyName,
                        Description = body.Properties?.Description,
                        Location = body.Location ?? there.Location,
                        Tags = body.Tags ?? [],
                        Subscription = there.Subscription ?? Label(context, "subscription"),
                        ResourceGroup = there.ResourceGroup ?? Label(context, "group"),
                    },
                call.Aborted
            )
            .ConfigureAwait(false);
        if (isNew)
        {
            await arm.Host.FurnishAsync(saved.Name, call.Aborted).ConfigureAwait(false);
        }
        await ReplyAsync(call, saved, isNew ? StatusCodes.Status201Created : StatusCodes.Status200OK)
            .ConfigureAwait(false);
    }

    private async Task PatchAsync(HttpContext context)
    {
        var call = await ArmCall.OfAsync(context, arm).ConfigureAwait(false);
        var problems = new List<Problem>();
        var body = await call.ReadAsync(ArmJson.Default.ResourceWorkspaceProperties, problems)
            .ConfigureAwait(false);
        ArmCall.Refuse(problems);
        var (saved, _) = await arm
            .Workspaces.SaveAsync(
                call.WorkspaceName,
                there =>
                    there with
                    {
                        DisplayName = body!.Properties?.FriendlyName ?? there.DisplayName,
                        Description = body.Properties?.Description ?? there.Description,
                        Tags = body.Tags ?? there.Tags,
                    },
                call.Aborted
            )
            .ConfigureAwait(false);
        await ReplyAsync(call, saved).ConfigureAwait(false);
    }

    private async Task DeleteAsync(HttpContext context)
    {
        var name = Route(context, "workspace")!;
        // What runs in its instances would be forgotten, not stopped.
        var running = await arm.Workspaces.FindAsync(name, context.RequestAborted).ConfigureAwait(false)
            is { } known
            ? (await arm.Compute(known.Name).ListAsync(context.RequestAborted).ConfigureAwait(false))
                .OfType<ComputeInstance>()
                .FirstOrDefault(instance => instance.IsChanging || instance.State == InstanceState.Running)
            : null;
        if (running is not null)
        {
            throw new JobStateException($"The instance '{running.Name}' in it runs; stop it first.");
        }
        await arm.Host.CloseAsync(name, context.RequestAborted).ConfigureAwait(false);
        context.Response.StatusCode = await arm
            .Workspaces.DeleteAsync(name, context.RequestAborted)
            .ConfigureAwait(false)
            ? StatusCodes.Status200OK
            : StatusCodes.Status204NoContent;
    }

    // Where the data plane is: the same host.
    private async Task DiscoverAsync(HttpContext context)
    {
        var call = await ArmCall.OfAsync(context, arm).ConfigureAwait(false);
        await call.ReplyAsync(
                new Discovery { Api = call.Base, History = call.Base },
                ArmJson.Default.Discovery
            )
            .ConfigureAwait(false);
    }

    private Task ReplyAsync(ArmCall call, WorkspaceRecord workspace, int status = StatusCodes.Status200OK) =>
        call.ReplyAsync(View(call, workspace), ArmJson.Default.ResourceWorkspaceProperties, status);

    private Resource<WorkspaceProperties> View(ArmCall call, WorkspaceRecord workspace)
    {
        var group = Route(call.Http, "group") ?? workspace.ResourceGroup ?? "attune";
        var discovery = $"/discovery/workspaces/{workspace.Name}";
        return new Resource<WorkspaceProperties>
        {
            Id =
                $"/subscriptions/{call.Route("subscription")}/resourceGroups/{group}/providers/{ArmRoutes.Provider}/workspaces/{workspace.Name}",
            Name = workspace.Name,
            Type = Type,
            Location = workspace.Location,
            Tags = workspace.Tags.ToDictionary(tag => tag.Key, tag => tag.Value, StringComparer.Ordinal),
            Sku = new ResourceSku("Basic", "Basic"),
            SystemData = new SystemData
            {
                CreatedAt = workspace.CreatedAt,
                LastModifiedAt = workspace.ModifiedAt,
            },
            Properties = new WorkspaceProperties
            {
                FriendlyName = workspace.DisplayName ?? workspace.Name,
                Description = workspace.Description,
                WorkspaceId = workspace.Id.Length > 0 ? workspace.Id : workspace.Name,
                ProvisioningState = "Succeeded",
                DiscoveryUrl =
                    $"{call.Base}{discovery}?{arm.Links.Query(discovery, mayWrite: false, DiscoveryLifetime)}",
                MlFlowTrackingUri = arm.AddressOf(call.Base, workspace.Name),
                HbiWorkspace = false,
                PublicNetworkAccess = "Disabled",
                IsServed = true,
            },
        };
    }

    private static string? Label(HttpContext context, string name) =>
        Route(context, name) is { } label && label != ResourceClient.None ? label : null;

    private static bool Fits(string? label, string? asked) =>
        label is null || asked is null || label.Equals(asked, StringComparison.OrdinalIgnoreCase);

    private static string? Route(HttpContext context, string name) => context.GetRouteValue(name) as string;
}
