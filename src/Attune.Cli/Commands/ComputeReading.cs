using Attune.Cli.Homes;
using Attune.Studio;
using Attune.Workspace.Compute;

namespace Attune.Cli.Commands;

/// <summary>Reads the compute of the workspace that is meant.</summary>
internal static class ComputeReading
{
    /// <summary>Where the home's host listens; null when none ever did.</summary>
    public static Uri? HostOf(Call call) =>
        call.Remote is { } remote ? remote.Login.Address
        : HomeChoice.Find(call.HomeAsked) is { } home ? StudioHost.AddressOf(home.Root)
        : null;

    /// <summary>All compute; empty when there is no home.</summary>
    public static async Task<IReadOnlyList<ComputeTarget>> ListAsync(
        Call call,
        CancellationToken cancellationToken
    )
    {
        await using var store = await call.OpenAsync(cancellationToken);
        return store is null
            ? []
            : await new ComputeCatalog(store.Stores.Documents, store.Workspace).ListAsync(cancellationToken);
    }

    /// <summary>The compute of this name; null when there is none, which has then been said.</summary>
    public static async Task<ComputeTarget?> FindAsync(
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
                $"There is no compute '{name}' in the workspace '{call.Workspace}'.",
                Suggestion.For(name, all.Select(each => each.Name)) ?? "see attune compute list"
            );
        }
        return found;
    }
}
