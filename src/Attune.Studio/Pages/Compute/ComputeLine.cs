using Attune.Studies;
using Attune.Workspace.Catalog;
using Attune.Workspace.Compute;

namespace Attune.Studio.Pages.Compute;

/// <summary>Compute as its pages show it.</summary>
/// <param name="Target">What is written down about it.</param>
/// <param name="Nodes">A cluster's nodes: those that work, then idle ones up to its least. An instance has none.</param>
/// <param name="Jobs">The jobs that name it, the newest first.</param>
internal sealed record ComputeLine(
    ComputeTarget Target,
    IReadOnlyList<NodeLine> Nodes,
    IReadOnlyList<ComputeUse> Jobs
)
{
    /// <summary>Where it stands, in a word or two.</summary>
    public string State =>
        Target switch
        {
            ComputeInstance { State: InstanceState.CreateFailed } => "create failed",
            ComputeInstance instance => instance.State.ToString().ToLowerInvariant(),
            _ => Busy > 0 ? "running" : "ready",
        };

    /// <summary>Why it stands there; null when there is nothing to say.</summary>
    public string? Reason => (Target as ComputeInstance)?.LastOperation?.Reason;

    /// <summary>Nodes that work.</summary>
    public int Busy => Nodes.Count(node => node.Trial is not null);

    /// <summary>Where its page is, relative to the studio's root.</summary>
    public string Address => AddressOf(Target);

    /// <summary>Where the page of compute is, relative to the studio's root.</summary>
    public static string AddressOf(ComputeTarget target) =>
        $"compute/{(target is ComputeCluster ? "clusters" : "instances")}/{Uri.EscapeDataString(target.Name)}";
}

/// <summary>A place for one trial.</summary>
/// <param name="Name">The cluster's name with a number.</param>
/// <param name="Job">The job whose trial works there; null when it is idle.</param>
/// <param name="Trial">The trial's number; null when it is idle.</param>
/// <param name="Since">Since when it works.</param>
/// <param name="Usage">What its trial has used of the machine by now; null when that is not known.</param>
/// <param name="Gpus">The GPUs that its trial holds; null when it holds none.</param>
internal sealed record NodeLine(
    string Name,
    string? Job,
    int? Trial,
    DateTimeOffset? Since,
    TrialUsage? Usage = null,
    string? Gpus = null
);

/// <summary>A job that names the compute.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Title">The name that people gave it, or its own.</param>
/// <param name="State">Where it stands in truth.</param>
/// <param name="CreatedAt">When it was submitted.</param>
/// <param name="Waits">What it or its next trial waits for, as a sentence; null when nothing waits.</param>
internal sealed record ComputeUse(
    string Name,
    string Title,
    JobState State,
    DateTimeOffset CreatedAt,
    string? Waits
);
