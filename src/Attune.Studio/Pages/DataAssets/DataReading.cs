using Attune.Workspace.Assets;
using Attune.Workspace.Homes;

namespace Attune.Studio.Pages.DataAssets;

/// <summary>Reads the data of the workspace and what the settings say of a cloud's names.</summary>
internal sealed class DataReading(StudioParts parts, StudioOptions options, Home home)
{
    /// <summary>The data.</summary>
    public AssetShelf Shelf { get; } = new(parts.Database, options.Workspace, AssetKinds.Data, parts.Time);

    /// <summary>All of it.</summary>
    public async Task<DataLines> ReadAsync(CancellationToken cancellationToken)
    {
        var assets = await Shelf.ListAsync(cancellationToken).ConfigureAwait(false);
        var settings = home.ReadSettings(out var problems);
        return new DataLines(
            [
                .. assets.Select(asset => new DataLine(
                    asset.Name,
                    asset.Description,
                    asset.IsArchived,
                    [.. asset.Versions.OfType<DataVersion>().Reverse()]
                )),
            ],
            [.. settings.Data.Select(data => new MappedName(data.Key, data.Value))],
            [.. problems.Select(problem => problem.ToString())]
        );
    }
}

/// <summary>The data of a workspace.</summary>
/// <param name="Assets">The data, by name.</param>
/// <param name="Mapped">A cloud's names that the settings give a place.</param>
/// <param name="Faults">What is wrong with the settings.</param>
internal sealed record DataLines(
    IReadOnlyList<DataLine> Assets,
    IReadOnlyList<MappedName> Mapped,
    IReadOnlyList<string> Faults
);

/// <summary>A name that the settings give a meaning.</summary>
internal sealed record MappedName(string Name, string Place);

/// <summary>Data with its versions, the newest first.</summary>
internal sealed record DataLine(
    string Name,
    string? Description,
    bool IsArchived,
    IReadOnlyList<DataVersion> Versions
)
{
    /// <summary>Where the page of data is, relative to the studio's root.</summary>
    public static string AddressOf(string name, string? version = null) =>
        $"data/{Uri.EscapeDataString(name)}/versions"
        + (version is null ? "" : "/" + Uri.EscapeDataString(version));
}
