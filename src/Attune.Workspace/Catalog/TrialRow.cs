using Attune.Spaces;
using Attune.Studies;

namespace Attune.Workspace.Catalog;

/// <summary>A trial as the store has it at one moment. Immutable.</summary>
public sealed record TrialRow
{
    /// <summary>The trial's job name: the sweep's with its number.</summary>
    public required string Name { get; init; }

    /// <summary>The number, from 0.</summary>
    public required int Number { get; init; }

    /// <summary>Where it stands.</summary>
    public required TrialState State { get; init; }

    /// <summary>The values that it evaluates.</summary>
    public required Assignment Parameters { get; init; }

    /// <summary>Why these values were proposed.</summary>
    public required string ProposedBecause { get; init; }

    /// <summary>Who asked for just these values; null when the sampler proposed them.</summary>
    public string? ProposedBy { get; init; }

    /// <summary>Whether a person took it out of sight: views and the best leave it out.</summary>
    public bool IsHidden { get; init; }

    /// <summary>Whether the search space, changed meanwhile, has its values no more.</summary>
    public bool IsOutside { get; init; }

    /// <summary>What people wrote about it; null when nothing.</summary>
    public string? Note { get; init; }

    /// <summary>The attempt under way or last made, from 1; 0 before the first.</summary>
    public int Attempt { get; init; }

    /// <summary>The primary objective: the final value, or of a trial under way the best so far; NaN where there is none.</summary>
    public double Value { get; init; } = double.NaN;

    /// <summary>Every objective's value in the study's order; NaN where there is none. Empty when none was reported.</summary>
    public ValueList<double> Values { get; init; } = [];

    /// <summary>Why it ended as it did, waits again, or is being stopped; null when there is nothing to say.</summary>
    public string? Reason { get; init; }

    /// <summary>Why it failed; null unless it did.</summary>
    public FailureKind? Failure { get; init; }

    /// <summary>The command's exit code, where it had one.</summary>
    public int? ExitCode { get; init; }

    /// <summary>What its latest attempt used of its machine; null before it has ended, or where nothing was measured.</summary>
    public TrialUsage? Usage { get; init; }

    /// <summary>When it was proposed.</summary>
    public required DateTimeOffset ProposedAt { get; init; }

    /// <summary>When its latest attempt started.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>The attempts before the latest one, in order; empty for a trial that was never tried again.</summary>
    public ValueList<TrialAttempt> EarlierAttempts { get; init; } = [];

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Absolute path of its folder.</summary>
    public required string Folder { get; init; }

    /// <summary>Absolute path of the log of its latest attempt. The file is there once the attempt has started.</summary>
    public required string Log { get; init; }

    /// <summary>Whether it has reached a terminal state.</summary>
    public bool HasEnded => State.IsTerminal();

    /// <summary>Whether its value counts: it completed or was stopped early, with a finite objective, and is not hidden.</summary>
    public bool IsUsable =>
        !IsHidden && State is TrialState.Completed or TrialState.StoppedEarly && double.IsFinite(Value);

    /// <summary>How long its latest attempt has run, or ran; null before it started.</summary>
    public TimeSpan? Duration(DateTimeOffset now) =>
        StartedAt is not { } start ? null
        : State == TrialState.Waiting ? null
        : (EndedAt ?? now) - start;
}

/// <summary>An attempt at a trial that was followed by another one.</summary>
/// <param name="Attempt">Which, from 1.</param>
/// <param name="StartedAt">When it started.</param>
/// <param name="EndedAt">When it was over.</param>
/// <param name="Reason">Why it was tried again, as a sentence.</param>
/// <param name="Usage">What it used of its machine; null where nothing was measured.</param>
public sealed record TrialAttempt(
    int Attempt,
    DateTimeOffset StartedAt,
    DateTimeOffset EndedAt,
    string Reason,
    TrialUsage? Usage = null
);
