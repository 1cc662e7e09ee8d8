using Attune.Client.Protocols.Arm;

namespace Attune.Client;

/// <summary>Data of a workspace.</summary>
public sealed partial class AttuneWorkspace
{
    /// <summary>Copies files to the host and gives them a name; the same files again are the version that there is.</summary>
    /// <param name="name">The data's name; it is made when there is none.</param>
    /// <param name="files">Files and folders of this machine.</param>
    /// <param name="description">What it is; null to say nothing.</param>
    /// <param name="tags">Labels.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="FileNotFoundException">One of the files is not there.</exception>
    public async Task<DataAsset> RegisterDataAsync(
        string name,
        IReadOnlyList<string> files,
        string? description = null,
        IReadOnlyDictionary<string, string>? tags = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(files);
        var upload = await FolderUpload.OfAsync(files, cancellationToken).ConfigureAwait(false);
        var there = await Resources
            .FindAsync(DataPath(name), ArmJson.Default.ResourceAssetProperties, cancellationToken)
            .ConfigureAwait(false);
        if (
            there?.Properties?.LatestVersion is { } latest
            && await FindDataAsync(name, latest, cancellationToken).ConfigureAwait(false) is { } known
            && known.Uri == upload.Uri
        )
        {
            return known;
        }
        await upload.SendAsync(Resources, Name, cancellationToken).ConfigureAwait(false);
        var version = there?.Properties?.NextVersion ?? "1";
        var (made, _) = await Resources
            .PutAsync(
                DataPath(name, version),
                new Resource<AssetProperties>
                {
                    Properties = new AssetProperties
                    {
                        DataType = "uri_folder",
                        DataUri = upload.Uri,
                        Description = description,
                        Tags = tags?.ToDictionary(tag => tag.Key, string? (tag) => tag.Value),
                    },
                },
                ArmJson.Default.ResourceAssetProperties,
                cancellationToken
            )
            .ConfigureAwait(false);
        return new DataAsset(name, made.Name ?? version, upload.Uri);
    }

    /// <summary>A version of data; null when there is none.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="version">The version; null for the latest.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<DataAsset?> FindDataAsync(
        string name,
        string? version = null,
        CancellationToken cancellationToken = default
    )
    {
        version ??= (
            await Resources
                .FindAsync(DataPath(name), ArmJson.Default.ResourceAssetProperties, cancellationToken)
                .ConfigureAwait(false)
        )
            ?.Properties
            ?.LatestVersion;
        var found = version is null
            ? null
            : await Resources
                .FindAsync(
                    DataPath(name, version),
                    ArmJson.Default.ResourceAssetProperties,
                    cancellationToken
                )
                .ConfigureAwait(false);
        return found?.Properties?.DataUri is { } uri ? new DataAsset(name, version!, uri) : null;
    }

    private string DataPath(string name, string? version = null) =>
        $"{ResourceClient.Workspace(Name)}/data/{Uri.EscapeDataString(name)}"
        + (version is null ? "" : $"/versions/{Uri.EscapeDataString(version)}");
}
