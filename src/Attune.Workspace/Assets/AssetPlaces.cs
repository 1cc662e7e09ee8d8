using Attune.Jobs;
using Attune.Storage;
using Attune.Workspace.Catalog;
using Attune.Workspace.Homes;
using Attune.Workspace.JobFiles.References;

namespace Attune.Workspace.Assets;

/// <summary>Finds where the assets and datastore paths that a job names lie on this machine. What the settings say of a name counts first.</summary>
internal sealed class AssetPlaces(Home home, string workspace, AttuneDatabase database)
{
    /// <summary>What a cloud's names are here, for this job.</summary>
    public async Task<ReferenceMap> MapAsync(Job job, Settings settings, CancellationToken cancellationToken)
    {
        var own = SettingsPlaces(settings);
        var map = new ReferenceMap(own, new Dictionary<string, string>());
        var places = new Dictionary<string, string>(own, StringComparer.OrdinalIgnoreCase);
        foreach (var text in Asked(job).Where(text => map.Place(text) is null))
        {
            if (await FindAsync(text, cancellationToken).ConfigureAwait(false) is { } place)
            {
                places[text] = place;
            }
        }
        return new ReferenceMap(
            places,
            settings.Environments.ToDictionary(
                e => e.Key,
                e => e.Value.Venv ?? e.Value.Conda ?? e.Value.Image ?? ""
            )
        );
    }

    private static IEnumerable<string> Asked(Job job) =>
        JobReferences
            .Of(job)
            .Where(each => each.Reference.Kind == ReferenceKind.Cloud)
            .Select(each => each.Reference.Text)
            .Concat(
                job.Inputs.Values.Where(input => input.Datastore is not null)
                    .Select(input => $"azureml://datastores/{input.Datastore}/paths/{input.Path}")
            )
            .Distinct(StringComparer.Ordinal);

    private async Task<string?> FindAsync(string text, CancellationToken cancellationToken)
    {
        // A version may lie at a place that is another reference; more than one step is nobody's.
        for (var step = 0; step < 3; step++)
        {
            switch (AssetReference.Parse(text))
            {
                case AssetReference.ToPlace place:
                    return
                        await NameAsync(place.Workspace, cancellationToken).ConfigureAwait(false)
                            is { } holder
                        ? Datastore.Find(home, holder, place.Store)?.Place(place.Path)
                        : null;
                case AssetReference.ToAsset asset
                    when await UriAsync(asset, cancellationToken).ConfigureAwait(false) is { } uri:
                    if (Reference.Parse(uri) is not { Kind: ReferenceKind.Cloud })
                    {
                        return uri;
                    }
                    text = uri;
                    break;
                default:
                    return null;
            }
        }
        return null;
    }

    private async Task<string?> UriAsync(AssetReference.ToAsset asked, CancellationToken cancellationToken)
    {
        if (await NameAsync(asked.Workspace, cancellationToken).ConfigureAwait(false) is not { } holder)
        {
            return null;
        }
        foreach (var kind in (string[])[AssetKinds.Data, AssetKinds.Codes])
        {
            if (asked.Kind is not null && asked.Kind != kind)
            {
                continue;
            }
            var shelf = new DocumentShelf<Asset>(database.Documents, holder, kind);
            var asset = await shelf.FindAsync(asked.Name, cancellationToken).ConfigureAwait(false);
            switch (asked.Version is { } version ? asset?.Find(version) : asset?.Latest)
            {
                case DataVersion data:
                    return data.Uri;
                case CodeVersion code:
                    return code.Uri;
            }
        }
        return null;
    }

    /// <summary>The workspace of a reference as the home writes its name; null when there is none.</summary>
    private async Task<string?> NameAsync(string? named, CancellationToken cancellationToken)
    {
        if (named is null || named.Equals(workspace, StringComparison.OrdinalIgnoreCase))
        {
            return workspace;
        }
        var all = new WorkspaceCatalog(database, home, TimeProvider.System);
        return (await all.FindAsync(named, cancellationToken).ConfigureAwait(false))?.Name;
    }

    // Paths in the settings start from their folder.
    private Dictionary<string, string> SettingsPlaces(Settings settings) =>
        settings.Data.ToDictionary(
            data => data.Key,
            data =>
                Reference.Parse(data.Value) is { Kind: ReferenceKind.Local } local
                    ? local.Resolve(home.Root)
                    : data.Value
        );
}
