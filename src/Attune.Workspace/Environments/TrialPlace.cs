namespace Attune.Workspace.Environments;

/// <summary>What an environment must know of one execution to start its command.</summary>
/// <param name="Id">The execution's id; unique on this machine.</param>
/// <param name="Folder">The working folder, absolute.</param>
public sealed record TrialPlace(string Id, string Folder)
{
    /// <summary>Folders that the command must reach under the same path: the job's folder, local inputs. Absolute.</summary>
    public IReadOnlyList<string> Folders { get; init; } = [];

    /// <summary>Names of the variables that the runner sets for this execution; their values never enter an argument list.</summary>
    public IReadOnlyCollection<string> VariableNames { get; init; } = [];

    /// <summary>Folders to put first on <c>PATH</c>, first one first; for example that of <see cref="DotNetBuild"/>.</summary>
    public IReadOnlyList<string> PathFolders { get; init; } = [];

    /// <summary>The GPUs of this execution as <c>CUDA_VISIBLE_DEVICES</c> names them (<c>0,1</c>); null for none.</summary>
    public string? Gpus { get; init; }
}

/// <summary>How one execution's command is started.</summary>
/// <param name="Wrapper">Arguments to put before <c>bash -c COMMAND</c>; empty when the command runs as it is.</param>
/// <param name="Variables">Variables to set beside the runner's own; <c>PATH</c> is among them when it changes.</param>
/// <param name="Removal">A command that removes what killing the process group leaves behind (a container); empty when nothing.</param>
public sealed record TrialStart(
    IReadOnlyList<string> Wrapper,
    IReadOnlyDictionary<string, string> Variables,
    IReadOnlyList<string> Removal
);
