namespace Attune.Jobs;

/// <summary>What a job asks of a cloud's machines.</summary>
public sealed record ResourceSpec
{
    /// <summary>Machines for one trial. Only 1 can be had.</summary>
    public int? InstanceCount { get; init; }

    /// <summary>The most machines for one trial. A trial has one, so it changes nothing.</summary>
    public int? MaxInstanceCount { get; init; }

    /// <summary>The regions that the machines may be in. There is one machine, so it changes nothing.</summary>
    public ValueList<string> Locations { get; init; }

    /// <summary>The size of the machine. There is one machine, so it changes nothing.</summary>
    public string? InstanceType { get; init; }

    /// <summary>Shared memory of a container: a number and one of b, k, m, g.</summary>
    public string? ShmSize { get; init; }

    /// <summary>Further arguments of <c>docker run</c>.</summary>
    public string? DockerArgs { get; init; }

    /// <summary>Further settings of a cloud's machines, kept as they are.</summary>
    public FreeForm? Properties { get; init; }
}

/// <summary>The tiers of a cloud's queue.</summary>
public enum JobTier
{
    /// <summary>None.</summary>
    Null,

    /// <summary>Capacity that may be taken away.</summary>
    Spot,

    /// <summary>Basic.</summary>
    Basic,

    /// <summary>Standard.</summary>
    Standard,

    /// <summary>Premium.</summary>
    Premium,
}

/// <summary>Priorities of a cloud's queue.</summary>
public enum JobPriority
{
    /// <summary>Low.</summary>
    Low,

    /// <summary>Medium.</summary>
    Medium,

    /// <summary>High.</summary>
    High,
}

/// <summary>The queue of a cloud.</summary>
public sealed record QueueSettings
{
    /// <summary>The tier.</summary>
    public JobTier? JobTier { get; init; }

    /// <summary>The priority.</summary>
    public JobPriority? Priority { get; init; }
}

/// <summary>Kinds of identity.</summary>
public enum IdentityType
{
    /// <summary>The user's own.</summary>
    UserIdentity,

    /// <summary>A managed one.</summary>
    Managed,

    /// <summary>A managed one, by its other name.</summary>
    ManagedIdentity,

    /// <summary>The workspace's token.</summary>
    AmlToken,
}

/// <summary>As whom a job runs in a cloud.</summary>
public sealed record IdentitySpec
{
    /// <summary>The kind of identity.</summary>
    public required IdentityType Type { get; init; }

    /// <summary>The client id of a managed identity.</summary>
    public string? ClientId { get; init; }

    /// <summary>The object id of a managed identity.</summary>
    public string? ObjectId { get; init; }

    /// <summary>The resource id of a managed identity.</summary>
    public string? MsiResourceId { get; init; }
}

/// <summary>An interactive endpoint of a job in a cloud.</summary>
public sealed record ServiceSpec
{
    /// <summary>The kind of endpoint, such as <c>jupyter_lab</c> or <c>ssh</c>.</summary>
    public string? Type { get; init; }

    /// <summary>The kind of endpoint, by its older name.</summary>
    public string? JobServiceType { get; init; }

    /// <summary>The port in the job.</summary>
    public int? Port { get; init; }

    /// <summary>The machines that have it.</summary>
    public string? Nodes { get; init; }

    /// <summary>The address.</summary>
    public string? Endpoint { get; init; }

    /// <summary>The state.</summary>
    public string? Status { get; init; }

    /// <summary>What went wrong.</summary>
    public string? ErrorMessage { get; init; }

    /// <summary>The folder that TensorBoard reads.</summary>
    public string? LogDir { get; init; }

    /// <summary>Keys that may sign in by SSH.</summary>
    public string? SshPublicKeys { get; init; }

    /// <summary>Further settings, kept as they are.</summary>
    public FreeForm? Properties { get; init; }
}
