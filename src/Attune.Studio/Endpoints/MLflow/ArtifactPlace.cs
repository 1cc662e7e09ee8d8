namespace Attune.Studio.Endpoints.MLflow;

/// <summary>A place below a root: names that were checked, so that it cannot lie outside, and no link on the way.</summary>
internal sealed class ArtifactPlace
{
    private readonly string[] _names;

    public ArtifactPlace(string root, string[] names)
    {
        (Root, _names) = (Path.GetFullPath(root), names);
        FullPath = Path.GetFullPath(Path.Combine([Root, .. names]));
        // By segment, not by the beginning of a text: /a/bc is not inside /a/b.
        var inside = Path.GetRelativePath(Root, FullPath).Split(Path.DirectorySeparatorChar);
        if (names.Length > 0 && !inside.SequenceEqual(names))
        {
            throw new MLflowException(MLflowError.Invalid("Invalid path."));
        }
    }

    public string Root { get; }

    public string FullPath { get; }

    public bool IsRoot => _names.Length == 0;

    /// <summary>Whether something on the way, or the place itself, is a link: it could lead anywhere.</summary>
    public bool HasLink()
    {
        var path = Root;
        foreach (var name in _names)
        {
            path = Path.Combine(path, name);
            var info = new FileInfo(path);
            if (info.LinkTarget is not null)
            {
                return true;
            }
        }
        return false;
    }
}
