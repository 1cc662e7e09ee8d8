namespace Attune.Workspace.Compute;

/// <summary>Starts and stops what runs in compute instances. Every call may be made again, also after the host was killed in between. Thread-safe.</summary>
public interface IInstanceDriver
{
    /// <summary>Whether anything runs in any instance of the home, as far as this host has looked.</summary>
    bool AnyRuns { get; }

    /// <summary>Makes the folder of a person's notebooks, which their instances show: what leads to the workspace, and what comes with the program.</summary>
    Task PrepareAsync(string workspace, string person, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    /// <summary>Starts the instance's applications; those that run already stay.</summary>
    /// <returns>What can be opened.</returns>
    /// <exception cref="InstanceException">They cannot be started; the message says why.</exception>
    Task<IReadOnlyList<InstanceApplication>> StartAsync(
        string workspace,
        ComputeInstance instance,
        CancellationToken cancellationToken
    );

    /// <summary>Stops whatever runs in the instance; nothing when nothing does. Of one that is being deleted, its own files go too.</summary>
    /// <exception cref="InstanceException">It cannot be stopped; the message says why.</exception>
    Task StopAsync(string workspace, ComputeInstance instance, CancellationToken cancellationToken);

    /// <summary>What runs in an instance that was running when an earlier host ended.</summary>
    /// <returns>What can be opened; null when it no longer runs.</returns>
    Task<IReadOnlyList<InstanceApplication>?> FindAsync(
        string workspace,
        ComputeInstance instance,
        CancellationToken cancellationToken
    );

    /// <summary>The way to what runs in an instance; null when nothing does.</summary>
    InstanceDoor? DoorOf(string workspace, string name);

    /// <summary>When something was last done in an instance: now, while something works. Null when that cannot be said.</summary>
    Task<DateTimeOffset?> ActiveAtAsync(string workspace, string name, CancellationToken cancellationToken);

    /// <summary>Instances whose applications ended though nobody stopped them. For one reader.</summary>
    IAsyncEnumerable<InstanceEnd> WatchAsync(CancellationToken cancellationToken);
}

/// <summary>The end of an instance's applications that nobody asked for.</summary>
/// <param name="Workspace">The workspace.</param>
/// <param name="Name">The instance.</param>
/// <param name="Reason">A sentence that says how they ended.</param>
public sealed record InstanceEnd(string Workspace, string Name, string Reason);

/// <summary>An instance cannot be started or stopped. The fault is the machine's or its set-up's; the message says what to do.</summary>
public sealed class InstanceException : Exception
{
    /// <summary>Says why.</summary>
    public InstanceException(string message, Exception? inner = null)
        : base(message, inner) { }
}
