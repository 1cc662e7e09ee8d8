namespace Attune.Workspace.Executors;

/// <summary>All that is needed to run one attempt at a trial. Immutable; written down before anything is started.</summary>
public sealed record Execution
{
    /// <summary>Which attempt at which trial.</summary>
    public required ExecutionId Id { get; init; }

    /// <summary>The trial's folder, absolute: where the command starts and where its state is kept.</summary>
    public required string Folder { get; init; }

    /// <summary>Text for <c>bash -c</c>, passed on unchanged.</summary>
    public required string Command { get; init; }

    /// <summary>The file that standard output and standard error are appended to, absolute; its folder exists.</summary>
    public required string LogFile { get; init; }

    /// <summary>Variables beside the allow-listed ones of this machine; these win.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Arguments put before <c>bash -c</c>: a container, conda. Empty for this machine's own bash.</summary>
    public IReadOnlyList<string> Wrapper { get; init; } = [];

    /// <summary>Whether the wrapper only asks another program to run the command, as a container's engine does: what the executor sees of it says nothing about its use of the machine.</summary>
    public bool RunsElsewhere { get; init; }

    /// <summary>Ended when it runs longer; null without a limit.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>The most memory of all its processes together, in bytes; null without a limit.</summary>
    public long? MemoryLimit { get; init; }
}
