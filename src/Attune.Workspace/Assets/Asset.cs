using System.Globalization;
using System.Text.Json.Serialization;

namespace Attune.Workspace.Assets;

/// <summary>A named asset with its versions.</summary>
public sealed record Asset
{
    /// <summary>Its name: letters, digits, <c>-</c>, <c>_</c> and <c>.</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What it is.</summary>
    public string? Description { get; init; }

    /// <summary>Labels.</summary>
    public IReadOnlyDictionary<string, string?> Tags { get; init; } = new Dictionary<string, string?>();

    /// <summary>Further facts.</summary>
    public IReadOnlyDictionary<string, string?> Properties { get; init; } = new Dictionary<string, string?>();

    /// <summary>Of data: what its versions are.</summary>
    public string? DataType { get; init; }

    /// <summary>Hidden from lists.</summary>
    public bool IsArchived { get; init; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was changed last.</summary>
    public DateTimeOffset ModifiedAt { get; init; }

    /// <summary>The versions, in the order of their making.</summary>
    public IReadOnlyList<AssetVersion> Versions { get; init; } = [];

    /// <summary>The version that <c>@latest</c> means: the one made last; null when there is none.</summary>
    [JsonIgnore]
    public AssetVersion? Latest => Versions.Count == 0 ? null : Versions[^1];

    /// <summary>The version that a new one gets when it names none: the next whole number.</summary>
    [JsonIgnore]
    public string NextVersion =>
        (Versions.Select(version => Number(version.Version)).DefaultIfEmpty(0).Max() + 1).ToString(
            CultureInfo.InvariantCulture
        );

    /// <summary>The version of this name in any letter case, or null.</summary>
    public AssetVersion? Find(string version) =>
        Versions.FirstOrDefault(each => each.Version.Equals(version, StringComparison.OrdinalIgnoreCase));

    private static long Number(string version) =>
        int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
