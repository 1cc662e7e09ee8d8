using Attune.Jobs;
using Attune.Storage.Runs;
using Attune.Studies;
using Attune.Studio.Endpoints.Arm;
using Attune.Workspace.Catalog;
using Attune.Workspace.Metrics;

namespace Attune.Studio.Endpoints.MLflow;

/// <summary>Trials as runs, from the store: those that have ended, also under an earlier host, and whose scripts never spoke this protocol.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class StoredTrials(StudioParts parts, StudioOptions options)
{
    private readonly JobCatalog? _jobs = parts.Workspace is { } host
        ? new JobCatalog(parts.Database, host.Home, options.Workspace)
        : null;

    /// <summary>The row of a trial that has ended, with its first tags, to be created where there is none; null when it is no such trial.</summary>
    public async Task<(RunRecord Row, IReadOnlyList<NamedText> Tags)?> FindAsync(
        string run,
        CancellationToken cancellationToken
    )
    {
        if (
            _jobs is null
            || await _jobs.FindTrialAsync(run, cancellationToken).ConfigureAwait(false)
                is not var (watch, trial)
            || !trial.HasEnded
        )
        {
            return null;
        }
        var name = JobViews.ExperimentOf(watch.Job);
        var experiment = await parts
            .Database.Experiments.FindAsync(options.Workspace, name, cancellationToken)
            .ConfigureAwait(false);
        if (experiment is null)
        {
            return null;
        }
        var (row, tags) = TrialRows.Of(
            new TrialRun
            {
                Run = trial.Name,
                Attempt = Math.Max(1, trial.Attempt),
                IsLive = false,
                ExperimentId = experiment.Id,
                ExperimentName = name,
                Folder = trial.Folder,
                Parameters = watch.Job.Job is SweepJob sweep
                    ? sweep
                        .Space.Render(trial.Parameters)
                        .ToDictionary(value => value.Name, value => value.Text, StringComparer.Ordinal)
                    : [],
            },
            options.Home,
            (trial.StartedAt ?? trial.ProposedAt).ToUnixTimeMilliseconds()
        );
        return (
            row with
            {
                Status = StatusOf(trial.State),
                EndedAt = trial.EndedAt?.ToUnixTimeMilliseconds(),
            },
            tags
        );
    }

    private static RunStatus StatusOf(TrialState state) =>
        state switch
        {
            TrialState.Completed => RunStatus.Finished,
            TrialState.StoppedEarly or TrialState.Canceled or TrialState.TimedOut => RunStatus.Killed,
            _ => RunStatus.Failed,
        };
}
