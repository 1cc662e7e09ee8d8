using System.Globalization;
using Attune.Client.Protocols.MLflow;
using Attune.Workspace.Assets;

namespace Attune.Studio.Endpoints.MLflow.Registry;

/// <summary>Registered models and versions as the protocol shows them.</summary>
internal static class RegistryViews
{
    /// <summary>A model with its newest version of each stage.</summary>
    public static RegisteredModelInfo Of(RegisteredModel model, IEnumerable<ModelVersion> versions) =>
        new()
        {
            Name = model.Name,
            CreationTimestamp = model.CreatedAt.ToUnixTimeMilliseconds(),
            LastUpdatedTimestamp = model.UpdatedAt.ToUnixTimeMilliseconds(),
            Description = model.Description,
            LatestVersions = RunViews.OrNull(Latest(versions).Select(version => Of(version, model))),
            Tags = Pairs(model.Tags),
            Aliases = RunViews.OrNull(
                model
                    .Aliases.OrderBy(alias => alias.Key, StringComparer.Ordinal)
                    .Select(alias => new ModelAlias(alias.Key, Number(alias.Value)))
            ),
        };

    /// <summary>A version with the aliases that its model has for it.</summary>
    public static ModelVersionInfo Of(ModelVersion version, RegisteredModel? model) =>
        new()
        {
            Name = version.Name,
            Version = Number(version.Version),
            CreationTimestamp = version.CreatedAt.ToUnixTimeMilliseconds(),
            LastUpdatedTimestamp = version.UpdatedAt.ToUnixTimeMilliseconds(),
            UserId = version.User,
            CurrentStage = version.Stage.ToString(),
            Description = version.Description,
            Source = version.Source,
            RunId = version.Run,
            RunLink = version.RunLink,
            ModelId = version.LoggedModel,
            Tags = Pairs(version.Tags),
            Properties = Pairs(version.Properties),
            Aliases = RunViews.OrNull(
                (model?.Aliases ?? new Dictionary<string, int>())
                    .Where(alias => alias.Value == version.Version)
                    .Select(alias => alias.Key)
                    .Order(StringComparer.Ordinal)
            ),
        };

    /// <summary>The newest version of each stage.</summary>
    public static IEnumerable<ModelVersion> Latest(IEnumerable<ModelVersion> versions) =>
        versions
            .GroupBy(version => version.Stage)
            .OrderBy(stage => stage.Key)
            .Select(stage => stage.MaxBy(version => version.Version)!);

    /// <summary>Where a version's files are, for clients to fetch.</summary>
    public static string ArtifactUri(ModelVersion version) =>
        $"mlflow-artifacts:/{ArtifactRoots.Registry}/{version.Name}/{Number(version.Version)}";

    /// <summary>A stage by its name, in any case.</summary>
    public static ModelStage Stage(string? text) =>
        Enum.TryParse<ModelStage>(text, ignoreCase: true, out var stage)
        && !char.IsAsciiDigit(text[0])
        && Enum.IsDefined(stage)
            ? stage
            : throw new MLflowException(
                MLflowError.Invalid("Invalid stage: there are None, Staging, Production and Archived.")
            );

    /// <summary>A version by its number.</summary>
    public static int Version(string? text) =>
        int.TryParse(
            MLflowRequest.Require(text, "version"),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var version
        )
            ? version
            : throw new MLflowException(
                MLflowError.Invalid("Invalid value for parameter 'version': it must be an integer.")
            );

    /// <summary>Tags as the registry keeps them.</summary>
    public static Dictionary<string, string> Tags(IReadOnlyList<KeyValue>? tags)
    {
        var kept = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var tag in tags ?? [])
        {
            kept[MLflowRequest.Require(tag?.Key, "key")] = tag!.Value ?? "";
        }
        return kept;
    }

    /// <summary>Tags with one set, or without it when there is no value.</summary>
    public static Dictionary<string, string> With(
        IReadOnlyDictionary<string, string> tags,
        string? key,
        string? value
    )
    {
        var changed = new Dictionary<string, string>(tags, StringComparer.Ordinal);
        changed.Remove(MLflowRequest.Require(key, "key"));
        if (value is not null)
        {
            changed[key!] = value;
        }
        return changed;
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static IReadOnlyList<KeyValue>? Pairs(IReadOnlyDictionary<string, string> tags) =>
        RunViews.OrNull(
            tags.OrderBy(tag => tag.Key, StringComparer.Ordinal)
                .Select(tag => new KeyValue(tag.Key, tag.Value))
        );
}
