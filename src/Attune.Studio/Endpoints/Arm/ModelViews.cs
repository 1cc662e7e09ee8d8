using System.Globalization;
using Attune.Client.Protocols.Arm;
using Attune.Workspace.Assets;

namespace Attune.Studio.Endpoints.Arm;

/// <summary>Registered models in the protocol's words.</summary>
internal static class ModelViews
{
    private const string Type = ArmRoutes.Provider + "/workspaces/models";

    public static Resource<AssetProperties> Of(
        ArmCall call,
        RegisteredModel model,
        IReadOnlyList<ModelVersion> versions
    ) =>
        new()
        {
            Id = $"{call.WorkspaceId}/models/{model.Name}",
            Name = model.Name,
            Type = Type,
            SystemData = new SystemData { CreatedAt = model.CreatedAt, LastModifiedAt = model.UpdatedAt },
            Properties = new AssetProperties
            {
                Description = model.Description,
                Tags = Map(model.Tags),
                Properties = [],
                IsArchived = model.IsArchived,
                LatestVersion = versions.Count == 0 ? null : Text(versions.Max(each => each.Version)),
                NextVersion = Text(model.LastVersion + 1),
                ProvisioningState = "Succeeded",
            },
        };

    public static Resource<AssetProperties> Of(ArmCall call, ModelVersion version) =>
        new()
        {
            Id = $"{call.WorkspaceId}/models/{version.Name}/versions/{Text(version.Version)}",
            Name = Text(version.Version),
            Type = Type + "/versions",
            SystemData = new SystemData
            {
                CreatedAt = version.CreatedAt,
                CreatedBy = version.User,
                CreatedByType = "User",
                LastModifiedAt = version.UpdatedAt,
            },
            Properties = new AssetProperties
            {
                Description = version.Description,
                Tags = Map(version.Tags),
                Properties = Map(version.Properties),
                IsArchived = version.IsArchived,
                IsAnonymous = false,
                ModelType = ModelReading.TypeOf(version.Type),
                ModelUri = version.Source,
                JobName = version.Run ?? version.Job,
                Stage = version.Stage.ToString(),
                ProvisioningState = "Succeeded",
            },
        };

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static Dictionary<string, string?> Map(IReadOnlyDictionary<string, string> map) =>
        map.ToDictionary(each => each.Key, each => (string?)each.Value, StringComparer.Ordinal);
}
