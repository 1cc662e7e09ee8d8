using System.Globalization;
using System.Text.Json;
using Attune.Client.Protocols.Arm;
using Attune.Studio.Endpoints.MLflow;
using Microsoft.AspNetCore.Http;

namespace Attune.Studio.Endpoints.Arm;

/// <summary>A refusal in the words of the resource protocol.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">What is said.</param>
internal sealed record ArmError(int Status, ArmErrorBody Body)
{
    private static readonly string[] Roots = ["/subscriptions", "/history", "/discovery"];

    public int? RetryAfterSeconds { get; init; }

    /// <summary>Whether a request speaks this protocol, so that its refusals must too.</summary>
    public static bool IsFor(HttpRequest request) =>
        Roots.Any(root => request.Path.StartsWithSegments(root, StringComparison.OrdinalIgnoreCase));

    public static ArmError Of(int status, string code, string message, string? target = null) =>
        new(
            status,
            new ArmErrorBody
            {
                Code = code,
                Message = message,
                Target = target,
            }
        );

    /// <summary>Every problem of a request, each with its path as the target.</summary>
    public static ArmError Invalid(IReadOnlyList<Problem> problems) =>
        new(
            400,
            new ArmErrorBody
            {
                Code = "ValidationError",
                Message = string.Join(
                    Environment.NewLine,
                    problems.Select(problem =>
                        problem.ToString().Replace("error: ", "", StringComparison.Ordinal)
                    )
                ),
                Target = problems.Count == 1 ? problems[0].Path : null,
                Details =
                [
                    .. problems.Select(problem => new ArmErrorBody
                    {
                        Code = "ValidationError",
                        Message = problem.Hint is null
                            ? problem.Message
                            : $"{problem.Message} ({problem.Hint})",
                        Target = problem.Path,
                    }),
                ],
            }
        );

    /// <summary>A refusal that another part of the host made.</summary>
    public static ArmError From(MLflowError error) =>
        Of(error.Status, CodeOf(error.Status), error.Message) with
        {
            RetryAfterSeconds = error.RetryAfterSeconds,
        };

    public static ArmError NotFound(string what) => Of(404, "ResourceNotFound", what);

    public static ArmError Conflict(string message) => Of(409, "Conflict", message);

    public Task WriteAsync(HttpContext context)
    {
        var response = context.Response;
        response.StatusCode = Status;
        response.ContentType = "application/json; charset=utf-8";
        response.Headers["x-ms-error-code"] = Body.Code;
        if (RetryAfterSeconds is { } seconds)
        {
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new ArmErrorResponse(Body),
            ArmJson.Default.ArmErrorResponse
        );
        response.ContentLength = body.Length;
        return HttpMethods.IsHead(context.Request.Method)
            ? Task.CompletedTask
            : response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }

    private static string CodeOf(int status) =>
        status switch
        {
            401 => "AuthenticationFailed",
            403 => "AuthorizationFailed",
            404 => "ResourceNotFound",
            409 => "Conflict",
            413 => "RequestEntityTooLarge",
            429 => "TooManyRequests",
            501 => "NotImplemented",
            503 => "ServiceUnavailable",
            >= 500 => "InternalServerError",
            _ => "BadRequest",
        };
}

/// <summary>Carries a refusal out of a call.</summary>
internal sealed class ArmException(ArmError error) : Exception(error.Body.Message)
{
    public ArmError Error { get; } = error;
}
