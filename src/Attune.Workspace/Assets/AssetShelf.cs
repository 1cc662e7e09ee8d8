using System.Text.RegularExpressions;
using Attune.Storage;
using Attune.Workspace.Catalog;

namespace Attune.Workspace.Assets;

/// <summary>The assets of one kind in a workspace; names and versions in any letter case. Thread-safe.</summary>
public sealed partial class AssetShelf
{
    private readonly DocumentShelf<Asset> _shelf;
    private readonly TimeProvider _time;

    /// <summary>The assets of a kind.</summary>
    /// <param name="database">The home's database.</param>
    /// <param name="workspace">The workspace.</param>
    /// <param name="kind">One of <see cref="AssetKinds"/>.</param>
    /// <param name="time">The clock.</param>
    public AssetShelf(AttuneDatabase database, string workspace, string kind, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(database);
        _shelf = new DocumentShelf<Asset>(database.Documents, workspace, kind);
        _time = time;
    }

    /// <summary>All assets, by name.</summary>
    public Task<IReadOnlyList<Asset>> ListAsync(CancellationToken cancellationToken) =>
        _shelf.ListAsync(cancellationToken);

    /// <summary>The asset of this name, or null.</summary>
    public Task<Asset?> FindAsync(string name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _shelf.FindAsync(name, cancellationToken);
    }

    /// <summary>Makes an asset without versions, or changes what is said about all of them.</summary>
    /// <exception cref="InvalidSpecException">The name cannot be one.</exception>
    public async Task<(Asset Asset, bool IsNew)> SaveAsync(
        string name,
        Func<Asset, Asset> change,
        CancellationToken cancellationToken
    )
    {
        Check(name, "name");
        var isNew = false;
        var now = _time.GetUtcNow();
        var saved = await _shelf
            .ChangeAsync(
                name,
                there =>
                {
                    isNew = there is null;
                    var before = there ?? new Asset { Name = name, CreatedAt = now };
                    return change(before) with { Name = before.Name, ModifiedAt = now };
                },
                cancellationToken
            )
            .ConfigureAwait(false);
        return (saved!, isNew);
    }

    /// <summary>Makes a version, and the asset where there is none; of one that is there, changes the description, labels and archived mark.</summary>
    /// <param name="name">The asset.</param>
    /// <param name="version">The version.</param>
    /// <param name="cancellationToken">Gives up before the write begins.</param>
    /// <exception cref="InvalidSpecException">The name or the version cannot be one.</exception>
    /// <exception cref="JobStateException">The version is there with another content.</exception>
    public async Task<(Asset Asset, AssetVersion Version, bool IsNew)> SaveAsync(
        string name,
        AssetVersion version,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(version);
        Check(version.Version, "version");
        AssetVersion? kept = null;
        var isNew = false;
        var now = _time.GetUtcNow();
        var (asset, _) = await SaveAsync(
                name,
                asset =>
                {
                    var there = asset.Find(version.Version);
                    isNew = there is null;
                    if (there is not null && !there.IsSame(version))
                    {
                        throw new JobStateException(
                            $"Version '{there.Version}' of '{asset.Name}' is there already with another content; make version '{asset.NextVersion}'."
                        );
                    }
                    kept = there is null
                        ? version with
                        {
                            CreatedAt = now,
                            ModifiedAt = now,
                        }
                        : there with
                        {
                            Description = version.Description,
                            Tags = version.Tags,
                            Properties = version.Properties,
                            IsArchived = version.IsArchived,
                            ModifiedAt = now,
                        };
                    return asset with
                    {
                        DataType = (version as DataVersion)?.DataType ?? asset.DataType,
                        Versions = there is null
                            ? [.. asset.Versions, kept]
                            : [.. asset.Versions.Select(each => ReferenceEquals(each, there) ? kept : each)],
                    };
                },
                cancellationToken
            )
            .ConfigureAwait(false);
        return (asset, kept!, isNew);
    }

    /// <summary>Deletes an asset, or one version of it; files stay where they are.</summary>
    /// <returns>Whether it was there.</returns>
    public async Task<bool> DeleteAsync(string name, string? version, CancellationToken cancellationToken)
    {
        if (version is null)
        {
            return await _shelf.DeleteAsync(name, cancellationToken).ConfigureAwait(false);
        }
        var saved = await _shelf
            .ChangeAsync(
                name,
                there =>
                    there?.Find(version) is { } found
                        ? there with
                        {
                            Versions = [.. there.Versions.Where(each => !ReferenceEquals(each, found))],
                        }
                        : null,
                cancellationToken
            )
            .ConfigureAwait(false);
        return saved is not null;
    }

    private static void Check(string text, string path)
    {
        if (!ValidName().IsMatch(text))
        {
            throw new InvalidSpecException([
                new Problem(
                    path,
                    $"'{text}' cannot be an asset's {path}.",
                    "letters, digits, '-', '_' and '.', at most 255, a letter, digit or '_' first"
                ),
            ]);
        }
    }

    [GeneratedRegex(@"^[A-Za-z0-9_][A-Za-z0-9_.-]{0,254}\z")]
    private static partial Regex ValidName();
}
