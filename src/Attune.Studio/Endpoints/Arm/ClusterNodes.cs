using Attune.Client.Protocols.Arm;
using Attune.Studies;
using Attune.Workspace.Catalog;
using Attune.Workspace.Compute;

namespace Attune.Studio.Endpoints.Arm;

/// <summary>Which trials run on which clusters: a node is a place for one trial.</summary>
internal sealed class ClusterNodes
{
    private readonly ILookup<string, string> _running;

    private ClusterNodes(ILookup<string, string> running) => _running = running;

    /// <summary>Looks at the jobs under way that name one of the clusters.</summary>
    public static async Task<ClusterNodes> ReadAsync(
        ArmParts arm,
        ArmCall call,
        IReadOnlyList<ComputeTarget> computes
    )
    {
        var names = computes
            .OfType<ComputeCluster>()
            .Select(cluster => cluster.Name)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        var found = new List<(string Cluster, string Trial)>();
        if (names.Count > 0)
        {
            var catalog = arm.Jobs(call.WorkspaceName);
            foreach (var job in await catalog.ListAsync(call.Aborted).ConfigureAwait(false))
            {
                if (
                    job.State == JobState.Running
                    && job.Job.Compute is { } compute
                    && ComputeTarget.NameOf(compute) is var name
                    && names.Contains(name)
                )
                {
                    var watch = await catalog.WatchAsync(job, call.Aborted).ConfigureAwait(false);
                    found.AddRange(
                        watch
                            .Trials.Where(trial => trial.State == TrialState.Running)
                            .Select(trial => (name, trial.Name))
                    );
                }
            }
        }
        return new ClusterNodes(
            found.ToLookup(each => each.Cluster, each => each.Trial, StringComparer.OrdinalIgnoreCase)
        );
    }

    /// <summary>The nodes of a cluster: those that work, then idle ones up to its least. An instance has none.</summary>
    public IReadOnlyList<ComputeNode> Of(ComputeTarget compute)
    {
        if (compute is not ComputeCluster cluster)
        {
            return [];
        }
        string?[] trials = [.. _running[cluster.Name]];
        return
        [
            .. trials
                .Concat(Enumerable.Repeat((string?)null, Math.Max(0, cluster.MinNodes - trials.Length)))
                .Select(
                    (trial, number) =>
                        new ComputeNode
                        {
                            NodeId = FormattableString.Invariant($"{cluster.Name}_{number}"),
                            PrivateIpAddress = "127.0.0.1",
                            NodeState = trial is null ? "idle" : "running",
                            RunId = trial,
                        }
                ),
        ];
    }
}
