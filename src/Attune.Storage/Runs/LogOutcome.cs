using Attune.Studies;

namespace Attune.Storage.Runs;

/// <summary>What became of a batch.</summary>
public enum LogStatus
{
    /// <summary>All of it is durable.</summary>
    Logged,

    /// <summary>There is no such run; nothing was kept.</summary>
    NoSuchRun,

    /// <summary>The run was deleted; nothing was kept.</summary>
    RunDeleted,

    /// <summary>A parameter has another value already, or two in this batch; nothing was kept.</summary>
    ParameterChanged,
}

/// <summary>What became of a batch of metrics, parameters and tags. It is kept whole or not at all.</summary>
/// <param name="Status">What became of it.</param>
/// <param name="NewPoints">The metrics that were not there before, with their sequence numbers; empty unless logged.</param>
/// <param name="Reason">Why it was refused, as a sentence; null when logged.</param>
public sealed record LogOutcome(LogStatus Status, IReadOnlyList<Measurement> NewPoints, string? Reason)
{
    internal static LogOutcome Refused(LogStatus status, string reason) => new(status, [], reason);
}
