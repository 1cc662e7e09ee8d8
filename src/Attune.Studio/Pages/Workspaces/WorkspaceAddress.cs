using Attune.Studio.Entrances;
using Microsoft.AspNetCore.Components;

namespace Attune.Studio.Pages.Workspaces;

/// <summary>Where the pages of a workspace are.</summary>
internal static class WorkspaceAddress
{
    // Pages that every workspace has; others are of something in this one.
    private static readonly string[] Common =
    [
        "jobs",
        "data",
        "models",
        "environments",
        "compute",
        "new",
        "users",
        "audit",
        "tokens",
        "workspaces",
    ];

    /// <summary>The first page of a workspace.</summary>
    public static string Of(NavigationManager navigation, StudioOptions options, string workspace)
    {
        var own = $"{AskedWorkspace.Path}/{options.Workspace}/";
        var root = navigation.BaseUri;
        root = root.EndsWith(own, StringComparison.OrdinalIgnoreCase) ? root[..^(own.Length - 1)] : root;
        return $"{root}{AskedWorkspace.Path[1..]}/{workspace}/";
    }

    /// <summary>The page of another workspace that shows there what this one shows here; its first page where there is none.</summary>
    public static string Beside(NavigationManager navigation, StudioOptions options, string workspace)
    {
        var page = navigation.ToBaseRelativePath(navigation.Uri).Split('/', '?', '#')[0];
        return Of(navigation, options, workspace)
            + (Common.Contains(page, StringComparer.Ordinal) ? page : "");
    }
}
