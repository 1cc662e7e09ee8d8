namespace Attune.Workspace.Executors;

/// <summary>Runs executions somewhere. Thread-safe. What is started lives on when the host dies, and is found again by the next one.</summary>
public interface IExecutor
{
    /// <summary>Starts executions. Each is written down before it is started; starting one that runs or has ended changes nothing.</summary>
    /// <exception cref="IOException">One could not be started; none after it was tried.</exception>
    Task StartAsync(IReadOnlyList<Execution> executions, CancellationToken cancellationToken);

    /// <summary>Where an execution stands; one that runs is watched from then on.</summary>
    Task<ExecutionState> FindAsync(ExecutionId id, CancellationToken cancellationToken);

    /// <summary>The news of all executions, for one reader.</summary>
    IAsyncEnumerable<ExecutionEvent> WatchAsync(CancellationToken cancellationToken);

    /// <summary>Stops the whole process tree of an execution; its end is told by <see cref="WatchAsync"/>. Stopping twice, or what has ended, does no harm.</summary>
    Task StopAsync(ExecutionId id, StopMode mode, CancellationToken cancellationToken);
}
