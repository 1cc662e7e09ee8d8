using Attune.Workspace.Assets;

namespace Attune.Cli.Contracts;

/// <summary>What <c>attune model list --json</c> gives for each model.</summary>
internal sealed record ModelContract(
    string Name,
    int? LatestVersion,
    int Versions,
    string? Description,
    IReadOnlyDictionary<string, int> Aliases,
    IReadOnlyDictionary<string, string> Tags,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt
)
{
    public static ModelContract Of(RegisteredModel model, IEnumerable<ModelVersion> versions)
    {
        var numbers = versions.Select(version => version.Version).ToList();
        return new ModelContract(
            model.Name,
            numbers.Count == 0 ? null : numbers.Max(),
            numbers.Count,
            model.Description,
            model.Aliases,
            model.Tags,
            model.CreatedAt,
            model.UpdatedAt
        );
    }
}

/// <summary>What <c>attune model show --json</c> gives.</summary>
internal sealed record ModelVersionContract(
    string Name,
    int Version,
    string Type,
    string Stage,
    string? Description,
    IReadOnlyList<string> Aliases,
    IReadOnlyDictionary<string, string> Tags,
    IReadOnlyDictionary<string, string> Properties,
    string? Source,
    string? Job,
    string? Trial,
    string? LoggedModel,
    string? User,
    string Path,
    int Files,
    long Bytes,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt
)
{
    public static ModelVersionContract Of(ModelVersion version, RegisteredModel? model, string path) =>
        new(
            version.Name,
            version.Version,
            version.Type switch
            {
                ModelType.MLflow => "mlflow_model",
                ModelType.Triton => "triton_model",
                _ => "custom_model",
            },
            version.Stage.ToString(),
            version.Description,
            [
                .. (model?.Aliases ?? new Dictionary<string, int>())
                    .Where(alias => alias.Value == version.Version)
                    .Select(alias => alias.Key)
                    .Order(StringComparer.Ordinal),
            ],
            version.Tags,
            version.Properties,
            version.Source,
            version.Job,
            version.Run,
            version.LoggedModel,
            version.User,
            path,
            version.Files,
            version.Bytes,
            version.CreatedAt,
            version.UpdatedAt
        );
}

/// <summary>What <c>attune model download --json</c> gives.</summary>
internal sealed record ModelDownloadContract(string Name, int Version, string Path, int Files);

/// <summary>What <c>attune model delete --json</c> gives.</summary>
internal sealed record ModelDeletedContract(string Name, int? Version, bool Deleted);
