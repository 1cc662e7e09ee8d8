namespace Attune.Studies;

/// <summary>Where a trial stands.</summary>
public enum TrialState
{
    /// <summary>Proposed, not started (or to be started again).</summary>
    Waiting,

    /// <summary>An execution of it is under way.</summary>
    Running,

    /// <summary>Ran to its end and reported its objective.</summary>
    Completed,

    /// <summary>Stopped by an early-termination policy; its reports count.</summary>
    StoppedEarly,

    /// <summary>Ended without a usable result.</summary>
    Failed,

    /// <summary>Ran longer than it may.</summary>
    TimedOut,

    /// <summary>Ended by a person or with its sweep.</summary>
    Canceled,

    /// <summary>Its process vanished without a trace of its end.</summary>
    Lost,
}

/// <summary>Why a trial failed.</summary>
public enum FailureKind
{
    /// <summary>The command ended with an exit code other than 0.</summary>
    ExitCode,

    /// <summary>The command was ended by a signal that Attune did not send.</summary>
    Signal,

    /// <summary>The memory limit, or the machine's, was reached.</summary>
    OutOfMemory,

    /// <summary>The command ended well but never reported the objective.</summary>
    NoMetric,

    /// <summary>The objective was reported as NaN or infinite only.</summary>
    NotANumber,

    /// <summary>The fault was this machine's or Attune's, not the command's (could not start, disk full).</summary>
    Infrastructure,

    /// <summary>The delegate of an in-process trial threw.</summary>
    Exception,
}

/// <summary>How a trial ended, and why, in a form that a person can read.</summary>
public sealed record TrialEnd
{
    /// <summary>A terminal state.</summary>
    public required TrialState State { get; init; }

    /// <summary>The reason as a sentence, e.g. <c>stopped by bandit at report 5: 0.61 is below 0.67</c>.</summary>
    public required string Reason { get; init; }

    /// <summary>Why it failed; null unless <see cref="State"/> is Failed.</summary>
    public FailureKind? Failure { get; init; }

    /// <summary>The command's exit code, where it had one.</summary>
    public int? ExitCode { get; init; }

    /// <summary>What its last attempt used of its machine; null where nothing was measured.</summary>
    public TrialUsage? Usage { get; init; }

    /// <summary>The value of each objective, in the order of the study's objectives; NaN where it was never reported. Empty when none was.</summary>
    public ValueList<double> Values { get; init; } = [];
}
