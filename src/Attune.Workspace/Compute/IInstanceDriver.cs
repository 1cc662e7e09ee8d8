namespace Attune.Workspace.Compute;

/// <summary>Starts and stops what runs in compute instances. Every call may be made again, also after the host was killed in between.</summary>
public interface IInstanceDriver
{
    /// <summary>Starts the instance's applications; those that run already stay.</summary>
    /// <returns>What can be opened.</returns>
    /// <exception cref="InstanceException">They cannot be started; the message says why.</exception>
    Task<IReadOnlyList<InstanceApplication>> StartAsync(
        ComputeInstance instance,
        CancellationToken cancellationToken
    );

    /// <summary>Stops whatever runs in the instance; nothing when nothing does.</summary>
    /// <exception cref="InstanceException">It cannot be stopped; the message says why.</exception>
    Task StopAsync(ComputeInstance instance, CancellationToken cancellationToken);

    /// <summary>What runs in an instance that was running when an earlier host ended.</summary>
    /// <returns>What can be opened; null when it no longer runs.</returns>
    Task<IReadOnlyList<InstanceApplication>?> FindAsync(
        ComputeInstance instance,
        CancellationToken cancellationToken
    );
}

/// <summary>Instances without applications: they start, stop and are listed, and nothing can be opened in them.</summary>
public sealed class NoApplications : IInstanceDriver
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<InstanceApplication>> StartAsync(
        ComputeInstance instance,
        CancellationToken cancellationToken
    ) => Task.FromResult<IReadOnlyList<InstanceApplication>>([]);

    /// <inheritdoc/>
    public Task StopAsync(ComputeInstance instance, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    /// <inheritdoc/>
    public Task<IReadOnlyList<InstanceApplication>?> FindAsync(
        ComputeInstance instance,
        CancellationToken cancellationToken
    ) => Task.FromResult<IReadOnlyList<InstanceApplication>?>([]);
}

/// <summary>An instance cannot be started or stopped. The fault is the machine's or its set-up's; the message says what to do.</summary>
public sealed class InstanceException : Exception
{
    /// <summary>Says why.</summary>
    public InstanceException(string message, Exception? inner = null)
        : base(message, inner) { }
}
