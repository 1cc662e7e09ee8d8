using Attune.Jobs;
using Attune.Studies;
using Attune.Studio.Live;
using Attune.Workspace.Catalog;
using Attune.Workspace.Compute;
using static System.FormattableString;

namespace Attune.Studio.Pages.Compute;

/// <summary>Reads the compute of the workspace and what runs on it. Called by one at a time.</summary>
internal sealed class ComputeReading(StudioParts parts, StudioOptions options, JobCatalog catalog)
{
    // A job under way is read on, not anew.
    private readonly Dictionary<string, JobWatch> _watched = new(StringComparer.Ordinal);

    /// <summary>Every compute, by name.</summary>
    public async Task<IReadOnlyList<ComputeLine>> ReadAsync(CancellationToken cancellationToken)
    {
        var all = await new ComputeCatalog(parts.Database, options.Workspace)
            .ListAsync(cancellationToken)
            .ConfigureAwait(false);
        var jobs = (await catalog.ListAsync(cancellationToken).ConfigureAwait(false))
            .Where(job => job.Job.Compute is not null)
            .ToLookup(job => ComputeTarget.NameOf(job.Job.Compute!), StringComparer.OrdinalIgnoreCase);
        var lines = new List<ComputeLine>(all.Count);
        var running = new HashSet<string>(StringComparer.Ordinal);
        foreach (var target in all)
        {
            var uses = new List<ComputeUse>();
            var busy = new List<(string Job, TrialRow Trial)>();
            foreach (var job in jobs[target.Name].Where(job => !job.Archived))
            {
                var (state, _) = JobStanding.Of(job, parts.Workspace);
                IReadOnlyList<TrialRow> trials = [];
                if (state == JobState.Running)
                {
                    running.Add(job.Name);
                    trials = await TrialsAsync(job, cancellationToken).ConfigureAwait(false);
                    busy.AddRange(
                        trials
                            .Where(trial => trial.State == TrialState.Running)
                            .Select(trial => (job.Name, trial))
                    );
                }
                uses.Add(
                    new ComputeUse(
                        job.Name,
                        job.Job.DisplayName is { Length: > 0 } title ? title : job.Name,
                        state,
                        job.CreatedAt,
                        Waits(job, state, target, trials)
                    )
                );
            }
            lines.Add(new ComputeLine(target, Nodes(target, busy), uses));
        }
        foreach (var over in _watched.Keys.Except(running).ToArray())
        {
            _watched.Remove(over);
        }
        return lines;
    }

    private async Task<IReadOnlyList<TrialRow>> TrialsAsync(
        JobRecord job,
        CancellationToken cancellationToken
    )
    {
        if (!_watched.TryGetValue(job.Name, out var watch))
        {
            _watched[job.Name] = watch = catalog.Follow(job);
        }
        await watch.RefreshAsync(cancellationToken).ConfigureAwait(false);
        return watch.Trials;
    }

    private string? Waits(JobRecord job, JobState state, ComputeTarget target, IReadOnlyList<TrialRow> trials)
    {
        if (state == JobState.Queued)
        {
            return parts.Workspace?.WhyQueued(job) ?? "is next";
        }
        if (state == JobState.Preparing)
        {
            return "its code, environment and data are made ready first";
        }
        var (works, waiting) = (
            trials.Count(trial => trial.State == TrialState.Running),
            trials.Where(trial => trial.State == TrialState.Waiting).ToArray()
        );
        if (waiting is [var first, ..])
        {
            return first.Reason is { } reason ? Invariant($"trial {first.Number} waits: {reason}")
                : GpusOf(job) > 0
                    ? Invariant($"trial {first.Number} waits for {GpusOf(job)} free GPU of this machine")
                : Invariant($"trial {first.Number} is about to start");
        }
        return target is ComputeCluster cluster && works >= cluster.MaxNodes
            ? Invariant($"the next trial waits for a node: all {cluster.MaxNodes} work")
            : null;
    }

    private static int GpusOf(JobRecord job) =>
        job.Job switch
        {
            SweepJob sweep => sweep.Attune.GpusPerTrial,
            CommandJob command => command.Attune.GpusPerTrial,
            _ => 0,
        };

    private IReadOnlyList<NodeLine> Nodes(ComputeTarget target, List<(string Job, TrialRow Trial)> busy) =>
        target is not ComputeCluster cluster
            ? []
            :
            [
                .. Enumerable
                    .Range(0, Math.Max(busy.Count, cluster.MinNodes))
                    .Select(number =>
                        number < busy.Count
                            ? new NodeLine(
                                Invariant($"{cluster.Name}_{number}"),
                                busy[number].Job,
                                busy[number].Trial.Number,
                                busy[number].Trial.StartedAt,
                                parts.Workspace?.UsageOf(busy[number].Trial.Name, busy[number].Trial.Attempt),
                                parts.Workspace?.GpusOf(busy[number].Trial.Name) is { Count: > 0 } gpus
                                    ? string.Join(", ", gpus)
                                    : null
                            )
                            : new NodeLine(Invariant($"{cluster.Name}_{number}"), null, null, null)
                    ),
            ];
}
