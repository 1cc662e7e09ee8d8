using Attune.Studies;
using Attune.Workspace.Executors;

namespace Attune.Workspace.Sweeps;

/// <summary>What can happen to a running sweep, in one queue, so that one thread at a time decides.</summary>
internal abstract record RunnerEvent
{
    private RunnerEvent() { }

    /// <summary>Points of one of its trials, durable already.</summary>
    public sealed record Reported(IReadOnlyList<Measurement> Points) : RunnerEvent;

    /// <summary>An execution is over, and its last measurements were read before this.</summary>
    /// <param name="Execution">Which one.</param>
    /// <param name="End">How it ended.</param>
    /// <param name="NamesSeen">Every metric's name that was seen, wanted or not.</param>
    public sealed record Over(ExecutionId Execution, ExecutionEnd End, IReadOnlyList<string> NamesSeen)
        : RunnerEvent;

    /// <summary>Somebody wants the whole sweep canceled.</summary>
    public sealed record Cancel(string Reason) : RunnerEvent;

    /// <summary>Somebody wants one trial stopped.</summary>
    public sealed record StopTrial(int Trial, string Reason) : RunnerEvent;

    /// <summary>The host is going away: end what runs, keep the sweep to be continued.</summary>
    public sealed record Interrupt(StopMode Mode) : RunnerEvent;

    /// <summary>Attune itself failed at starting an execution.</summary>
    public sealed record Broken(Exception Error) : RunnerEvent;

    /// <summary>Time has passed that something waited for.</summary>
    public sealed record Tick : RunnerEvent;
}
