using System.IO.Enumeration;

namespace Attune.Workspace.Environments;

/// <summary>Finds files of a code folder by the paths that a command names them by.</summary>
internal sealed class CodeFolder(string root)
{
    private static readonly string[] Projects = [".csproj", ".fsproj", ".vbproj"];

    /// <summary>The path below the root after a change of folder; null when it leaves the root or depends on a variable.</summary>
    internal static string? Combine(string folder, string path)
    {
        if (path.Contains('$') || path.StartsWith('~') || Path.IsPathRooted(path))
            return null;
        var parts = new Stack<string>();
        foreach (var part in $"{folder}/{path}".Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == ".")
                continue;
            if (part != "..")
                parts.Push(part);
            else if (!parts.TryPop(out _))
                return null;
        }
        return string.Join('/', parts.Reverse());
    }

    /// <summary>The files and links below a folder, relative to it. Links are not walked into: they may lead in circles, or to a disk full of data.</summary>
    internal static IEnumerable<string> Files(string folder)
    {
        var options = new EnumerationOptions
        {
            RecurseSubdirectories = true,
            AttributesToSkip = 0,
            IgnoreInaccessible = false,
        };
        return new FileSystemEnumerable<string>(
            folder,
            (ref FileSystemEntry entry) =>
                Path.GetRelativePath(folder, entry.ToFullPath()).Replace('\\', '/'),
            options
        )
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) => !entry.IsDirectory || IsLink(entry),
            ShouldRecursePredicate = (ref FileSystemEntry entry) => !IsLink(entry),
        };
    }

    /// <summary>The file's path relative to the root: as named, or the only one that ends so (a command may change folders in ways not seen).</summary>
    internal string? Find(string folder, string path)
    {
        if (Combine(folder, path) is { } exact && File.Exists(Path.Combine(root, exact)))
            return exact;
        if (Combine("", path.TrimStart('.', '/')) is not { Length: > 0 } tail)
            return null;
        var matches = Files(root)
            .Where(file => file == tail || file.EndsWith("/" + tail, StringComparison.Ordinal))
            .Take(2)
            .ToList();
        return matches.Count == 1 ? matches[0] : null;
    }

    /// <summary>The project that <c>dotnet run</c> takes in a folder: the one named, or the only one that lies there.</summary>
    internal string? FindProject(string folder, string? named)
    {
        if (named is not null && Projects.Contains(Path.GetExtension(named)))
            return Find(folder, named);
        if (Combine(folder, named ?? ".") is not { } place || !Directory.Exists(Path.Combine(root, place)))
            return null;
        var projects = Directory
            .EnumerateFiles(Path.Combine(root, place))
            .Where(file => Projects.Contains(Path.GetExtension(file)))
            .Take(2)
            .ToList();
        return projects.Count == 1 ? Path.GetRelativePath(root, projects[0]).Replace('\\', '/') : null;
    }

    /// <summary>A text file's content, or nothing when it is larger than a script would be.</summary>
    internal string ReadText(string path, int largest)
    {
        var file = new FileInfo(Path.Combine(root, path));
        return file.Length <= largest ? File.ReadAllText(file.FullName) : "";
    }

    private static bool IsLink(in FileSystemEntry entry) =>
        entry.Attributes.HasFlag(FileAttributes.ReparsePoint);
}
