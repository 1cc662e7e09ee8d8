using Attune.Workspace.Compute;

namespace Attune.Workspace;

/// <content>The other workspaces of the home.</content>
public sealed partial class WorkspaceHost
{
    /// <summary>The host of a workspace of this home, opened when it is asked for first.</summary>
    /// <param name="workspace">Its name, in any letter case.</param>
    /// <param name="cancellationToken">Stops waiting for it.</param>
    /// <exception cref="KeyNotFoundException">There is no such workspace.</exception>
    public async Task<WorkspaceHost> OfAsync(string workspace, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        if (_held.Hosts.TryGetValue(workspace, out var known))
        {
            return known;
        }
        await _held.Opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var record =
                await _held.Workspaces.FindAsync(workspace, cancellationToken).ConfigureAwait(false)
                ?? throw new KeyNotFoundException($"There is no workspace '{workspace}'.");
            if (_held.Hosts.TryGetValue(record.Name, out known))
            {
                return known;
            }
            var host = new WorkspaceHost(_held, record.Name);
            await host.Models.TidyAsync(CancellationToken.None).ConfigureAwait(false);
            return _held.Hosts[record.Name] = host;
        }
        finally
        {
            _held.Opening.Release();
        }
    }

    /// <summary>Gives a new workspace what one expects to find in it: a cluster of all this machine's places. Its datastores are there from the start.</summary>
    /// <param name="workspace">The workspace.</param>
    /// <param name="cancellationToken">Gives up before it is written down.</param>
    public Task FurnishAsync(string workspace, CancellationToken cancellationToken) =>
        Compute.SaveAsync(
            workspace,
            new ComputeCluster { Name = FirstCluster, MaxNodes = Environment.ProcessorCount },
            cancellationToken
        );

    /// <summary>Lets go of a workspace of this home that is to be deleted: it takes no more jobs.</summary>
    /// <exception cref="JobStateException">Jobs of it are queued or running, or it is the one that holds the home.</exception>
    public async Task CloseAsync(string workspace, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        await _held.Opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!_held.Hosts.TryGetValue(workspace, out var host))
            {
                return;
            }
            if (host.Workspace == _held.Options.Workspace)
            {
                throw new JobStateException(
                    $"The workspace '{host.Workspace}' is the one that this host was started with; start it with another: -w NAME"
                );
            }
            if (!host._queue.TryClose())
            {
                throw new JobStateException(
                    $"Jobs of the workspace '{host.Workspace}' are queued or running; cancel them first."
                );
            }
            _held.Hosts.TryRemove(host.Workspace, out _);
            await host._queue.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            _held.Opening.Release();
        }
    }
}
