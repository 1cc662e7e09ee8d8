namespace Attune.Workspace.JobFiles.References;

/// <summary>What the settings say that names and addresses of a cloud are on this machine.</summary>
public sealed class ReferenceMap
{
    private readonly Dictionary<string, string> _places;
    private readonly Dictionary<string, string> _environments;

    /// <summary>A map of these entries.</summary>
    /// <param name="places">References with their local path or web address. One that ends with <c>*</c> stands for all that begin like it:
    /// what follows is appended.</param>
    /// <param name="environments">Names of environments with what they are here, such as a virtual environment's folder; with or without
    /// <c>azureml:</c> and version.</param>
    public ReferenceMap(
        IReadOnlyDictionary<string, string> places,
        IReadOnlyDictionary<string, string> environments
    )
    {
        _places = new(places, StringComparer.OrdinalIgnoreCase);
        _environments = new(environments, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The map that maps nothing.</summary>
    public static ReferenceMap Empty { get; } =
        new(new Dictionary<string, string>(), new Dictionary<string, string>());

    /// <summary>The place that a reference is mapped to, or null.</summary>
    /// <param name="text">The reference as written.</param>
    public string? Place(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (_places.TryGetValue(text, out var exact))
        {
            return exact;
        }
        var (best, length) = ((string?)null, -1);
        foreach (var (pattern, place) in _places)
        {
            if (
                pattern.EndsWith('*')
                && pattern.Length > length
                && text.StartsWith(pattern.AsSpan(0, pattern.Length - 1), StringComparison.OrdinalIgnoreCase)
            )
            {
                (best, length) = (
                    place.TrimEnd('/') + "/" + text[(pattern.Length - 1)..].TrimStart('/'),
                    pattern.Length
                );
            }
        }
        return best;
    }

    /// <summary>What the environment of this name is here, or null: the name as written, then without <c>azureml:</c>, then without version or label.</summary>
    /// <param name="name">The name as written.</param>
    public string? Environment(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var bare = name.StartsWith("azureml:", StringComparison.OrdinalIgnoreCase) ? name[8..] : name;
        var parts = bare.Split('/');
        var index = Array.FindIndex(
            parts,
            part => part.Equals("environments", StringComparison.OrdinalIgnoreCase)
        );
        var unversioned = index >= 0 && index + 1 < parts.Length ? parts[index + 1] : bare.Split(':', '@')[0];
        return new[] { name, bare, unversioned }
            .Select(key => _environments.GetValueOrDefault(key))
            .FirstOrDefault(place => place is not null);
    }
}
