using Attune.Jobs;
using Attune.Studies;
using Attune.Workspace.Catalog;

namespace Attune.Studio.Live;

/// <summary>A job with its trials at one moment. Immutable; shared by everybody who looks at the job.</summary>
public sealed record JobSnapshot
{
    /// <summary>The job's record.</summary>
    public required JobRecord Job { get; init; }

    /// <summary>Where it stands in truth: a job that its store calls running, and no host runs, is interrupted.</summary>
    public required JobState State { get; init; }

    /// <summary>Why, as a sentence.</summary>
    public string? Reason { get; init; }

    /// <summary>What its study is to do; null before it has one.</summary>
    public StudySpec? Spec { get; init; }

    /// <summary>The trials, by number.</summary>
    public TrialRow[] Trials { get; init; } = [];

    /// <summary>The trials that a person has not taken out of sight: those that charts draw.</summary>
    public TrialRow[] Visible { get; init; } = [];

    /// <summary>This moment without the trials that were taken out of sight; this very one when none was.</summary>
    public JobSnapshot Drawn =>
        _drawn ??= Visible.Length == Trials.Length ? this : this with { Trials = Visible };

    private JobSnapshot? _drawn;

    /// <summary>How the specification was changed since the job was submitted, in order.</summary>
    public IReadOnlyList<StudyAmended> Amendments { get; init; } = [];

    /// <summary>How many trials there will be at most; null when there is no bound.</summary>
    public long? Total { get; init; }

    /// <summary>The best of the trials that count; null when there is none.</summary>
    public TrialRow? Best { get; init; }

    /// <summary>Where the job lies.</summary>
    public required JobFolder Folder { get; init; }

    /// <summary>Why nothing newer can be read; null when all is well.</summary>
    public string? Fault { get; init; }

    /// <summary>The objective that decides which trial is best; null for a job without one.</summary>
    public Objective? Objective => Spec is { Objectives.Count: > 0 } spec ? spec.Primary : null;

    /// <summary>Whether its trials are a search: a command job has one trial and nothing to compare.</summary>
    public bool IsSweep => Job.Job is SweepJob;

    /// <summary>Whether anything differs from an earlier moment.</summary>
    public bool Differs(JobSnapshot earlier) =>
        !ReferenceEquals(Job, earlier.Job) && !Same(Job, earlier.Job)
        || State != earlier.State
        || Reason != earlier.Reason
        || Fault != earlier.Fault
        || Trials.Length != earlier.Trials.Length
        || !Trials.AsSpan().SequenceEqual(earlier.Trials, ReferenceEqualityComparer.Instance);

    private static bool Same(JobRecord left, JobRecord right) =>
        left.State == right.State
        && left.Archived == right.Archived
        && left.Version == right.Version
        && left.Note == right.Note
        && left.StartedAt == right.StartedAt
        && left.EndedAt == right.EndedAt
        && left.Notices.Count == right.Notices.Count;
}
