using System.Text.Json.Nodes;

namespace Attune.Client.Protocols.Arm;

/// <summary>The envelope of every resource: who it is, and its properties.</summary>
internal sealed record Resource<T>
    where T : class
{
    public string? Id { get; init; }
    public string? Name { get; init; }
    public string? Type { get; init; }
    public string? Location { get; init; }
    public Dictionary<string, string?>? Tags { get; init; }
    public ResourceSku? Sku { get; init; }
    public JsonObject? Identity { get; init; }
    public T? Properties { get; init; }
    public SystemData? SystemData { get; init; }
}

internal sealed record ResourceSku(string? Name, string? Tier);

internal sealed record SystemData
{
    public DateTimeOffset? CreatedAt { get; init; }
    public string? CreatedBy { get; init; }
    public string? CreatedByType { get; init; }
    public DateTimeOffset? LastModifiedAt { get; init; }
}

/// <summary>A page of a list; the next one is at <c>nextLink</c>, as given.</summary>
internal sealed record ResourcePage<T>(IReadOnlyList<T> Value, string? NextLink);

/// <summary>The body of every refusal.</summary>
internal sealed record ArmErrorResponse(ArmErrorBody Error);

internal sealed record ArmErrorBody
{
    public required string Code { get; init; }
    public required string Message { get; init; }
    public string? Target { get; init; }
    public IReadOnlyList<ArmErrorBody>? Details { get; init; }
}

/// <summary>How a long-running operation stands.</summary>
internal sealed record OperationStatus
{
    public string? Id { get; init; }
    public string? Name { get; init; }
    public required string Status { get; init; }
    public DateTimeOffset? StartTime { get; init; }
    public DateTimeOffset? EndTime { get; init; }
    public ArmErrorBody? Error { get; init; }
}
