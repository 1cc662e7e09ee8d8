using Attune.Studies;
using Attune.Workspace.Catalog;
using Attune.Workspace.Executors;
using Attune.Workspace.Sweeps.Steering;

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

    /// <summary>Somebody steers the sweep.</summary>
    /// <param name="Act">What is wanted.</param>
    /// <param name="Job">The job's record.</param>
    public sealed record Steer(StudyAct Act, JobRecord Job) : RunnerEvent
    {
        private readonly TaskCompletionSource<IReadOnlyList<StudyChange>?> _done = new(
            TaskCreationOptions.RunContinuationsAsynchronously
        );

        /// <summary>What was written down, once it is; null when the sweep had ended before it was looked at.</summary>
        public Task<IReadOnlyList<StudyChange>?> Done => _done.Task;

        public void Answer(IReadOnlyList<StudyChange>? changes) => _done.TrySetResult(changes);

        public void Refuse(Exception error) => _done.TrySetException(error);
    }

    /// <summary>Somebody wants one trial stopped.</summary>
    public sealed record StopTrial(int Trial, string Reason) : RunnerEvent;

    /// <summary>The host is going away: end what runs, keep the sweep to be continued.</summary>
    public sealed record Interrupt(StopMode Mode) : RunnerEvent;

    /// <summary>Attune itself failed at starting an execution.</summary>
    public sealed record Broken(Exception Error) : RunnerEvent;

    /// <summary>Time has passed that something waited for.</summary>
    public sealed record Tick : RunnerEvent;
}
