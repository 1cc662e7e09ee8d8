using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Attune.Client.Protocols.History;

/// <summary>A run: a job, or a trial as a child of its sweep.</summary>
internal sealed record HistoryRun
{
    public required string RunId { get; init; }
    public string? RootRunId { get; init; }
    public string? ParentRunId { get; init; }
    public int? RunNumber { get; init; }
    public string? DisplayName { get; init; }
    public string? ExperimentName { get; init; }
    public string? RunType { get; init; }
    public required string Status { get; init; }
    public string? Target { get; init; }
    public DateTimeOffset? CreatedUtc { get; init; }
    public DateTimeOffset? StartTimeUtc { get; init; }
    public DateTimeOffset? EndTimeUtc { get; init; }
    public Dictionary<string, string?>? Tags { get; init; }
    public Dictionary<string, string?>? Properties { get; init; }
    public JsonObject? Parameters { get; init; }
}

/// <summary>How a run stands, and where its logs are.</summary>
internal sealed record HistoryDetails
{
    public required string RunId { get; init; }
    public string? Target { get; init; }
    public required string Status { get; init; }
    public DateTimeOffset? StartTimeUtc { get; init; }
    public DateTimeOffset? EndTimeUtc { get; init; }
    public Dictionary<string, string?>? Properties { get; init; }

    /// <summary>By path; each address can be read for an hour without another sign-in.</summary>
    public required Dictionary<string, string> LogFiles { get; init; }
    public HistoryFault? Error { get; init; }
    public IReadOnlyList<HistoryWarning>? Warnings { get; init; }
    public string? SubmittedBy { get; init; }
}

internal sealed record HistoryFault(HistoryFaultBody Error);

internal sealed record HistoryFaultBody(string Code, string Message);

internal sealed record HistoryWarning(string Source, string Message);

internal sealed record HistoryChildren(
    IReadOnlyList<HistoryRun> Value,
    string? ContinuationToken,
    string? NextLink
);

/// <summary>The points of a run's metrics.</summary>
internal sealed record HistoryMetrics(IReadOnlyList<HistoryMetric> Value);

internal sealed record HistoryMetric(string Name, IReadOnlyList<HistoryPoint> Points);

internal sealed record HistoryPoint(long Step, double Value, DateTimeOffset CreatedUtc);

internal sealed record RunDataRequest
{
    public string? RunId { get; init; }
}

internal sealed record RunDataResponse(HistoryRun RunMetadata);

/// <summary>The JSON of run history: camel case, absent means not said.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    PropertyNameCaseInsensitive = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals
)]
[JsonSerializable(typeof(HistoryRun))]
[JsonSerializable(typeof(HistoryDetails))]
[JsonSerializable(typeof(HistoryChildren))]
[JsonSerializable(typeof(HistoryMetrics))]
[JsonSerializable(typeof(RunDataRequest))]
[JsonSerializable(typeof(RunDataResponse))]
internal sealed partial class HistoryJson : JsonSerializerContext;
