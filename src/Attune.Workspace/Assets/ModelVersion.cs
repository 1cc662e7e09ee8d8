using System.Text.Json.Serialization;

namespace Attune.Workspace.Assets;

/// <summary>Where a version stands on its way to use; tracking clients set it.</summary>
public enum ModelStage
{
    /// <summary>Nowhere in particular.</summary>
    None,

    /// <summary>Under trial.</summary>
    Staging,

    /// <summary>In use.</summary>
    Production,

    /// <summary>Out of use.</summary>
    Archived,
}

/// <summary>How a model's files are laid out.</summary>
public enum ModelType
{
    /// <summary>Any files.</summary>
    [JsonStringEnumMemberName("custom_model")]
    Custom,

    /// <summary>A folder with an <c>MLmodel</c> file in it.</summary>
    [JsonStringEnumMemberName("mlflow_model")]
    MLflow,

    /// <summary>A model repository of the Triton server.</summary>
    [JsonStringEnumMemberName("triton_model")]
    Triton,
}

/// <summary>One version of a registered model: files of its own, and where they came from. Immutable; its files never change.</summary>
public sealed record ModelVersion
{
    /// <summary>The registered model's name.</summary>
    public required string Name { get; init; }

    /// <summary>The version, from 1.</summary>
    public required int Version { get; init; }

    /// <summary>How its files are laid out.</summary>
    public ModelType Type { get; init; }

    /// <summary>Where it stands.</summary>
    public ModelStage Stage { get; init; }

    /// <summary>Whether lists leave it out, by Azure's protocol; tracking clients set the stage. Default false.</summary>
    public bool IsArchived { get; init; }

    /// <summary>What people say about it; null when they say nothing.</summary>
    public string? Description { get; init; }

    /// <summary>Its tags, which may change.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>Facts that were set when it was registered.</summary>
    public IReadOnlyDictionary<string, string> Properties { get; init; } = new Dictionary<string, string>();

    /// <summary>Where its files were taken from, in the words of whoever registered it; null when nobody said.</summary>
    public string? Source { get; init; }

    /// <summary>The job that made it; null when none of this workspace did.</summary>
    public string? Job { get; init; }

    /// <summary>The run that made it, of a sweep the trial; null when none did.</summary>
    public string? Run { get; init; }

    /// <summary>The logged model (<c>m-…</c>) that it was registered from; null when it was another source.</summary>
    public string? LoggedModel { get; init; }

    /// <summary>An address of the run elsewhere, as a client gave it; null when it gave none.</summary>
    public string? RunLink { get; init; }

    /// <summary>Who registered it; null when it is not known.</summary>
    public string? User { get; init; }

    /// <summary>Its folder, relative to the home, so that the home can be moved.</summary>
    public required string Folder { get; init; }

    /// <summary>How many files it has.</summary>
    public int Files { get; init; }

    /// <summary>The size of all its files, in bytes.</summary>
    public long Bytes { get; init; }

    /// <summary>When it was registered.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its description, tags or stage changed last.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}
