using System.Text.Json.Serialization;

namespace Attune.Workspace.Assets;

/// <summary>One version of an asset. What it says about its content never changes; its description, labels and archived mark may.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(DataVersion), "data")]
[JsonDerivedType(typeof(EnvironmentVersion), "environment")]
[JsonDerivedType(typeof(CodeVersion), "code")]
public abstract record AssetVersion
{
    private protected AssetVersion() { }

    /// <summary>Its version, unique in its asset: letters, digits, <c>-</c>, <c>_</c> and <c>.</c>.</summary>
    public required string Version { get; init; }

    /// <summary>What it is.</summary>
    public string? Description { get; init; }

    /// <summary>Labels.</summary>
    public IReadOnlyDictionary<string, string?> Tags { get; init; } = new Dictionary<string, string?>();

    /// <summary>Further facts.</summary>
    public IReadOnlyDictionary<string, string?> Properties { get; init; } = new Dictionary<string, string?>();

    /// <summary>Made by a program for one use.</summary>
    public bool IsAnonymous { get; init; }

    /// <summary>Hidden from lists.</summary>
    public bool IsArchived { get; init; }

    /// <summary>Who made it.</summary>
    public string CreatedBy { get; init; } = "";

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was changed last.</summary>
    public DateTimeOffset ModifiedAt { get; init; }

    /// <summary>Whether another says the same about its content.</summary>
    public abstract bool IsSame(AssetVersion other);
}

/// <summary>Data: a file, a folder or a table.</summary>
public sealed record DataVersion : AssetVersion
{
    /// <summary><c>uri_file</c>, <c>uri_folder</c> or <c>mltable</c>.</summary>
    public string DataType { get; init; } = "uri_folder";

    /// <summary>Where it lies: an address in a datastore, a path of this machine, or <c>http(s)://</c>.</summary>
    public required string Uri { get; init; }

    /// <summary>What a table refers to.</summary>
    public IReadOnlyList<string> ReferencedUris { get; init; } = [];

    /// <inheritdoc/>
    public override bool IsSame(AssetVersion other) =>
        other is DataVersion data && data.DataType == DataType && data.Uri == Uri;
}

/// <summary>What commands run in, as a cloud describes it. Here it is written down; the settings say what its name means on this machine.</summary>
public sealed record EnvironmentVersion : AssetVersion
{
    /// <summary>A container image.</summary>
    public string? Image { get; init; }

    /// <summary>The text of a conda file.</summary>
    public string? CondaFile { get; init; }

    /// <summary>Where an image is built from.</summary>
    public string? BuildContext { get; init; }

    /// <summary>The Dockerfile in it.</summary>
    public string? Dockerfile { get; init; }

    /// <summary>The operating system. Default <c>Linux</c>.</summary>
    public string OsType { get; init; } = "Linux";

    /// <inheritdoc/>
    public override bool IsSame(AssetVersion other) =>
        other is EnvironmentVersion environment
        && environment.Image == Image
        && environment.CondaFile == CondaFile
        && environment.BuildContext == BuildContext
        && environment.Dockerfile == Dockerfile;
}

/// <summary>Code: a folder or a file.</summary>
public sealed record CodeVersion : AssetVersion
{
    /// <summary>Where it lies: an address in a datastore, or a path of this machine.</summary>
    public required string Uri { get; init; }

    /// <inheritdoc/>
    public override bool IsSame(AssetVersion other) => other is CodeVersion code && code.Uri == Uri;
}
