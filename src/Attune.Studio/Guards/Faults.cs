using System.Text.Json;
using Attune.Storage;
using Attune.Studio.Endpoints.MLflow;
using Attune.Studio.SignIn;
using Attune.Workspace.Assets;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Attune.Studio.Guards;

/// <summary>Gives every refusal and fault the protocol's form, and nothing of the inside away.</summary>
internal sealed partial class Faults(RequestDelegate next, ILogger<Faults> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context).ConfigureAwait(false);
            if (!context.Response.HasStarted && IsPageMissing(context))
            {
                await SignInPage.MissingAsync(context, context.Response.StatusCode).ConfigureAwait(false);
            }
            else if (
                !context.Response.HasStarted
                && Missing(context.Response.StatusCode) is { } missing
                && context.Response.ContentLength is null
            )
            {
                await MLflowReply.WriteAsync(context, missing).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client hung up; there is nobody to tell.
        }
        catch (Exception error) when (!context.Response.HasStarted)
        {
            await MLflowReply.WriteAsync(context, Translate(error, context)).ConfigureAwait(false);
        }
    }

    private static bool IsPageMissing(HttpContext context) =>
        context.Response.StatusCode
            is StatusCodes.Status403Forbidden
                or StatusCodes.Status404NotFound
                or StatusCodes.Status405MethodNotAllowed
        && context.Response.ContentLength is null
        && Session.OpensPage(context.Request);

    private static MLflowError? Missing(int status) =>
        status is StatusCodes.Status404NotFound or StatusCodes.Status405MethodNotAllowed
            ? MLflowError.NoEndpoint()
            : null;

    private MLflowError Translate(Exception error, HttpContext context)
    {
        switch (error)
        {
            case MLflowException refusal:
                return refusal.Error;
            case AssetException asset:
                return MLflowError.Of(asset);
            case JsonException json:
                return MLflowError.Invalid($"The body is not the JSON that was expected: {Where(json)}");
            case BadHttpRequestException bad:
                return new MLflowError(bad.StatusCode, "BAD_REQUEST", "The request could not be read.");
            case StorageFullException full:
                return MLflowError.Unavailable(full.Message, retryAfterSeconds: 5);
            case ObjectDisposedException:
                return MLflowError.Unavailable("The host is going away.");
            default:
                LogFault(
                    logger,
                    error,
                    context.Request.Method,
                    context.Request.Path,
                    context.TraceIdentifier
                );
                return MLflowError.Internal(
                    $"The host failed on this call; its log has the reason under {context.TraceIdentifier}."
                );
        }
    }

    private static string Where(JsonException error) =>
        error.Path is { Length: > 0 } path
            ? $"at {path}"
            : FormattableString.Invariant($"near byte {error.BytePositionInLine ?? 0}");

    [LoggerMessage(3001, LogLevel.Error, "{Method} {Path} failed ({Trace})")]
    private static partial void LogFault(
        ILogger logger,
        Exception error,
        string method,
        PathString path,
        string trace
    );
}
