using Attune.Studies;
using Attune.Workspace.Catalog;

namespace Attune.Workspace.Sweeps.Steering;

/// <summary>Something that a person does to a sweep. Its arbiter judges it, writes it down, and then does it; so it holds after a restart too.</summary>
public abstract record StudyAct
{
    private protected StudyAct() { }

    /// <summary>Who does it.</summary>
    public required string By { get; init; }

    /// <summary>Why; null when nothing was said.</summary>
    public string? Reason { get; init; }

    /// <summary>Whether trials are to run because of it, so that an ended sweep goes on for them.</summary>
    internal virtual bool StartsTrials => false;

    /// <summary>What is to be written down; nothing when there is nothing to change.</summary>
    /// <param name="study">The study as it stands.</param>
    /// <param name="job">The job.</param>
    /// <param name="at">The time to record.</param>
    /// <exception cref="InvalidSpecException">It is asked for wrongly; all problems at once.</exception>
    /// <exception cref="JobStateException">It cannot be done as the sweep or trial stands.</exception>
    internal abstract IReadOnlyList<StudyChange> Decide(StudyView study, JobRecord job, DateTimeOffset at);

    /// <summary>The trial of this number.</summary>
    private protected static Trial Find(StudyView study, JobRecord job, int number) =>
        (uint)number < (uint)study.Trials.Count
            ? study.Trials[number]
            : throw new KeyNotFoundException(
                FormattableString.Invariant($"There is no trial '{job.Name}_{number}'.")
            );

    private protected string Because(string what) =>
        string.IsNullOrWhiteSpace(Reason) ? $"{what} by {By}" : $"{what} by {By}: {Reason.Trim()}";
}

/// <summary>What became of an act.</summary>
/// <param name="Job">The job as it is then.</param>
/// <param name="Changes">What was written down; empty when nothing had to change.</param>
/// <param name="GoesOn">Whether an ended sweep goes on because of it.</param>
public sealed record Steered(JobRecord Job, IReadOnlyList<StudyChange> Changes, bool GoesOn)
{
    /// <summary>The number of the trial that was added; null when none was.</summary>
    public int? Added => Changes.OfType<TrialProposed>().FirstOrDefault()?.Trial;
}
