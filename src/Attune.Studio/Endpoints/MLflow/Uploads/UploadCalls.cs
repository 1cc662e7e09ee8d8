using System.Globalization;
using Attune.Client.Protocols.MLflow;
using Attune.Studio.SignIn;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Attune.Studio.Endpoints.MLflow.Uploads;

/// <summary>The calls by which a large file comes in parts: begun, each part sent, and put together or given up.</summary>
/// <remarks>Each call looks anew whether its caller may write to the place that the file goes to.</remarks>
internal sealed class UploadCalls(StudioParts parts, StudioOptions options, ArtifactRoots roots)
{
    private const string Marker = "/mlflow-artifacts/mpu/";
    private const int MostParts = 10_000;

    private string Root => Path.Combine(options.Home, "workspaces", options.Workspace, "uploads");

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapBoth(Access.ContributeOrTrial, "POST", "mlflow-artifacts/mpu/create/{**path}", CreateAsync);
        routes.MapBoth(Access.ContributeOrTrial, "PUT", "mlflow-artifacts/mpu/part/{id}/{key}", PutPartAsync);
        routes.MapBoth(
            Access.ContributeOrTrial,
            "POST",
            "mlflow-artifacts/mpu/complete/{**path}",
            CompleteAsync
        );
        routes.MapBoth(Access.ContributeOrTrial, "POST", "mlflow-artifacts/mpu/abort/{**path}", AbortAsync);
    }

    private async Task CreateAsync(HttpContext context)
    {
        var request = await MLflowRequest
            .ReadAsync(context, MLflowJson.Default.UploadRequest)
            .ConfigureAwait(false);
        var count = request.NumParts ?? 1;
        if (count is < 1 or > MostParts)
        {
            throw new MLflowException(
                MLflowError.Invalid(
                    $"Invalid value for parameter 'num_parts': it must be between 1 and {MostParts}."
                )
            );
        }
        var target = Target(context, "create/", request.Path);
        await PlaceAsync(context, target).ConfigureAwait(false);
        var upload = PartFolder.Create(Root, target, parts.Time.GetUtcNow());
        var address = $"{context.Request.Scheme}://{context.Request.Host}/api/2.0{Marker}part/{upload.Id}/";
        // A client sends parts without its own credentials: it gets back those that it came with.
        var headers = context.Request.Headers.Authorization is [{ Length: > 0 } own]
            ? new Dictionary<string, string> { ["Authorization"] = own }
            : null;
        await MLflowReply
            .WriteAsync(
                context,
                new UploadResponse(
                    upload.Id,
                    [
                        .. Enumerable
                            .Range(1, (int)count)
                            .Select(number => new UploadCredential(
                                address + number.ToString(CultureInfo.InvariantCulture),
                                number,
                                headers
                            )),
                    ]
                ),
                MLflowJson.Default.UploadResponse
            )
            .ConfigureAwait(false);
    }

    private async Task PutPartAsync(HttpContext context)
    {
        var upload = PartFolder.Find(Root, context.GetRouteValue("id") as string);
        if (
            !int.TryParse(
                context.GetRouteValue("key") as string,
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var number
            ) || number is < 1 or > MostParts
        )
        {
            throw new MLflowException(MLflowError.Invalid("There is no part of that number."));
        }
        await PlaceAsync(context, upload.Target).ConfigureAwait(false);
        ArtifactWriter.Allow(context, options.LargestArtifact);
        var tag = await upload
            .WriteAsync(number, context.Request.Body, context.RequestAborted)
            .ConfigureAwait(false);
        context.Response.Headers.ETag = $"\"{tag}\"";
        await MLflowReply.EmptyAsync(context).ConfigureAwait(false);
    }

    private async Task CompleteAsync(HttpContext context)
    {
        var request = await MLflowRequest
            .ReadAsync(context, MLflowJson.Default.UploadRequest)
            .ConfigureAwait(false);
        var (upload, place) = await FindAsync(context, "complete/", request).ConfigureAwait(false);
        var files = upload.Parts(
            (request.Parts ?? []).Select(part =>
                ((int)Math.Clamp(part?.PartNumber ?? 0, 0, MostParts), (part?.Etag ?? "").Trim('"'))
            )
        );
        if (files.Sum(file => file.Length) > options.LargestArtifact)
        {
            throw new MLflowException(
                MLflowError.TooLarge($"A file has at most {options.LargestArtifact} bytes.")
            );
        }
        await ArtifactWriter
            .WriteAsync(
                place,
                async file =>
                {
                    foreach (var part in files)
                    {
                        await using var content = part.OpenRead();
                        await content.CopyToAsync(file, context.RequestAborted).ConfigureAwait(false);
                    }
                }
            )
            .ConfigureAwait(false);
        upload.Delete();
        await MLflowReply.EmptyAsync(context).ConfigureAwait(false);
    }

    private async Task AbortAsync(HttpContext context)
    {
        var request = await MLflowRequest
            .ReadAsync(context, MLflowJson.Default.UploadRequest)
            .ConfigureAwait(false);
        var (upload, _) = await FindAsync(context, "abort/", request).ConfigureAwait(false);
        upload.Delete();
        await MLflowReply.EmptyAsync(context).ConfigureAwait(false);
    }

    private async Task<(PartFolder Upload, ArtifactPlace Place)> FindAsync(
        HttpContext context,
        string call,
        UploadRequest request
    )
    {
        var upload = PartFolder.Find(Root, request.UploadId);
        var place = await PlaceAsync(context, upload.Target).ConfigureAwait(false);
        return upload.Target.SequenceEqual(Target(context, call, request.Path))
            ? (upload, place)
            : throw new MLflowException(MLflowError.Invalid("The upload is of another file."));
    }

    private Task<ArtifactPlace> PlaceAsync(HttpContext context, string[] target) =>
        target is [ArtifactRoots.Registry, ..]
            ? throw new MLflowException(
                MLflowError.Denied("The files of a registered version do not change.")
            )
            : roots.FindAsync(Caller.Of(context), target, context.RequestAborted);

    /// <summary>The folder of the address and the file's own name; a client may send the whole path that the file has on its machine.</summary>
    private static string[] Target(HttpContext context, string call, string? path)
    {
        var name = MLflowRequest.Require(path, "path").Split('/', '\\')[^1];
        return name.Length > 0
            ? [.. ArtifactPath.FromTarget(context, Marker + call), .. ArtifactPath.FromText(name)]
            : throw new MLflowException(MLflowError.Missing("path"));
    }
}
