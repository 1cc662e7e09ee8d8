using System.Globalization;
using Attune.Client.Protocols.MLflow;

namespace Attune.Client;

/// <summary>A version of a registered model.</summary>
/// <param name="Name">The model.</param>
/// <param name="Version">The version, from 1.</param>
public sealed record ModelEntry(string Name, int Version)
{
    /// <summary>What people say about it; null when they say nothing.</summary>
    public string? Description { get; init; }

    /// <summary>Labels, which may change.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>Facts that were set when it was registered, and do not change.</summary>
    public IReadOnlyDictionary<string, string> Properties { get; init; } = new Dictionary<string, string>();

    /// <summary>The run that made it, of a sweep the trial; null when none did.</summary>
    public string? Run { get; init; }

    /// <summary>When it was registered.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    internal static ModelEntry Of(ModelVersionInfo version) =>
        new(version.Name, int.Parse(version.Version, CultureInfo.InvariantCulture))
        {
            Description = version.Description,
            Tags = Map(version.Tags),
            Properties = Map(version.Properties),
            Run = version.RunId,
            CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(version.CreationTimestamp),
        };

    private static Dictionary<string, string> Map(IReadOnlyList<KeyValue>? pairs) =>
        (pairs ?? []).ToDictionary(pair => pair.Key ?? "", pair => pair.Value ?? "", StringComparer.Ordinal);
}
