using Attune.Client.Protocols.MLflow;
using Attune.Studio.SignIn;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Attune.Studio.Endpoints.MLflow;

/// <summary>The calls that store, list and fetch files.</summary>
internal sealed class ArtifactCalls(StudioOptions options, RunAccess access, ArtifactRoots roots)
{
    private const string Marker = "/mlflow-artifacts/artifacts/";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapBoth(Access.ContributeOrTrial, "PUT", "mlflow-artifacts/artifacts/{**path}", PutAsync);
        routes.MapBoth(Access.ReadOrTrial, "GET", "mlflow-artifacts/artifacts/{**path}", GetAsync);
        routes.MapBoth(Access.OwnOrTrial, "DELETE", "mlflow-artifacts/artifacts/{**path}", DeleteAsync);
        routes.MapBoth(Access.ReadOrTrial, "GET", "mlflow-artifacts/artifacts", ListAsync);
        routes.MapCall(Access.ReadOrTrial, "GET", "artifacts/list", ListRunAsync);
        routes.MapMethods("/get-artifact", ["GET"], GetByQueryAsync).RequireAuthorization(Access.ReadOrTrial);
    }

    private async Task PutAsync(HttpContext context)
    {
        var place = await PlaceAsync(context, writes: true).ConfigureAwait(false);
        ArtifactWriter.Allow(context, options.LargestArtifact);
        await ArtifactWriter
            .WriteAsync(
                place,
                file => context.Request.Body.CopyToAsync(file, 256 * 1024, context.RequestAborted)
            )
            .ConfigureAwait(false);
        await MLflowReply.EmptyAsync(context).ConfigureAwait(false);
    }

    private async Task GetAsync(HttpContext context) =>
        await SendAsync(context, await PlaceAsync(context, writes: false).ConfigureAwait(false))
            .ConfigureAwait(false);

    private async Task GetByQueryAsync(HttpContext context)
    {
        var id = MLflowRequest.RequireRun(context);
        var names = ArtifactPath.FromText(MLflowRequest.RequireQuery(context, "path"));
        var run = await access
            .FindAsync(Caller.Of(context), id, context.RequestAborted)
            .ConfigureAwait(false);
        await SendAsync(context, new ArtifactPlace(roots.Of(run), names)).ConfigureAwait(false);
    }

    /// <summary>Sends a file to be kept, never to be shown.</summary>
    public static Task SendAsync(HttpContext context, ArtifactPlace place)
    {
        if (!File.Exists(place.FullPath) || place.HasLink())
        {
            throw new MLflowException(MLflowError.Unknown("There is no such artifact."));
        }
        // Never shown as a page of this host: what a script wrote could act in the user's name.
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.ContentSecurityPolicy = "sandbox; default-src 'none'";
        return TypedResults
            .PhysicalFile(
                place.FullPath,
                "application/octet-stream",
                Path.GetFileName(place.FullPath),
                enableRangeProcessing: true
            )
            .ExecuteAsync(context);
    }

    private async Task DeleteAsync(HttpContext context)
    {
        var place = await PlaceAsync(context, writes: true).ConfigureAwait(false);
        if (place.IsRoot || place.HasLink())
        {
            throw new MLflowException(MLflowError.Invalid("Invalid path: it cannot be deleted."));
        }
        if (Directory.Exists(place.FullPath))
        {
            Directory.Delete(place.FullPath, recursive: true);
        }
        else if (File.Exists(place.FullPath))
        {
            File.Delete(place.FullPath);
        }
        else
        {
            throw new MLflowException(MLflowError.Unknown("There is no such artifact."));
        }
        await MLflowReply.EmptyAsync(context).ConfigureAwait(false);
    }

    private async Task ListAsync(HttpContext context)
    {
        var names = ArtifactPath.FromText(MLflowRequest.RequireQuery(context, "path").TrimEnd('/'));
        var place = await roots
            .FindAsync(Caller.Of(context), names, context.RequestAborted)
            .ConfigureAwait(false);
        await ReplyAsync(context, null, Files(place, place.FullPath)).ConfigureAwait(false);
    }

    private async Task ListRunAsync(HttpContext context)
    {
        var id = MLflowRequest.RequireRun(context);
        var run = await access
            .FindAsync(Caller.Of(context), id, context.RequestAborted)
            .ConfigureAwait(false);
        var names = ArtifactPath.FromText(MLflowRequest.Query(context, "path")?.TrimEnd('/'));
        var place = new ArtifactPlace(roots.Of(run), names);
        await ReplyAsync(context, RunViews.ArtifactUri(run), Files(place, place.Root)).ConfigureAwait(false);
    }

    private Task<ArtifactPlace> PlaceAsync(HttpContext context, bool writes)
    {
        var names = ArtifactPath.FromTarget(context, Marker);
        return writes && names is [ArtifactRoots.Registry, ..]
            ? throw new MLflowException(
                MLflowError.Denied("The files of a registered version do not change.")
            )
            : roots.FindAsync(Caller.Of(context), names, context.RequestAborted);
    }

    /// <summary>What is in a folder, by name; nothing when it is a file or not there. Links are left out.</summary>
    public static IEnumerable<ArtifactFile> Files(ArtifactPlace place, string relativeTo)
    {
        var folder = new DirectoryInfo(place.FullPath);
        if (!folder.Exists || place.HasLink())
        {
            return [];
        }
        return folder
            .EnumerateFileSystemInfos()
            .Where(entry =>
                entry.LinkTarget is null
                && !entry.Name.StartsWith(ArtifactWriter.UnfinishedPrefix, StringComparison.Ordinal)
            )
            .OrderBy(entry => entry.Name, StringComparer.Ordinal)
            .Select(entry => new ArtifactFile
            {
                Path = Path.GetRelativePath(relativeTo, entry.FullName)
                    .Replace(Path.DirectorySeparatorChar, '/'),
                IsDir = entry is DirectoryInfo,
                FileSize = (entry as FileInfo)?.Length,
            });
    }

    public static Task ReplyAsync(HttpContext context, string? root, IEnumerable<ArtifactFile> files) =>
        MLflowReply.WriteAsync(
            context,
            new ArtifactsResponse(root, RunViews.OrNull(files)),
            MLflowJson.Default.ArtifactsResponse
        );
}
