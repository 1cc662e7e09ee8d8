using Attune.Jobs;
using Attune.Workspace.Environments;

namespace Attune.Workspace.Sweeps;

/// <summary>The code of a sweep as it was when the sweep was submitted: copied once, read-only, the same for every trial.</summary>
/// <remarks>
/// Killed half-way, the next call starts over: the copy is made beside and moved into place whole. A symbolic link stays one: to the
/// copy of what it leads to where that is copied too, else to the original, which is never walked into.
/// </remarks>
internal static class CodeSnapshot
{
    /// <summary>Copies the code to <paramref name="target"/> unless it is there already.</summary>
    /// <param name="source">A folder, or a single file.</param>
    /// <param name="target">The snapshot's folder.</param>
    /// <returns>The files and links of the snapshot, relative to it, in order.</returns>
    public static IReadOnlyList<string> Take(string source, string target)
    {
        if (!Directory.Exists(target))
        {
            var beside = target + ".part";
            if (Directory.Exists(beside))
            {
                Directory.Delete(beside, recursive: true);
            }
            Directory.CreateDirectory(beside);
            if (File.Exists(source))
            {
                CopyFile(source, Path.Combine(beside, Path.GetFileName(source)));
            }
            else
            {
                var links = new Dictionary<string, string>(StringComparer.Ordinal);
                CopyFolder(source, beside, links);
                CopyLinks(Path.GetFullPath(source), beside, links);
            }
            Directory.Move(beside, target);
        }
        return [.. CodeFolder.Files(target).Order(StringComparer.Ordinal)];
    }

    private static void CopyFolder(string source, string target, Dictionary<string, string> links)
    {
        foreach (var (path, entry) in CodeFiles.In(source))
        {
            if (entry.LinkTarget is { } link)
            {
                links.Add(path, link);
            }
            else if (entry is DirectoryInfo)
            {
                Directory.CreateDirectory(Path.Combine(target, path));
            }
            else
            {
                CopyFile(entry.FullName, Path.Combine(target, path));
            }
        }
    }

    // Once all else is there, so that it can be seen what they lead to.
    private static void CopyLinks(string source, string target, Dictionary<string, string> links)
    {
        foreach (var (path, link) in links)
        {
            var folder = Path.GetDirectoryName(Path.Combine(source, path))!;
            var original = Path.GetFullPath(link, folder);
            var within = Path.GetRelativePath(source, original);
            var isCopied = links.ContainsKey(within) || Path.Exists(Path.Combine(target, within));
            File.CreateSymbolicLink(
                Path.Combine(target, path),
                isCopied && !Path.IsPathRooted(within) && within.Split('/')[0] != ".."
                    ? Path.GetRelativePath(folder, original)
                    : original
            );
        }
    }

    private static void CopyFile(string source, string target)
    {
        File.Copy(source, target);
        if (!OperatingSystem.IsWindows())
        {
            var write = UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
            File.SetUnixFileMode(target, File.GetUnixFileMode(target) & ~write);
        }
    }
}
