using System.Text;
using Attune.Studio.Pages.Files;
using Attune.Studio.SignIn;
using Attune.Workspace.Homes;

namespace Attune.Studio.Notebooks;

/// <summary>The files of a person in a workspace, which their instances show too: looked at, made, renamed, deleted; never a place outside, never through a link.</summary>
/// <remarks>Every refusal is an <see cref="IOException"/> that says why. What is there already is never written over. Thread-safe.</remarks>
internal sealed class UserFiles
{
    /// <summary>The largest file that can be put there by a browser, in bytes.</summary>
    public const long LargestUpload = 256L << 20;

    private UserFiles(string root) => (Root, Tree) = (root, new JobTree(root));

    /// <summary>The folder, absolute; it need not be there yet.</summary>
    public string Root { get; }

    /// <summary>Its files, to be looked at.</summary>
    public JobTree Tree { get; }

    /// <summary>The files of a person.</summary>
    /// <param name="home">The home.</param>
    /// <param name="workspace">The workspace.</param>
    /// <param name="person">Whose files.</param>
    /// <returns>Null for a name that can be nobody's.</returns>
    public static UserFiles? Of(Home home, string workspace, string person) =>
        FileName.ProblemOf(person) is null ? new UserFiles(home.User(workspace, person)) : null;

    /// <summary>Whose files somebody may see and change: an owner everybody's, anybody else their own.</summary>
    public static bool IsFor(Caller.Person person, string user) =>
        person.Role == Role.Owner || person.Name == user;

    /// <summary>Everybody who has files here.</summary>
    public static IReadOnlyList<string> People(Home home, string workspace) =>
        Directory.Exists(Users(home, workspace))
            ?
            [
                .. new DirectoryInfo(Users(home, workspace))
                    .EnumerateDirectories()
                    .Where(folder => folder.LinkTarget is null && !folder.Name.StartsWith('.'))
                    .Select(folder => folder.Name)
                    .Order(StringComparer.Ordinal),
            ]
            : [];

    /// <summary>Makes a folder.</summary>
    /// <returns>Its path.</returns>
    public string CreateFolder(string folder, string name)
    {
        var (path, place) = NewPlace(folder, name);
        Directory.CreateDirectory(place);
        return path;
    }

    /// <summary>Makes an empty notebook.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="name">Its name; <c>.ipynb</c> is added.</param>
    /// <param name="kernel">What runs its cells.</param>
    /// <returns>Its path.</returns>
    public string CreateNotebook(string folder, string name, NotebookKernel kernel)
    {
        var full = name.EndsWith(".ipynb", StringComparison.OrdinalIgnoreCase) ? name : name + ".ipynb";
        var (path, place) = NewPlace(folder, full);
        using var stream = new FileStream(place, FileMode.CreateNew, FileAccess.Write);
        stream.Write(Encoding.UTF8.GetBytes(kernel.EmptyNotebook()));
        return path;
    }

    /// <summary>Puts a file there, whole or not at all.</summary>
    /// <returns>Its path.</returns>
    public async Task<string> SaveAsync(
        string folder,
        string name,
        Stream content,
        CancellationToken cancellationToken
    )
    {
        var (path, place) = NewPlace(folder, name);
        var partial = Path.Combine(Path.GetDirectoryName(place)!, $".upload-{Guid.NewGuid():N}");
        try
        {
            var stream = new FileStream(partial, FileMode.CreateNew, FileAccess.Write);
            await using (stream.ConfigureAwait(false))
            {
                await content.CopyToAsync(stream, cancellationToken).ConfigureAwait(false);
            }
            File.Move(partial, place);
            return path;
        }
        finally
        {
            File.Delete(partial);
        }
    }

    /// <summary>Gives a file or folder another name in its folder.</summary>
    /// <returns>Its new path.</returns>
    public string Rename(string path, string name)
    {
        var old = Existing(path);
        var (renamed, place) = NewPlace(FolderOf(path), name);
        if (Directory.Exists(old))
        {
            Directory.Move(old, place);
        }
        else
        {
            File.Move(old, place);
        }
        return renamed;
    }

    /// <summary>Deletes a file, or a folder with all that is in it; what links in it lead to stays.</summary>
    public void Delete(string path)
    {
        var place = Existing(path);
        if (Directory.Exists(place))
        {
            Directory.Delete(place, recursive: true);
        }
        else
        {
            File.Delete(place);
        }
    }

    /// <summary>A place that is free.</summary>
    /// <param name="folder">The folder; it is there, or is the root.</param>
    /// <param name="name">What is to be there.</param>
    /// <returns>Its path here, and on this machine.</returns>
    public (string Path, string Place) NewPlace(string folder, string name)
    {
        if (FileName.ProblemOf(name) is { } problem)
        {
            throw new IOException(problem);
        }
        if (folder.Length == 0)
        {
            Directory.CreateDirectory(Root);
        }
        var path = folder.Length == 0 ? name : $"{folder}/{name}";
        if (
            Tree.Find(folder) is not { } parent
            || !Directory.Exists(parent)
            || Tree.Find(path) is not { } place
        )
        {
            throw new IOException($"There is no folder '{folder}'.");
        }
        return Path.Exists(place)
            ? throw new IOException($"'{name}' is there already; nothing was changed.")
            : (path, place);
    }

    /// <summary>The folder that a path lies in.</summary>
    public static string FolderOf(string path) =>
        path.LastIndexOf('/') is >= 0 and var slash ? path[..slash] : "";

    private string Existing(string path) =>
        path.Length > 0 && Tree.Find(path) is { } place && Path.Exists(place)
            ? place
            : throw new IOException($"There is no '{path}'; it may have been deleted or renamed.");

    private static string Users(Home home, string workspace) =>
        Path.GetDirectoryName(home.User(workspace, "any"))!;
}
