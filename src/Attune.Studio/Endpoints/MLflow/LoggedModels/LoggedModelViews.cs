using System.Globalization;
using Attune.Client.Protocols.MLflow;
using Attune.Workspace.Assets;

namespace Attune.Studio.Endpoints.MLflow.LoggedModels;

/// <summary>Logged models as the protocol shows them: with their metrics and with what was registered from them.</summary>
internal sealed class LoggedModelViews(LoggedModelMetrics metrics, ModelRegistry registry)
{
    public async Task<LoggedModel> FullAsync(LoggedModel model, CancellationToken cancellationToken) =>
        (await FullAsync([model], cancellationToken).ConfigureAwait(false))[0];

    public async Task<IReadOnlyList<LoggedModel>> FullAsync(
        IReadOnlyList<LoggedModel> models,
        CancellationToken cancellationToken
    )
    {
        var versions = (await registry.VersionsAsync(null, cancellationToken).ConfigureAwait(false)).ToLookup(
            version => version.LoggedModel,
            StringComparer.Ordinal
        );
        var full = new List<LoggedModel>(models.Count);
        foreach (var model in models)
        {
            var points = await metrics.ReadAsync(model.Info.ModelId, cancellationToken).ConfigureAwait(false);
            full.Add(
                model with
                {
                    Info = model.Info with
                    {
                        Registrations = RunViews.OrNull(
                            versions[model.Info.ModelId]
                                .Select(version => new ModelRegistrationInfo(
                                    version.Name,
                                    version.Version.ToString(CultureInfo.InvariantCulture)
                                ))
                        ),
                    },
                    Data = model.Data with { Metrics = RunViews.OrNull(points) },
                }
            );
        }
        return full;
    }
}
