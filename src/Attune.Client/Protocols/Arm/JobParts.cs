using System.Text.Json.Nodes;

namespace Attune.Client.Protocols.Arm;

// A part that says more than the protocol has words for carries it whole in `attune`, as a job file writes it; that then counts.

internal sealed record JobSampling
{
    public string? SamplingAlgorithmType { get; init; }
    public ulong? Seed { get; init; }
    public string? Rule { get; init; }
    public JsonNode? Logbase { get; init; }
    public JsonNode? Attune { get; init; }
}

internal sealed record JobObjectiveValue
{
    public string? Goal { get; init; }
    public string? PrimaryMetric { get; init; }
}

internal sealed record JobTermination
{
    public string? PolicyType { get; init; }
    public double? SlackFactor { get; init; }
    public double? SlackAmount { get; init; }
    public int? TruncationPercentage { get; init; }
    public int? EvaluationInterval { get; init; }
    public int? DelayEvaluation { get; init; }
    public JsonNode? Attune { get; init; }
}

internal sealed record JobLimits
{
    public string? JobLimitsType { get; init; }
    public int? MaxTotalTrials { get; init; }
    public int? MaxConcurrentTrials { get; init; }
    public string? Timeout { get; init; }
    public string? TrialTimeout { get; init; }
}

internal sealed record JobInputValue
{
    public string? JobInputType { get; init; }

    /// <summary>A literal; clients send texts.</summary>
    public JsonNode? Value { get; init; }
    public string? Uri { get; init; }
    public string? Mode { get; init; }
    public string? Description { get; init; }
    public JsonNode? Attune { get; init; }
}

internal sealed record JobOutputValue
{
    public string? JobOutputType { get; init; }
    public string? Uri { get; init; }
    public string? Mode { get; init; }
    public string? Description { get; init; }
    public string? AssetName { get; init; }
    public string? AssetVersion { get; init; }
    public JsonNode? Attune { get; init; }
}

internal sealed record JobDistribution
{
    public string? DistributionType { get; init; }
    public int? ProcessCountPerInstance { get; init; }
    public int? WorkerCount { get; init; }
    public int? ParameterServerCount { get; init; }
    public int? Port { get; init; }
    public string? Address { get; init; }
    public bool? IncludeDashboard { get; init; }
    public int? DashboardPort { get; init; }
    public string? HeadNodeAdditionalArgs { get; init; }
    public string? WorkerNodeAdditionalArgs { get; init; }
}

internal sealed record JobResources
{
    public int? InstanceCount { get; init; }
    public int? MaxInstanceCount { get; init; }
    public IReadOnlyList<string>? Locations { get; init; }
    public string? InstanceType { get; init; }
    public string? ShmSize { get; init; }
    public string? DockerArgs { get; init; }
    public JsonNode? Properties { get; init; }
}

internal sealed record JobQueue
{
    public string? JobTier { get; init; }

    /// <summary>1 low, 2 medium, 3 high; the words are read too.</summary>
    public JsonNode? Priority { get; init; }
}

internal sealed record JobIdentity
{
    public string? IdentityType { get; init; }
    public string? ClientId { get; init; }
    public string? ObjectId { get; init; }
    public string? ResourceId { get; init; }
}

internal sealed record JobServiceEndpoint
{
    public string? JobServiceType { get; init; }
    public string? Endpoint { get; init; }
    public int? Port { get; init; }
    public string? Status { get; init; }
    public string? ErrorMessage { get; init; }
    public JsonNode? Properties { get; init; }
    public JsonNode? Attune { get; init; }
}
