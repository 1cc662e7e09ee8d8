using Attune.Studies;
using Attune.Workspace.Catalog;

namespace Attune.Workspace.Sweeps.Steering;

/// <summary>Takes an ended trial out of sight, or shows it again: hidden, it is in no view and no best, and neither sampler nor policy minds it.</summary>
public sealed record HideAct : StudyAct
{
    /// <summary>The trial's number.</summary>
    public required int Trial { get; init; }

    /// <summary>Whether it is to be out of sight.</summary>
    public required bool Hidden { get; init; }

    /// <inheritdoc/>
    internal override IReadOnlyList<StudyChange> Decide(StudyView study, JobRecord job, DateTimeOffset at)
    {
        var trial = Find(study, job, Trial);
        if (!trial.HasEnded)
        {
            throw new JobStateException(
                FormattableString.Invariant(
                    $"'{job.Name}_{Trial}' has not ended: it is {trial.State}. Stop it first: attune job cancel {job.Name}_{Trial}"
                )
            );
        }
        return trial.IsHidden == Hidden
            ? []
            : [new TrialHidden(Trial, Hidden, By) { At = at, Reason = Reason }];
    }
}
