using System.Globalization;
using Attune.Workspace.Assets;

namespace Attune.Studio.Pages.Models;

/// <summary>A registered model as its pages show it.</summary>
/// <param name="Model">What is written down about it.</param>
/// <param name="Versions">Its versions, the newest first.</param>
internal sealed record ModelLine(RegisteredModel Model, IReadOnlyList<ModelVersion> Versions)
{
    /// <summary>The newest version; null when there is none.</summary>
    public ModelVersion? Latest => Versions.Count == 0 ? null : Versions[0];

    /// <summary>The aliases that mean a version.</summary>
    public IEnumerable<string> AliasesOf(int version) =>
        Model
            .Aliases.Where(alias => alias.Value == version)
            .Select(alias => alias.Key)
            .Order(StringComparer.Ordinal);

    /// <summary>Where a model's page is, relative to the studio's root.</summary>
    public static string AddressOf(string name) => $"models/{Uri.EscapeDataString(name)}/versions";

    /// <summary>Where a version's page is, relative to the studio's root.</summary>
    public static string AddressOf(string name, int version) =>
        string.Create(CultureInfo.InvariantCulture, $"{AddressOf(name)}/{version}");

    /// <summary>Where a file of a version is saved from.</summary>
    public static string FileOf(string name, int version, string path) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"model-files/{Uri.EscapeDataString(name)}/{version}?path={Uri.EscapeDataString(path)}"
        );

    /// <summary>Where a model is registered from a trial.</summary>
    public static string NewOf(string job, int? trial) =>
        $"models/new?job={Uri.EscapeDataString(job)}"
        + (trial is { } number ? string.Create(CultureInfo.InvariantCulture, $"&trial={number}") : "");
}
