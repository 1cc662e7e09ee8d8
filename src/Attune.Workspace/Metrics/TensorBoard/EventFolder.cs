using Attune.Workspace.Metrics.Lines;

namespace Attune.Workspace.Metrics.TensorBoard;

/// <summary>Follows all event files in a folder and below it. A file in a subfolder puts its path before the tags: <c>train/loss</c>.</summary>
internal sealed class EventFolder(string folder, SourceOffsets offsets)
{
    private const int MostFiles = 1000;
    private const int Deepest = 4;

    private readonly SortedDictionary<string, EventFile> _files = new(StringComparer.Ordinal);

    /// <summary>Why files were given up.</summary>
    public IEnumerable<string> Damages => _files.Values.Select(file => file.Damage).OfType<string>();

    /// <summary>Reads what is new in every file, files that have come since among them.</summary>
    public long Read(long budget, List<MetricPoint> points)
    {
        Find();
        var read = 0L;
        foreach (var file in _files.Values)
        {
            read += read < budget ? file.Read(budget - read, points) : 0;
        }
        return read;
    }

    private void Find()
    {
        foreach (var path in Paths(folder))
        {
            if (_files.Count < MostFiles && !_files.ContainsKey(path))
            {
                var inner = Path.GetRelativePath(folder, Path.GetDirectoryName(path)!);
                var prefix = inner == "." ? "" : inner.Replace(Path.DirectorySeparatorChar, '/') + "/";
                _files.Add(path, new EventFile(path, prefix, offsets.Of(path)));
            }
        }
    }

    /// <summary>The event files in and below a folder.</summary>
    public static IReadOnlyList<string> Paths(string folder)
    {
        var options = new EnumerationOptions
        {
            RecurseSubdirectories = true,
            MaxRecursionDepth = Deepest,
            IgnoreInaccessible = true,
            AttributesToSkip = FileAttributes.ReparsePoint,
        };
        try
        {
            return Directory.Exists(folder) ? Directory.GetFiles(folder, "*tfevents*", options) : [];
        }
        catch (IOException)
        {
            return []; // a folder went away while it was listed: the next look sees what is left
        }
    }
}
