using System.Text.Json.Serialization;
using Attune.Spaces;

namespace Attune.Studies;

/// <summary>One thing that happened to a study. A study is the fold of its changes; its revision is their number.</summary>
/// <remarks>Measurements are not changes: they live in the measurement store and reach the study by <see cref="Study.Report"/>.</remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(TrialProposed), "proposed")]
[JsonDerivedType(typeof(TrialStarted), "started")]
[JsonDerivedType(typeof(TrialRequeued), "requeued")]
[JsonDerivedType(typeof(TrialStopAsked), "stop_asked")]
[JsonDerivedType(typeof(TrialEnded), "ended")]
[JsonDerivedType(typeof(StudyEnded), "study_ended")]
[JsonDerivedType(typeof(StudyResumed), "study_resumed")]
[JsonDerivedType(typeof(StudyAmended), "amended")]
[JsonDerivedType(typeof(TrialHidden), "hidden")]
[JsonDerivedType(typeof(NoteWritten), "noted")]
public abstract record StudyChange
{
    private protected StudyChange() { }

    /// <summary>When it happened, by the host's clock. Order is by revision, never by this.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>A trial was proposed; its number is the count of trials before it.</summary>
public sealed record TrialProposed(int Trial, Assignment Assignment, long BasedOn, string Reason)
    : StudyChange
{
    /// <summary>Who asked for just these values; null when the study's sampler proposed them.</summary>
    public string? By { get; init; }
}

/// <summary>An attempt at a trial is about to be started (recorded before it is). Attempts count from 1.</summary>
public sealed record TrialStarted(int Trial, int Attempt) : StudyChange;

/// <summary>A trial is tried again: its attempt ended in a way that is, or it had ended without completing and a person asks for another attempt.</summary>
public sealed record TrialRequeued(int Trial, string Reason) : StudyChange
{
    /// <summary>Who asked for it; null when the rules for retries did. Only a person takes a trial back that has ended.</summary>
    public string? By { get; init; }

    /// <summary>What the attempt that is over used of its machine; null where nothing was measured, or its end has it.</summary>
    public TrialUsage? Usage { get; init; }
}

/// <summary>A running trial was asked to stop; it ends as this says when its processes are gone.</summary>
public sealed record TrialStopAsked(int Trial, TrialState EndsAs, string Reason) : StudyChange;

/// <summary>A trial reached its terminal state.</summary>
public sealed record TrialEnded(int Trial, TrialEnd End) : StudyChange;

/// <summary>How a study ended.</summary>
public enum StudyState
{
    /// <summary>Under way, or interrupted and waiting to be continued.</summary>
    Active,

    /// <summary>All that was asked for was done.</summary>
    Completed,

    /// <summary>Nothing usable came out, or a breaker opened.</summary>
    Failed,

    /// <summary>A person, or the sweep's own timeout, ended it.</summary>
    Canceled,
}

/// <summary>The study is over.</summary>
public sealed record StudyEnded(StudyState State, string Reason) : StudyChange;

/// <summary>An ended or interrupted study goes on.</summary>
public sealed record StudyResumed(string Reason) : StudyChange
{
    /// <summary>Only trials that wait are run, and nothing new is proposed: a person asked for them, not for the rest of the study.</summary>
    public bool WaitingOnly { get; init; }
}
