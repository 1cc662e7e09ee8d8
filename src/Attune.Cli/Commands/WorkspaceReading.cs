using Attune.Cli.Homes;
using Attune.Cli.Screens;
using Attune.Workspace.Catalog;

namespace Attune.Cli.Commands;

/// <summary>Reads the workspaces of the home that is meant.</summary>
internal static class WorkspaceReading
{
    /// <summary>Every workspace; empty when there is no home.</summary>
    public static async Task<IReadOnlyList<WorkspaceRecord>> ListAsync(
        Call call,
        CancellationToken cancellationToken
    )
    {
        await using var store = await call.OpenAsync(cancellationToken);
        return store is null
            ? []
            : await new WorkspaceCatalog(store.Stores.Documents, store.Home, TimeProvider.System).ListAsync(
                cancellationToken
            );
    }

    /// <summary>The workspace of this name; null when there is none, which has then been said.</summary>
    public static async Task<WorkspaceRecord?> FindAsync(
        Call call,
        string name,
        CancellationToken cancellationToken
    )
    {
        var all = await ListAsync(call, cancellationToken);
        var found = all.FirstOrDefault(each => each.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (found is null)
        {
            call.Terminal.Refuse(
                ExitCode.NotFound,
                call.Remote is { } remote ? $"There is no workspace '{name}' at {remote.Address}."
                    : HomeChoice.Find(call.HomeAsked) is { } home
                        ? $"There is no workspace '{name}' in {home.Root}."
                    : $"There is no workspace '{name}': no home was found at or above {Environment.CurrentDirectory}.",
                Suggestion.For(name, all.Select(each => each.Name))
                    ?? $"make it: attune workspace create {Words.ShellWord(name)}"
            );
        }
        return found;
    }
}
