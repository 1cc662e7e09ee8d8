using Attune.Studies;

namespace Attune.Workspace.Executors;

/// <summary>Where an execution stands.</summary>
public abstract record ExecutionState
{
    private ExecutionState() { }

    /// <summary>It was never started.</summary>
    public sealed record NotStarted : ExecutionState;

    /// <summary>Accepted, but something has to become free first.</summary>
    public sealed record Queued(string Reason) : ExecutionState;

    /// <summary>Its processes run.</summary>
    public sealed record Running(DateTimeOffset StartedAt) : ExecutionState;

    /// <summary>It is over.</summary>
    public sealed record Ended(ExecutionEnd End) : ExecutionState;

    /// <summary>It cannot be said now. Never to be taken for success.</summary>
    public sealed record Unknown(string Reason) : ExecutionState;
}

/// <summary>How an execution ended.</summary>
public enum ExecutionEndKind
{
    /// <summary>The command ended by itself, with an exit code.</summary>
    Exited,

    /// <summary>A signal that the executor did not send ended the command.</summary>
    Signaled,

    /// <summary>It ran longer than it may and was ended.</summary>
    TimedOut,

    /// <summary>It used more memory than it may, or than there is, and was ended.</summary>
    OutOfMemory,

    /// <summary>It was asked to stop.</summary>
    Stopped,

    /// <summary>It could not be started.</summary>
    NotStarted,

    /// <summary>Its processes vanished and nothing says how.</summary>
    Lost,
}

/// <summary>How an execution ended, with a reason that a person can read.</summary>
/// <param name="Kind">The kind of end.</param>
/// <param name="Reason">A sentence.</param>
/// <param name="ExitCode">The exit code, 128 + n for signal n; null when there was none.</param>
/// <param name="StartedAt">When the command was started, by the machine that ran it.</param>
/// <param name="EndedAt">When it ended.</param>
/// <param name="Usage">What it used of its machine; null where nothing was measured.</param>
public sealed record ExecutionEnd(
    ExecutionEndKind Kind,
    string Reason,
    int? ExitCode = null,
    DateTimeOffset? StartedAt = null,
    DateTimeOffset? EndedAt = null,
    TrialUsage? Usage = null
);

/// <summary>News of an execution.</summary>
public sealed record ExecutionEvent(ExecutionId Id, ExecutionState State);

/// <summary>How an execution is stopped.</summary>
public enum StopMode
{
    /// <summary>Asked to end; ended by force when it has not within the grace time.</summary>
    Graceful,

    /// <summary>Ended by force at once.</summary>
    Forceful,
}
