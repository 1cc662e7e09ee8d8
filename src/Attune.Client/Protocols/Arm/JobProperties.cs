using System.Text.Json.Nodes;

namespace Attune.Client.Protocols.Arm;

/// <summary>The properties of a job of any kind; a command job and a sweep leave each other's members out.</summary>
internal sealed record JobProperties
{
    public string? JobType { get; init; }
    public string? DisplayName { get; init; }
    public string? ExperimentName { get; init; }
    public string? Description { get; init; }
    public Dictionary<string, string?>? Tags { get; init; }
    public Dictionary<string, string?>? Properties { get; init; }
    public string? ComputeId { get; init; }
    public string? ComponentId { get; init; }
    public JobIdentity? Identity { get; init; }
    public bool? IsArchived { get; init; }
    public Dictionary<string, JobServiceEndpoint?>? Services { get; init; }
    public string? Status { get; init; }
    public JobQueue? QueueSettings { get; init; }
    public JobResources? Resources { get; init; }
    public Dictionary<string, JobInputValue?>? Inputs { get; init; }
    public Dictionary<string, JobOutputValue?>? Outputs { get; init; }
    public JobLimits? Limits { get; init; }

    // Of command jobs.
    public string? Command { get; init; }
    public string? CodeId { get; init; }
    public string? EnvironmentId { get; init; }

    /// <summary>Ours: an environment that has no id, as a job file writes it.</summary>
    public JsonNode? Environment { get; init; }
    public Dictionary<string, string?>? EnvironmentVariables { get; init; }
    public JobDistribution? Distribution { get; init; }

    /// <summary>Read only: the values that a trial evaluates.</summary>
    public JsonObject? Parameters { get; init; }

    // Of sweeps.
    public JobTrial? Trial { get; init; }
    public JobSampling? SamplingAlgorithm { get; init; }
    public JsonObject? SearchSpace { get; init; }
    public JobObjectiveValue? Objective { get; init; }
    public JobTermination? EarlyTermination { get; init; }

    /// <summary>Ours: what stands under <c>attune:</c> in a job file.</summary>
    public JsonNode? Attune { get; init; }
}

internal sealed record JobTrial
{
    public string? Command { get; init; }
    public string? CodeId { get; init; }
    public string? EnvironmentId { get; init; }

    /// <summary>Ours: an environment that has no id, as a job file writes it.</summary>
    public JsonNode? Environment { get; init; }
    public Dictionary<string, string?>? EnvironmentVariables { get; init; }
    public JobDistribution? Distribution { get; init; }
    public JobResources? Resources { get; init; }

    /// <summary>Ours: later versions of the protocol have it at the job.</summary>
    public JobQueue? QueueSettings { get; init; }
}
