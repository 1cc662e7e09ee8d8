using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Attune.Client.Protocols.MLflow;
using Attune.Studio.Endpoints.Arm;
using Microsoft.AspNetCore.Http;

namespace Attune.Studio.Endpoints.MLflow;

/// <summary>Writes answers.</summary>
internal static class MLflowReply
{
    private static readonly byte[] Nothing = [.. "{}"u8];

    /// <summary>The answer of calls that return nothing.</summary>
    public static Task EmptyAsync(HttpContext context) =>
        SendAsync(context, StatusCodes.Status200OK, Nothing);

    public static Task WriteAsync<T>(HttpContext context, T value, JsonTypeInfo<T> type) =>
        SendAsync(context, StatusCodes.Status200OK, JsonSerializer.SerializeToUtf8Bytes(value, type));

    /// <summary>Writes a refusal, in the words of the protocol that was spoken.</summary>
    public static Task WriteAsync(HttpContext context, MLflowError error)
    {
        if (ArmError.IsFor(context.Request))
        {
            return ArmError.From(error).WriteAsync(context);
        }
        if (error.RetryAfterSeconds is { } seconds)
        {
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }
        var body = new ErrorResponse(error.Code, error.Message);
        return SendAsync(
            context,
            error.Status,
            JsonSerializer.SerializeToUtf8Bytes(body, MLflowJson.Default.ErrorResponse)
        );
    }

    /// <summary>Writes a body under the status that is set already.</summary>
    public static Task BodyAsync<T>(HttpContext context, T value, JsonTypeInfo<T> type) =>
        SendAsync(context, context.Response.StatusCode, JsonSerializer.SerializeToUtf8Bytes(value, type));

    private static Task SendAsync(HttpContext context, int status, byte[] body)
    {
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = "application/json";
        response.ContentLength = body.Length;
        return HttpMethods.IsHead(context.Request.Method)
            ? Task.CompletedTask
            : response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }
}
