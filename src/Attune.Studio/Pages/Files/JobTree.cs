using Attune.Workspace.Catalog;

namespace Attune.Studio.Pages.Files;

/// <summary>The files of one job, or of another folder, for looking at: never a place outside it, never what a link leads to.</summary>
/// <remarks>Scripts write these files, and may be hostile: a name is checked, every step of the way is looked at, and what was opened in
/// the end must be the very file that was asked for.</remarks>
public sealed class JobTree
{
    /// <summary>The most entries of one folder that are listed.</summary>
    public const int Most = 2_000;

    private readonly string _root;

    /// <summary>The files of a job.</summary>
    public JobTree(JobFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        _root = folder.FullPath;
    }

    /// <summary>The files of any folder.</summary>
    /// <param name="root">The folder, absolute.</param>
    internal JobTree(string root) => _root = Path.GetFullPath(root);

    /// <summary>What lies in a folder: folders first, by name; links and other things that are neither file nor folder are left out. Null when it is no such folder.</summary>
    /// <param name="path">The folder, relative to the job's, with <c>/</c>; empty for the job's own.</param>
    public IReadOnlyList<TreeEntry>? List(string path)
    {
        if (Find(path) is not { } found || !Directory.Exists(found))
        {
            return null;
        }
        try
        {
            return
            [
                .. new DirectoryInfo(found)
                    .EnumerateFileSystemInfos()
                    .Where(entry => entry.LinkTarget is null && !entry.Name.StartsWith('.'))
                    .Take(Most)
                    .Select(entry => new TreeEntry(
                        path.Length == 0 ? entry.Name : $"{path}/{entry.Name}",
                        entry.Name,
                        entry is DirectoryInfo,
                        entry is FileInfo file ? file.Length : 0
                    ))
                    .OrderBy(entry => !entry.IsFolder)
                    .ThenBy(entry => entry.Name, StringComparer.Ordinal),
            ];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>All files and folders at and below a place, to be packed: a folder before what is in it. Links and other things are left out, and names with a dot before them.</summary>
    /// <param name="path">The place, relative to the job's folder, with <c>/</c>; empty for all of it.</param>
    internal IEnumerable<(string Path, FileSystemInfo Entry)> Below(string path)
    {
        if (Find(path) is not { } found)
        {
            yield break;
        }
        if (IsPlainFile(found))
        {
            yield return (path, new FileInfo(found));
        }
        if (!Directory.Exists(found))
        {
            yield break;
        }
        if (path.Length > 0)
        {
            yield return (path, new DirectoryInfo(found));
        }
        foreach (
            var entry in new DirectoryInfo(found)
                .EnumerateFileSystemInfos()
                .Where(entry => entry.LinkTarget is null && !entry.Name.StartsWith('.'))
                .OrderBy(entry => entry.Name, StringComparer.Ordinal)
        )
        {
            foreach (var below in Below(path.Length == 0 ? entry.Name : $"{path}/{entry.Name}"))
            {
                yield return below;
            }
        }
    }

    /// <summary>Opens a file to read it; null when there is none that may be read.</summary>
    /// <param name="path">The file, relative to the job's folder, with <c>/</c>.</param>
    public FileStream? Open(string path)
    {
        if (Find(path) is not { } found || !IsPlainFile(found))
        {
            return null;
        }
        try
        {
            var stream = new FileStream(
                found,
                FileMode.Open,
                FileAccess.Read,
                FileShare.ReadWrite | FileShare.Delete
            );
            if (IsSame(stream, found))
            {
                return stream;
            }
            stream.Dispose();
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The absolute path that names below the folder mean, with no link on the way; null otherwise.</summary>
    internal string? Find(string path)
    {
        var full = _root;
        foreach (var name in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (
                name is "." or ".."
                || name.Any(character => char.IsControl(character) || character is '\\')
                || name.Length > 255
            )
            {
                return null;
            }
            full = Path.Combine(full, name);
            if (new FileInfo(full).LinkTarget is not null)
            {
                return null;
            }
        }
        return full;
    }

    // A pipe or a device would hold whoever opens it.
    private static bool IsPlainFile(string path)
    {
        var file = new FileInfo(path);
        return file.Exists && (OperatingSystem.IsWindows() || NodeKind.IsRegularFile(path));
    }

    // A folder may have become a link between the looking and the opening; the system tells what was opened.
    private static bool IsSame(FileStream stream, string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return true;
        }
        var opened = new FileInfo(
            FormattableString.Invariant($"/proc/self/fd/{stream.SafeFileHandle.DangerousGetHandle()}")
        ).LinkTarget;
        return opened == path || opened == Resolved(path);
    }

    // The home itself may lie below a link that is the user's own.
    private static string? Resolved(string path)
    {
        var folder = Path.GetDirectoryName(path);
        var rest = new Stack<string>([Path.GetFileName(path)]);
        while (folder is not null)
        {
            if (new DirectoryInfo(folder).ResolveLinkTarget(returnFinalTarget: true) is { } target)
            {
                return Path.Combine([target.FullName, .. rest]);
            }
            rest.Push(Path.GetFileName(folder));
            folder = Path.GetDirectoryName(folder);
        }
        return null;
    }
}

/// <summary>A file or folder of a job.</summary>
/// <param name="Path">Its path in the job's folder, with <c>/</c>.</param>
/// <param name="Name">Its own name.</param>
/// <param name="IsFolder">Whether it is a folder.</param>
/// <param name="Length">A file's size in bytes.</param>
public sealed record TreeEntry(string Path, string Name, bool IsFolder, long Length);
