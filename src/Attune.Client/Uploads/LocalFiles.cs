using Attune.Jobs;

namespace Attune.Client.Uploads;

/// <summary>A file or folder of this machine that a job names, as it is sent.</summary>
/// <param name="Part">The name of its part, such as <c>code</c> or <c>inputs.data</c>.</param>
/// <param name="Path">Where it is, absolute.</param>
internal sealed record LocalFiles(string Part, string Path)
{
    /// <summary>Whether it is a folder, which is sent as an archive.</summary>
    public bool IsFolder => Directory.Exists(Path);

    /// <summary>What is in the folder: of code, what its ignore files leave.</summary>
    public IEnumerable<(string Path, FileSystemInfo Entry)> Entries() =>
        Part == "code" ? CodeFiles.In(Path) : All(new DirectoryInfo(Path), "");

    /// <summary>What stands in the way of sending it; nothing when all is well.</summary>
    public IEnumerable<Problem> Check()
    {
        if (!IsFolder)
        {
            if (!File.Exists(Path))
            {
                yield return new Problem(Part, "It is not there.", $"looked for {Path}");
            }
            yield break;
        }
        foreach (var (path, entry) in Entries())
        {
            if (entry.LinkTarget is not null && entry is DirectoryInfo)
            {
                yield return new Problem(
                    Part,
                    $"'{path}' is a link to a folder, which is not sent.",
                    "put the folder in its place, or leave it out by .amlignore"
                );
            }
            else if (entry.LinkTarget is not null && !File.Exists(entry.FullName))
            {
                yield return new Problem(
                    Part,
                    $"'{path}' is a link that leads nowhere.",
                    "take it away, or leave it out by .amlignore"
                );
            }
        }
    }

    private static IEnumerable<(string Path, FileSystemInfo Entry)> All(DirectoryInfo folder, string relative)
    {
        foreach (
            var entry in folder
                .EnumerateFileSystemInfos()
                .OrderBy(entry => entry.Name, StringComparer.Ordinal)
        )
        {
            var path = relative.Length == 0 ? entry.Name : $"{relative}/{entry.Name}";
            yield return (path, entry);
            if (entry is DirectoryInfo { LinkTarget: null } below)
            {
                foreach (var each in All(below, path))
                {
                    yield return each;
                }
            }
        }
    }
}
