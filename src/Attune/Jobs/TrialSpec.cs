using System.Text.Json.Serialization;

namespace Attune.Jobs;

/// <summary>What each trial of a sweep runs.</summary>
public sealed record TrialSpec
{
    /// <summary>The command, for bash, with the code's folder as its working folder; may hold <c>${{search_space.x}}</c>,
    /// <c>${{inputs.x}}</c> and <c>${{outputs.x}}</c>.</summary>
    public required string Command { get; init; }

    /// <summary>The folder or file with the code, relative to the job file. Absent: an empty folder.</summary>
    public string? Code { get; init; }

    /// <summary>What the trials run in: a name, or an object. Absent: this machine's own environment.</summary>
    public EnvironmentSpec? Environment { get; init; }

    /// <summary>Environment variables of every trial.</summary>
    public ValueMap<string?> EnvironmentVariables { get; init; }

    /// <summary>How a trial is spread over processes. Only a single process is run.</summary>
    public ProcessLayout? Distribution { get; init; }

    /// <summary>What a trial needs of a cloud's machine.</summary>
    public ResourceSpec? Resources { get; init; }

    /// <summary>The queue of a cloud. One machine has one queue, so it changes nothing.</summary>
    public QueueSettings? QueueSettings { get; init; }
}

/// <summary>How a command is spread over processes. The closed family is the registry of what <c>distribution.type</c> may name.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(MpiLayout), "mpi")]
[JsonDerivedType(typeof(PyTorchLayout), "pytorch")]
[JsonDerivedType(typeof(TensorFlowLayout), "tensorflow")]
[JsonDerivedType(typeof(RayLayout), "ray")]
public abstract record ProcessLayout
{
    private protected ProcessLayout() { }

    /// <summary>Processes in all on one machine.</summary>
    [JsonIgnore]
    public abstract int Processes { get; }
}

/// <summary>Processes started by mpirun.</summary>
public sealed record MpiLayout : ProcessLayout
{
    /// <summary>Processes on each machine. Default 1.</summary>
    public int ProcessCountPerInstance { get; init; } = 1;

    /// <inheritdoc/>
    public override int Processes => ProcessCountPerInstance;
}

/// <summary>Processes that PyTorch joins.</summary>
public sealed record PyTorchLayout : ProcessLayout
{
    /// <summary>Processes on each machine. Default 1.</summary>
    public int ProcessCountPerInstance { get; init; } = 1;

    /// <inheritdoc/>
    public override int Processes => ProcessCountPerInstance;
}

/// <summary>Workers and parameter servers of TensorFlow.</summary>
public sealed record TensorFlowLayout : ProcessLayout
{
    /// <summary>Workers. Default 1.</summary>
    public int WorkerCount { get; init; } = 1;

    /// <summary>Parameter servers. Default 0.</summary>
    public int ParameterServerCount { get; init; }

    /// <inheritdoc/>
    public override int Processes => WorkerCount + ParameterServerCount;
}

/// <summary>A Ray cluster around the command.</summary>
public sealed record RayLayout : ProcessLayout
{
    /// <summary>The head's port.</summary>
    public int? Port { get; init; }

    /// <summary>The head's address.</summary>
    public string? Address { get; init; }

    /// <summary>Whether the dashboard is started.</summary>
    public bool? IncludeDashboard { get; init; }

    /// <summary>The dashboard's port.</summary>
    public int? DashboardPort { get; init; }

    /// <summary>Further arguments of the head.</summary>
    public string? HeadNodeAdditionalArgs { get; init; }

    /// <summary>Further arguments of the workers.</summary>
    public string? WorkerNodeAdditionalArgs { get; init; }

    /// <inheritdoc/>
    public override int Processes => int.MaxValue;
}
