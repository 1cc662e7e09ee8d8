using Attune.Client.Protocols.Arm;
using Attune.Client.Protocols.MLflow;
using Attune.Studio.Endpoints.Control.Descriptions;
using Attune.Studio.Endpoints.MLflow;
using Attune.Studio.SignIn;
using Attune.Workspace.Assets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Attune.Studio.Endpoints.Arm;

/// <summary>The files of datastores: put whole, fetched, and listed by folder. A token, or the link that <c>listSecrets</c> gives, lets in.</summary>
internal sealed class StoreFileCalls(ArmParts arm, StudioOptions options)
{
    // What follows are the workspace, "datastores", the datastore, "files", and the names of the file.
    private const string Marker = "/workspaces/";
    private const int NamesBefore = 4;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapArmCall("PUT", StoreAddress.Route, LinkSignIn.Write, PutAsync)
            .WithMetadata(
                new CallDescription("Puts a file into a datastore; its path may hold slashes.")
                {
                    TakesFile = true,
                    Status = StatusCodes.Status201Created,
                    ResponseMedia = null,
                    Refusal = ArmJson.Default.ArmErrorResponse,
                }
            );
        routes
            .MapArmCall("GET", StoreAddress.Route, LinkSignIn.Read, GetAsync)
            .WithMetadata(
                new CallDescription("A file of a datastore, or what a folder of it holds.")
                {
                    Response = MLflowJson.Default.ArtifactsResponse,
                    ResponseMedia = "application/octet-stream",
                    Refusal = ArmJson.Default.ArmErrorResponse,
                }
            );
    }

    private async Task PutAsync(HttpContext context)
    {
        var place = await PlaceAsync(context).ConfigureAwait(false);
        ArtifactWriter.Allow(context, options.LargestArtifact);
        await ArtifactWriter
            .WriteAsync(
                place,
                file => context.Request.Body.CopyToAsync(file, 256 * 1024, context.RequestAborted)
            )
            .ConfigureAwait(false);
        context.Response.StatusCode = StatusCodes.Status201Created;
    }

    private async Task GetAsync(HttpContext context)
    {
        var place = await PlaceAsync(context).ConfigureAwait(false);
        if (Directory.Exists(place.FullPath) || place.IsRoot)
        {
            var files = ArtifactCalls.Files(place, place.Root).ToList();
            await MLflowReply
                .WriteAsync(context, new ArtifactsResponse(null, files), MLflowJson.Default.ArtifactsResponse)
                .ConfigureAwait(false);
            return;
        }
        await ArtifactCalls.SendAsync(context, place).ConfigureAwait(false);
    }

    private async Task<ArtifactPlace> PlaceAsync(HttpContext context)
    {
        var call = await ArmCall.OfAsync(context, arm).ConfigureAwait(false);
        var store =
            Datastore.Find(arm.Home, call.WorkspaceName, call.Name)
            ?? throw new ArmException(ArmError.NotFound($"There is no datastore '{call.Name}'."));
        string[] names =
            call.Route("path").Length == 0 ? [] : ArtifactPath.FromTarget(context, Marker)[NamesBefore..];
        return new ArtifactPlace(store.Folder, names);
    }
}
