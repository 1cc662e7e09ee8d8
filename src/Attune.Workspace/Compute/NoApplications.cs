using System.Runtime.CompilerServices;

namespace Attune.Workspace.Compute;

/// <summary>Instances without applications: they start, stop and are listed, and nothing can be opened in them.</summary>
public sealed class NoApplications : IInstanceDriver
{
    /// <inheritdoc/>
    public bool AnyRuns => false;

    /// <inheritdoc/>
    public Task<IReadOnlyList<InstanceApplication>> StartAsync(
        string workspace,
        ComputeInstance instance,
        CancellationToken cancellationToken
    ) => Task.FromResult<IReadOnlyList<InstanceApplication>>([]);

    /// <inheritdoc/>
    public Task StopAsync(string workspace, ComputeInstance instance, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    /// <inheritdoc/>
    public Task<IReadOnlyList<InstanceApplication>?> FindAsync(
        string workspace,
        ComputeInstance instance,
        CancellationToken cancellationToken
    ) => Task.FromResult<IReadOnlyList<InstanceApplication>?>([]);

    /// <inheritdoc/>
    public InstanceDoor? DoorOf(string workspace, string name) => null;

    /// <inheritdoc/>
    public Task<DateTimeOffset?> ActiveAtAsync(
        string workspace,
        string name,
        CancellationToken cancellationToken
    ) => Task.FromResult<DateTimeOffset?>(null);

    /// <inheritdoc/>
    public async IAsyncEnumerable<InstanceEnd> WatchAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await Task.CompletedTask.ConfigureAwait(false);
        yield break;
    }
}
