namespace Attune.Workspace.Assets;

/// <summary>A name in the model registry, under which versions are kept. Immutable.</summary>
public sealed record RegisteredModel
{
    /// <summary>Its name, unique in the workspace.</summary>
    public required string Name { get; init; }

    /// <summary>What people say about it; null when they say nothing.</summary>
    public string? Description { get; init; }

    /// <summary>Its tags.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>Other names of single versions, such as <c>champion</c>.</summary>
    public IReadOnlyDictionary<string, int> Aliases { get; init; } = new Dictionary<string, int>();

    /// <summary>Whether lists leave it out. Default false.</summary>
    public bool IsArchived { get; init; }

    /// <summary>The newest version number that was given out, 0 before the first. A number is never given out again, also when its version was deleted.</summary>
    public int LastVersion { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it or its set of versions was changed last.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}
