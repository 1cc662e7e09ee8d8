using Attune.Client.Protocols.MLflow;

namespace Attune.Client;

/// <summary>Registered models.</summary>
public sealed partial class AttuneWorkspace
{
    /// <summary>Registers what a trial left as a new version of a model; the files are copied, and outlive the sweep.</summary>
    /// <param name="name">The model; it is made when there is none.</param>
    /// <param name="trial">The trial that made it.</param>
    /// <param name="path">The file or folder, in the trial's <c>outputs</c>.</param>
    /// <param name="tags">Labels, which may change.</param>
    /// <param name="properties">Facts, which do not.</param>
    /// <param name="description">What it is; null to say nothing.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="HostRefusalException">There is no such file, or the name cannot be a model's.</exception>
    public async Task<ModelEntry> RegisterModelAsync(
        string name,
        SweepTrial trial,
        string path,
        IReadOnlyDictionary<string, string>? tags = null,
        IReadOnlyDictionary<string, string>? properties = null,
        string? description = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(trial);
        await EnsureModelAsync(name, cancellationToken).ConfigureAwait(false);
        var made = await Resources
            .TrackedAsync(
                "model-versions/create",
                new RegistryRequest
                {
                    Name = name,
                    Source = $"runs:/{trial.Name}/{path}",
                    RunId = trial.Name,
                    Description = description,
                    Tags = Pairs(tags),
                    Properties = Pairs(properties),
                },
                MLflowJson.Default.RegistryRequest,
                MLflowJson.Default.ModelVersionResponse,
                cancellationToken
            )
            .ConfigureAwait(false);
        return ModelEntry.Of(made.ModelVersion);
    }

    /// <summary>Every version of every registered model, the newest first.</summary>
    public async Task<IReadOnlyList<ModelEntry>> ListModelsAsync(
        CancellationToken cancellationToken = default
    )
    {
        var found = new List<ModelEntry>();
        string? next = null;
        do
        {
            var page = await Resources
                .TrackedAsync(
                    "model-versions/search?max_results=1000"
                        + (next is null ? "" : $"&page_token={Uri.EscapeDataString(next)}"),
                    MLflowJson.Default.ModelVersionsResponse,
                    cancellationToken
                )
                .ConfigureAwait(false);
            found.AddRange((page.ModelVersions ?? []).Select(ModelEntry.Of));
            next = page.NextPageToken;
        } while (!string.IsNullOrEmpty(next));
        return
        [
            .. found.OrderByDescending(model => model.CreatedAt).ThenByDescending(model => model.Version),
        ];
    }

    private async Task EnsureModelAsync(string name, CancellationToken cancellationToken)
    {
        var there = await Resources
            .FindTrackedAsync(
                $"registered-models/get?name={Uri.EscapeDataString(name)}",
                MLflowJson.Default.RegisteredModelResponse,
                cancellationToken
            )
            .ConfigureAwait(false);
        if (there is null)
        {
            await Resources
                .TrackedAsync(
                    "registered-models/create",
                    new RegistryRequest { Name = name },
                    MLflowJson.Default.RegistryRequest,
                    MLflowJson.Default.RegisteredModelResponse,
                    cancellationToken
                )
                .ConfigureAwait(false);
        }
    }

    private static IReadOnlyList<KeyValue>? Pairs(IReadOnlyDictionary<string, string>? pairs) =>
        pairs is null ? null : [.. pairs.Select(pair => new KeyValue(pair.Key, pair.Value))];
}
