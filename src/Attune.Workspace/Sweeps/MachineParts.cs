using System.Collections.Concurrent;
using Attune.Storage;
using Attune.Workspace.Executors;
using Attune.Workspace.Metrics;

namespace Attune.Workspace.Sweeps;

/// <summary>What all sweeps of a host share: this machine's executor and GPUs, the stores, and the metric doors.</summary>
internal sealed record MachineParts
{
    /// <summary>Starts and watches executions.</summary>
    public required IExecutor Executor { get; init; }

    /// <summary>Hands the executor's news to whoever waits for it.</summary>
    public required ExecutionWatch Watch { get; init; }

    /// <summary>The machine's GPUs.</summary>
    public required Slots Slots { get; init; }

    /// <summary>How sweeps that run beside each other share this machine.</summary>
    public MachineShare Share { get; init; } = new(Environment.ProcessorCount);

    /// <summary>The home's database.</summary>
    public required AttuneDatabase Database { get; init; }

    /// <summary>Where all measurements come in.</summary>
    public required MetricInbox Inbox { get; init; }

    /// <summary>Reads trials' files and output.</summary>
    public required MetricDoors Doors { get; init; }

    /// <summary>The variables by which an attempt reaches the host: address, token, names.</summary>
    public required Func<TrialRun, IReadOnlyDictionary<string, string>> Variables { get; init; }

    /// <summary>Whose tokens count.</summary>
    public LiveTrials Live { get; } = new();

    /// <summary>The doors of the executions under way.</summary>
    public ConcurrentDictionary<ExecutionId, TrialMetrics> Metrics { get; } = [];
}
