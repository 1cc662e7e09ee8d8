namespace Attune.Workspace.Assets;

/// <summary>What is to be registered as a new version of a model.</summary>
public sealed record ModelRegistration
{
    /// <summary>The registered model's name.</summary>
    public required string Name { get; init; }

    /// <summary>The version; null (the default) for the next one. A version that was given out before is refused.</summary>
    public int? Version { get; init; }

    /// <summary>Absolute path of the file or folder whose files become the version's own: they are copied. Who may name a path here is for the caller to judge.</summary>
    public required string Files { get; init; }

    /// <summary>Whether the registered model is made when there is none. Default true.</summary>
    public bool MakesModel { get; init; } = true;

    /// <summary>How the files are laid out; null (the default) to look at them.</summary>
    public ModelType? Type { get; init; }

    /// <inheritdoc cref="ModelVersion.Description"/>
    public string? Description { get; init; }

    /// <inheritdoc cref="ModelVersion.Tags"/>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <inheritdoc cref="ModelVersion.Properties"/>
    public IReadOnlyDictionary<string, string> Properties { get; init; } = new Dictionary<string, string>();

    /// <inheritdoc cref="ModelVersion.Source"/>
    public string? Source { get; init; }

    /// <inheritdoc cref="ModelVersion.Job"/>
    public string? Job { get; init; }

    /// <inheritdoc cref="ModelVersion.Run"/>
    public string? Run { get; init; }

    /// <inheritdoc cref="ModelVersion.LoggedModel"/>
    public string? LoggedModel { get; init; }

    /// <inheritdoc cref="ModelVersion.RunLink"/>
    public string? RunLink { get; init; }

    /// <inheritdoc cref="ModelVersion.User"/>
    public string? User { get; init; }
}
