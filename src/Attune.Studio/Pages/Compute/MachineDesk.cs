using Attune.Studio.Live;
using Attune.Studio.SignIn;
using Attune.Workspace;
using Attune.Workspace.Compute;

namespace Attune.Studio.Pages.Compute;

/// <summary>What the person who looks may do with compute, and does; the roles are those of the resource protocol.</summary>
internal sealed class MachineDesk(Acts acts, StudioOptions options, Board<IReadOnlyList<ComputeLine>> board)
{
    /// <summary>Makes compute; an instance is started. The person becomes its maker and owner.</summary>
    public Task<string?> CreateAsync(ComputeTarget asked) =>
        DoAsync(
            Role.Contributor,
            "create compute",
            asked.Name,
            async (host, person) =>
            {
                if (
                    await host.Compute.Of(options.Workspace).FindAsync(asked.Name, CancellationToken.None) is
                    { } there
                )
                {
                    throw new JobStateException(
                        $"There is compute '{there.Name}' already; choose another name."
                    );
                }
                asked = asked is ComputeInstance instance ? instance with { Owner = person.Name } : asked;
                await host.Compute.SaveAsync(
                    options.Workspace,
                    asked with
                    {
                        CreatedBy = person.Name,
                    },
                    CancellationToken.None
                );
            }
        );

    /// <summary>Changes a cluster's numbers of nodes, from the next job on.</summary>
    public Task<string?> ResizeAsync(ComputeCluster cluster, int least, int most) =>
        DoAsync(
            Role.Contributor,
            "resize compute",
            cluster.Name,
            (host, _) =>
                host.Compute.SaveAsync(
                    options.Workspace,
                    cluster with
                    {
                        MinNodes = least,
                        MaxNodes = most,
                    },
                    CancellationToken.None
                )
        );

    /// <summary>Starts an instance.</summary>
    public Task<string?> StartAsync(string name) => MoveAsync("start", name, InstanceState.Starting);

    /// <summary>Stops an instance and what runs in it.</summary>
    public Task<string?> StopAsync(string name) => MoveAsync("stop", name, InstanceState.Stopping);

    /// <summary>Stops an instance and starts it again.</summary>
    public Task<string?> RestartAsync(string name) => MoveAsync("restart", name, InstanceState.Restarting);

    /// <summary>Takes compute away; of an instance, once it has been stopped.</summary>
    public Task<string?> DeleteAsync(string name) =>
        DoAsync(
            Role.Owner,
            "delete compute",
            name,
            (host, _) => host.Compute.DeleteAsync(options.Workspace, name, CancellationToken.None)
        );

    private Task<string?> MoveAsync(string what, string name, InstanceState state) =>
        DoAsync(
            Role.Contributor,
            what + " compute",
            name,
            (host, _) => host.Compute.MoveAsync(options.Workspace, name, state, CancellationToken.None)
        );

    private async Task<string?> DoAsync(
        Role role,
        string what,
        string on,
        Func<WorkspaceHost, Caller.Person, Task> act
    )
    {
        var problem = await acts.DoAsync(role, what, on, act);
        await board.RefreshAsync(CancellationToken.None);
        return problem;
    }
}
