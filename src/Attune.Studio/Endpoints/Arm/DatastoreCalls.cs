using System.Text.Json.Nodes;
using Attune.Client.Protocols.Arm;
using Attune.Studio.SignIn;
using Attune.Workspace.Assets;
using Microsoft.AspNetCore.Routing;

namespace Attune.Studio.Endpoints.Arm;

/// <summary>The datastores that every workspace has; they can be read, not made.</summary>
internal sealed class DatastoreCalls(ArmParts arm)
{
    private const string One = "/datastores/{name}";

    private static readonly TimeSpan SecretLifetime = TimeSpan.FromHours(1);

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapArm(arm, "GET", "/datastores", Access.Read, ListAsync);
        routes.MapArm(arm, "GET", One, Access.Read, GetAsync);
        routes.MapArm(arm, "POST", One + "/listSecrets", Access.Contribute, ListSecretsAsync);
    }

    private Task ListAsync(ArmCall call)
    {
        // The default first: clients that ask for one take the first.
        var wantsDefault = bool.TryParse(call.Query("isDefault"), out var only) ? only : (bool?)null;
        Datastore[] shown =
        [
            .. Datastore
                .Of(arm.Home, call.WorkspaceName)
                .Where(store => wantsDefault is null || (store.Name == Datastore.Default) == wantsDefault),
        ];
        return call.ReplyAsync(
            ArmPage.Of(call, shown, store => store.Name, store => View(call, store)),
            ArmJson.Default.ResourcePageResourceDatastoreProperties
        );
    }

    private Task GetAsync(ArmCall call) =>
        call.ReplyAsync(View(call, Find(call)), ArmJson.Default.ResourceDatastoreProperties);

    private Task ListSecretsAsync(ArmCall call)
    {
        var files = StoreAddress.Files(call.WorkspaceName, Find(call).Name);
        return call.ReplyAsync(
            new DatastoreSecrets
            {
                SasToken = arm.Links.Query(files, mayWrite: true, SecretLifetime),
                FilesUri = call.Base + files,
                ExpiresOn = arm.Time.GetUtcNow() + SecretLifetime,
            },
            ArmJson.Default.DatastoreSecrets
        );
    }

    private Datastore Find(ArmCall call) =>
        Datastore.Find(arm.Home, call.WorkspaceName, call.Name)
        ?? throw new ArmException(ArmError.NotFound($"There is no datastore '{call.Name}'."));

    private static Resource<DatastoreProperties> View(ArmCall call, Datastore store) =>
        new()
        {
            Id = $"{call.WorkspaceId}/datastores/{store.Name}",
            Name = store.Name,
            Type = ArmRoutes.Provider + "/workspaces/datastores",
            Properties = new DatastoreProperties
            {
                DatastoreType = "AzureBlob",
                Description = "A folder of this machine.",
                IsDefault = store.Name == Datastore.Default,
                AccountName = "attune",
                ContainerName = store.Name,
                Endpoint = call.Http.Request.Host.Value,
                Protocol = call.Http.Request.Scheme,
                Credentials = new JsonObject { ["credentialsType"] = "Sas" },
                FilesUri = call.Base + StoreAddress.Files(call.WorkspaceName, store.Name),
            },
        };
}
