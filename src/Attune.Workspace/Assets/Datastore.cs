using Attune.Workspace.Catalog;
using Attune.Workspace.Homes;

namespace Attune.Workspace.Assets;

/// <summary>A place for files in a workspace, by the names that a cloud's clients expect. All lie in the home.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Folder">Its folder, absolute.</param>
public sealed record Datastore(string Name, string Folder)
{
    /// <summary>The one that uploads go to unless they say otherwise.</summary>
    public const string Default = "workspaceblobstore";

    private static readonly string[] Names =
    [
        Default,
        "workspaceartifactstore",
        "workspacefilestore",
        "workspaceworkingdirectory",
    ];

    /// <summary>The datastores of a workspace.</summary>
    public static IReadOnlyList<Datastore> Of(Home home, string workspace)
    {
        ArgumentNullException.ThrowIfNull(home);
        return
        [
            .. Names.Select(name => new Datastore(
                name,
                Path.Combine(home.Root, "workspaces", workspace, "data", name)
            )),
        ];
    }

    /// <summary>The datastore of this name in any letter case, or null.</summary>
    public static Datastore? Find(Home home, string workspace, string name) =>
        // A workspace's name becomes a folder's: one that cannot be a workspace leads nowhere.
        WorkspaceRecord.CheckName(workspace)
            is null
            ? Of(home, workspace)
                .FirstOrDefault(store => store.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            : null;

    /// <summary>The absolute path of a file or folder in it; null for a path that would lead out of it.</summary>
    /// <param name="path">Names with <c>/</c> between them; empty for the datastore itself.</param>
    public string? Place(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var names = path.Trim('/').Split('/', StringSplitOptions.RemoveEmptyEntries);
        return names.Any(name => name is "." or ".." || name.AsSpan().IndexOfAny('\\', '\0') >= 0)
            ? null
            : Path.Combine([Folder, .. names]);
    }
}
