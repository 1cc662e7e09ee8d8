using Attune.Studies;
using Attune.Workspace.Catalog;

namespace Attune.Workspace.Sweeps.Steering;

/// <summary>Has a trial that ended without completing run again: another attempt at the same trial, with measurements of its own.</summary>
public sealed record RequeueAct : StudyAct
{
    /// <summary>The trial's number.</summary>
    public required int Trial { get; init; }

    /// <inheritdoc/>
    internal override bool StartsTrials => true;

    /// <inheritdoc/>
    internal override IReadOnlyList<StudyChange> Decide(StudyView study, JobRecord job, DateTimeOffset at)
    {
        var trial = Find(study, job, Trial);
        var name = FormattableString.Invariant($"{job.Name}_{Trial}");
        return trial switch
        {
            { HasEnded: false } => throw new JobStateException(
                $"'{name}' has not ended: it is {trial.State}."
            ),
            { State: TrialState.Completed } => throw new JobStateException(
                $"'{name}' completed, and its result stands. To run the same values once more: attune job rerun {name}"
            ),
            { IsHidden: true } => throw new JobStateException(
                $"'{name}' is hidden. Show it first: attune trial unhide {name}"
            ),
            _ => [new TrialRequeued(Trial, Because("asked for again")) { At = at, By = By }],
        };
    }
}
