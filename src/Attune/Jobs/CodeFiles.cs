namespace Attune.Jobs;

/// <summary>What belongs to a job's code: all of its folder but what its ignore files leave out, version control, caches and Attune's own home.</summary>
public static class CodeFiles
{
    private static readonly string[] IgnoreFiles = [".amlignore", ".gitignore"];

    private static readonly string[] AlwaysLeftOut = [".git", ".attune", "__pycache__", ".ipynb_checkpoints"];

    /// <summary>The folders, files and links below a folder, each folder before what is in it. Links are not walked into.</summary>
    /// <param name="folder">The code's folder.</param>
    /// <returns>Paths relative to it, with <c>/</c>, and what stands there.</returns>
    /// <exception cref="IOException">Something in it cannot be read.</exception>
    public static IEnumerable<(string Path, FileSystemInfo Entry)> In(string folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return In(new DirectoryInfo(folder), "", new IgnoreRules());
    }

    private static IEnumerable<(string Path, FileSystemInfo Entry)> In(
        DirectoryInfo folder,
        string relative,
        IgnoreRules rules
    )
    {
        // As in Azure, an .amlignore stands in for the .gitignore beside it.
        var ignoreFile = IgnoreFiles
            .Select(name => Path.Combine(folder.FullName, name))
            .FirstOrDefault(File.Exists);
        if (ignoreFile is not null)
        {
            rules.Add(relative, File.ReadLines(ignoreFile));
        }
        foreach (
            var entry in folder
                .EnumerateFileSystemInfos()
                .OrderBy(entry => entry.Name, StringComparer.Ordinal)
        )
        {
            var path = relative.Length == 0 ? entry.Name : $"{relative}/{entry.Name}";
            var isFolder = entry is DirectoryInfo && entry.LinkTarget is null;
            if (AlwaysLeftOut.Contains(entry.Name, StringComparer.Ordinal) || rules.Ignores(path, isFolder))
            {
                continue;
            }
            yield return (path, entry);
            if (isFolder)
            {
                foreach (var below in In((DirectoryInfo)entry, path, rules))
                {
                    yield return below;
                }
            }
        }
    }
}
