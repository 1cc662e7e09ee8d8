using Attune.Workspace.Assets;

namespace Attune.Studio.Endpoints.MLflow;

/// <summary>A refusal in the protocol's words.</summary>
/// <param name="Status">The HTTP status that belongs to the code.</param>
/// <param name="Code">The protocol's error code.</param>
/// <param name="Message">A sentence for a person.</param>
internal sealed record MLflowError(int Status, string Code, string Message)
{
    /// <summary>When to come again; null: do not.</summary>
    public int? RetryAfterSeconds { get; init; }

    public static MLflowError Invalid(string message) => new(400, "INVALID_PARAMETER_VALUE", message);

    public static MLflowError BadRequest(string message) => new(400, "BAD_REQUEST", message);

    public static MLflowError Exists(string message) => new(400, "RESOURCE_ALREADY_EXISTS", message);

    public static MLflowError Unauthenticated() =>
        new(
            401,
            "UNAUTHENTICATED",
            "A token is needed: MLFLOW_TRACKING_TOKEN, or user 'attune' with the token as password."
        );

    public static MLflowError Denied(string message) => new(403, "PERMISSION_DENIED", message);

    public static MLflowError Unknown(string message) => new(404, "RESOURCE_DOES_NOT_EXIST", message);

    public static MLflowError NoEndpoint() => new(404, "ENDPOINT_NOT_FOUND", "There is no such call.");

    public static MLflowError TooLarge(string message) => new(413, "INVALID_PARAMETER_VALUE", message);

    public static MLflowError TooMany(string message) =>
        new(429, "REQUEST_LIMIT_EXCEEDED", message) { RetryAfterSeconds = 1 };

    public static MLflowError Internal(string message) => new(500, "INTERNAL_ERROR", message);

    public static MLflowError NotImplemented(string message) => new(501, "NOT_IMPLEMENTED", message);

    public static MLflowError Unavailable(string message, int retryAfterSeconds = 1) =>
        new(503, "TEMPORARILY_UNAVAILABLE", message) { RetryAfterSeconds = retryAfterSeconds };

    /// <summary>What the registry refused, in the protocol's words.</summary>
    public static MLflowError Of(AssetException error) =>
        error.Fault switch
        {
            AssetFault.NotFound => Unknown(error.Message),
            AssetFault.Exists => Exists(error.Message),
            _ => Invalid(error.Message),
        };

    public static MLflowError Missing(string parameter) =>
        Invalid(
            $"Missing value for required parameter '{parameter}'. See the API docs for more information about request parameters."
        );
}

/// <summary>Carries a refusal out of a call.</summary>
internal sealed class MLflowException(MLflowError error) : Exception(error.Message)
{
    public MLflowError Error { get; } = error;
}
