using System.Text.Json.Serialization;

namespace Attune.Jobs;

/// <summary>What a user submits, as a job file says it. The closed family is the registry of what <c>type:</c> may name.</summary>
/// <remarks>Immutable, compared by value. Nothing here touches a file: paths are as written, relative to the job file.</remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(SweepJob), "sweep")]
[JsonDerivedType(typeof(CommandJob), "command")]
public abstract record Job
{
    private protected Job() { }

    /// <summary>The job's id, unique in its workspace: letters, digits, <c>-</c>, <c>_</c> and <c>.</c>. Default: generated.</summary>
    [JsonPropertyOrder(-9)]
    public string? Name { get; init; }

    /// <summary>The name shown to people; it need not be unique. Default: generated.</summary>
    [JsonPropertyOrder(-9)]
    public string? DisplayName { get; init; }

    /// <summary>Groups jobs. Default: the name of the job file's folder.</summary>
    [JsonPropertyOrder(-9)]
    public string? ExperimentName { get; init; }

    /// <summary>What the job is about, in markdown.</summary>
    [JsonPropertyOrder(-9)]
    public string? Description { get; init; }

    /// <summary>Labels to find the job by.</summary>
    [JsonPropertyOrder(-9)]
    public ValueMap<string?> Tags { get; init; }

    /// <summary>Further facts about the job, kept as they are.</summary>
    [JsonPropertyOrder(-9)]
    public ValueMap<string?> Properties { get; init; }

    /// <summary>Where the job runs. Absent or <c>local</c>: this machine.</summary>
    [JsonPropertyOrder(-9)]
    public string? Compute { get; init; }

    /// <summary>Inputs by name, for <c>${{inputs.name}}</c>; an input without a value may only stand in <c>$[[ … ]]</c>.</summary>
    public ValueMap<JobInput> Inputs { get; init; }

    /// <summary>Declared outputs by name, for <c>${{outputs.name}}</c>. What is written to <c>./outputs</c> and <c>./logs</c> is kept without.</summary>
    public ValueMap<JobOutput> Outputs { get; init; }

    /// <summary>The queue of a cloud. One machine has one queue, so it changes nothing.</summary>
    public QueueSettings? QueueSettings { get; init; }

    /// <summary>What a trial needs of a cloud's machine.</summary>
    public ResourceSpec? Resources { get; init; }

    /// <summary>As whom the job runs in a cloud. Here it runs as the user who started Attune.</summary>
    public IdentitySpec? Identity { get; init; }

    /// <summary>Interactive endpoints by name. None is started here.</summary>
    public ValueMap<ServiceSpec> Services { get; init; }

    /// <summary>Every problem of the job, with paths as in the job file; none about files or expressions, which need the file itself.</summary>
    public abstract IEnumerable<Problem> Validate();
}
