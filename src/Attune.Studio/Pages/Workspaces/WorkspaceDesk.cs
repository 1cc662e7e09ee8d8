using Attune.Studio.Live;
using Attune.Studio.SignIn;
using Attune.Workspace;
using Attune.Workspace.Catalog;
using Attune.Workspace.Compute;

namespace Attune.Studio.Pages.Workspaces;

/// <summary>What the person who looks may do with workspaces, and does; the roles are those of the resource protocol.</summary>
internal sealed class WorkspaceDesk(
    Acts acts,
    StudioOptions options,
    WorkspaceCatalog catalog,
    Board<IReadOnlyList<WorkspaceRecord>> board
)
{
    /// <summary>Makes a workspace.</summary>
    public Task<string?> CreateAsync(string name, string description) =>
        DoAsync(
            "create workspace",
            name,
            async (host, _) =>
            {
                if (await catalog.FindAsync(name, CancellationToken.None) is { } there)
                {
                    throw new JobStateException($"There is a workspace '{there.Name}' already.");
                }
                await catalog.SaveAsync(
                    name,
                    made =>
                        made with
                        {
                            Description = description.Trim() is { Length: > 0 } text ? text : null,
                        },
                    CancellationToken.None
                );
                await host.FurnishAsync(name, CancellationToken.None);
            }
        );

    /// <summary>Deletes a workspace that holds no jobs, with its compute, data and files.</summary>
    public Task<string?> DeleteAsync(string name) =>
        DoAsync(
            "delete workspace",
            name,
            async (host, _) =>
            {
                if (name.Equals(options.Workspace, StringComparison.OrdinalIgnoreCase))
                {
                    throw new JobStateException(
                        $"'{name}' is the workspace that you look at; look at another one first."
                    );
                }
                // What runs in its instances would be forgotten, not stopped.
                var running = (await host.Compute.Of(name).ListAsync(CancellationToken.None))
                    .OfType<ComputeInstance>()
                    .FirstOrDefault(instance =>
                        instance.IsChanging || instance.State == InstanceState.Running
                    );
                if (running is not null)
                {
                    throw new JobStateException($"The instance '{running.Name}' in it runs; stop it first.");
                }
                await host.CloseAsync(name, CancellationToken.None);
                if (!await catalog.DeleteAsync(name, CancellationToken.None))
                {
                    throw new KeyNotFoundException($"There is no workspace '{name}'.");
                }
            }
        );

    private async Task<string?> DoAsync(string what, string on, Func<WorkspaceHost, Caller.Person, Task> act)
    {
        var problem = await acts.DoAsync(Role.Owner, what, on, act);
        await board.RefreshAsync(CancellationToken.None);
        return problem;
    }
}
