using Attune.Workspace.Assets;

namespace Attune.Studio.Pages.Models;

/// <summary>Reads the registered models of the workspace.</summary>
internal sealed class ModelReading(ModelRegistry registry)
{
    /// <summary>Every model, by name.</summary>
    public async Task<IReadOnlyList<ModelLine>> ReadAsync(CancellationToken cancellationToken)
    {
        var models = await registry.ListAsync(cancellationToken).ConfigureAwait(false);
        var versions = (await registry.VersionsAsync(null, cancellationToken).ConfigureAwait(false)).ToLookup(
            version => version.Name,
            StringComparer.Ordinal
        );
        return
        [
            .. models.Select(model => new ModelLine(
                model,
                [.. versions[model.Name].OrderByDescending(version => version.Version)]
            )),
        ];
    }
}
