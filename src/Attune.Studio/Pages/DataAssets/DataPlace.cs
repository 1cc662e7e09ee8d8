using Attune.Workspace.Assets;
using Attune.Workspace.Homes;
using Attune.Workspace.JobFiles.References;

namespace Attune.Studio.Pages.DataAssets;

/// <summary>Where data lies on this machine, if it does, and what may be shown of it.</summary>
/// <param name="Path">The file or folder, absolute, with every link on the way followed; null when nothing can be shown.</param>
/// <param name="Why">Why nothing can be shown, as a sentence; null when something can.</param>
internal sealed record DataPlace(string? Path, string? Why)
{
    /// <summary>Finds the place of an address.</summary>
    /// <param name="home">The home.</param>
    /// <param name="workspace">The workspace whose datastores are meant.</param>
    /// <param name="uri">A path of this machine, an address in a datastore, or another.</param>
    public static DataPlace Find(Home home, string workspace, string uri)
    {
        var reference = Reference.Parse(uri);
        switch (reference.Kind)
        {
            case ReferenceKind.Local:
                return Existing(home, reference.Resolve(System.IO.Path.GetDirectoryName(home.Root)!));
            case ReferenceKind.Web:
                return new DataPlace(
                    null,
                    "It lies on the web. A job that uses it fetches it once; it is not fetched to be looked at."
                );
            case ReferenceKind.Cloud when AssetReference.Parse(uri) is AssetReference.ToPlace place:
                return
                    Datastore.Find(home, place.Workspace ?? workspace, place.Store)?.Place(place.Path)
                        is { } path
                    ? Existing(home, path)
                    : new DataPlace(null, $"There is no datastore '{place.Store}' in this workspace.");
            default:
                return new DataPlace(
                    null,
                    "It lies in a cloud. The settings of this home can say where it lies on this machine: data, in settings.json."
                );
        }
    }

    /// <summary>Whether a path, with no link on the way, is for the host alone: keys, the database, the settings and logs of the home.</summary>
    public static bool IsPrivate(Home home, string path)
    {
        var root = Real(home.Root);
        return IsInside(root, path) && !IsInside(System.IO.Path.Combine(root, "workspaces"), path);
    }

    private static DataPlace Existing(Home home, string path)
    {
        var real = Real(path);
        return IsPrivate(home, real) ? new DataPlace(null, "This part of the home is for the host alone.")
            : System.IO.Path.Exists(real) ? new DataPlace(real, null)
            : new DataPlace(null, $"There is nothing at {path} on this machine now.");
    }

    /// <summary>The path with every link on the way followed.</summary>
    private static string Real(string path)
    {
        var real = "/";
        foreach (
            var name in System
                .IO.Path.GetFullPath(path)
                .Split(System.IO.Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries)
        )
        {
            var next = System.IO.Path.Combine(real, name);
            real =
                new FileInfo(next).LinkTarget is not null
                && new FileInfo(next).ResolveLinkTarget(returnFinalTarget: true) is { } target
                    ? Real(target.FullName)
                    : next;
        }
        return real;
    }

    // By segment: /a/bc is not inside /a/b.
    private static bool IsInside(string root, string path) =>
        path == root || path.StartsWith(root.TrimEnd('/') + "/", StringComparison.Ordinal);
}
