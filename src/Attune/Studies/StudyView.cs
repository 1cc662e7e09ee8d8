using Attune.EarlyTermination;
using Attune.Spaces;

namespace Attune.Studies;

/// <summary>A study as samplers, policies and pages read it: the live state, nothing copied. Not thread-safe: read it where the study is changed.</summary>
public sealed class StudyView
{
    private readonly Study _study;

    internal StudyView(Study study) => _study = study;

    /// <summary>What the study is to do.</summary>
    public StudySpec Spec => _study.Spec;

    /// <summary>The search space as the sampler draws from it.</summary>
    public SearchSpace Space => Spec.Sampler.SpaceFor(Spec.Space);

    /// <summary>The metric that the early-termination policy watches; null without a policy.</summary>
    public string? WatchedMetric => Spec.EarlyTermination is { } policy ? Spec.Watched(policy).Metric : null;

    /// <summary>How the specification was changed while the study went on, in order; the first of them made version 2.</summary>
    public IReadOnlyList<StudyAmended> Amendments => _study.Amendments;

    /// <summary>The specification's version: 1 as created, and one more with each amendment.</summary>
    public int Version => _study.Amendments.Count + 1;

    /// <summary>Whether trials that wait are run and nothing new is proposed.</summary>
    public bool WaitingOnly => _study.WaitingOnly;

    /// <summary>What people wrote about the study; null when nothing.</summary>
    public string? Note => _study.Note;

    /// <summary>The number of changes so far.</summary>
    public long Revision => _study.Changes.Count;

    /// <summary>How the study stands.</summary>
    public StudyState State => _study.State;

    /// <summary>Why it ended; null while it is active.</summary>
    public string? EndReason => _study.EndReason;

    /// <summary>All trials by number. While a sampler is asked, also those proposed in the same request and not yet recorded.</summary>
    public IReadOnlyList<Trial> Trials => _study.AllTrials;

    /// <summary>How many of <see cref="Trials"/> are recorded for good; less than their number only while a sampler is asked.</summary>
    public int Settled => _study.Settled;

    /// <summary>How many of the assignments of <see cref="Trials"/> are different: without repeats their number.</summary>
    public int DifferentAssignments => _study.DifferentAssignments;

    /// <summary>The best of the trials that completed or were stopped early and are not hidden, by the primary objective; ties go to the lowest number. Null when there is none.</summary>
    public Trial? Best => _study.Best;

    /// <summary>The changes after a revision, in order, without a copy.</summary>
    /// <param name="revision">From 0 to <see cref="Revision"/>.</param>
    public ReadOnlySpan<StudyChange> ChangesSince(long revision) =>
        System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_study.Changes)[checked((int)revision)..];

    /// <summary>The number of the first trial of this assignment; −1 when it was never proposed.</summary>
    public int FirstTrialOf(Assignment assignment) => _study.FirstTrialOf(assignment);

    /// <summary>The metric that a policy watches, with its direction: the named objective's, or else the primary one's.</summary>
    public Objective Watched(EarlyTerminationPolicy policy) => Spec.Watched(policy);

    /// <summary>Whether this is how a trial ended, and not an end that a person took back later.</summary>
    internal bool IsLatest(TrialEnded ended) => ReferenceEquals(Trials[ended.Trial].End, ended.End);

    /// <summary>Whether a sampler may learn from this end: it was not taken back, and its trial is not hidden.</summary>
    internal bool Tells(TrialEnded ended) => IsLatest(ended) && !Trials[ended.Trial].IsHidden;

    /// <summary>The best value of the early-termination policy's metric that any trial had up to its n-th report; NaN when there is none.</summary>
    internal double BestAt(int interval) => _study.BestAt(interval);
}
