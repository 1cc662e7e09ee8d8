using Attune.Client.Protocols.Arm;
using Attune.Workspace.Assets;

namespace Attune.Studio.Endpoints.Arm;

/// <summary>Assets in the protocol's words.</summary>
internal static class AssetViews
{
    private const string Type = ArmRoutes.Provider + "/workspaces/";

    public static Resource<AssetProperties> Of(ArmCall call, string kind, Asset asset) =>
        new()
        {
            Id = $"{call.WorkspaceId}/{kind}/{asset.Name}",
            Name = asset.Name,
            Type = Type + kind,
            SystemData = new SystemData { CreatedAt = asset.CreatedAt, LastModifiedAt = asset.ModifiedAt },
            Properties = new AssetProperties
            {
                Description = asset.Description,
                Tags = Map(asset.Tags),
                Properties = Map(asset.Properties),
                IsArchived = asset.IsArchived,
                LatestVersion = asset.Latest?.Version,
                NextVersion = asset.NextVersion,
                DataType = kind == AssetKinds.Data ? asset.DataType ?? "uri_folder" : null,
                ProvisioningState = "Succeeded",
            },
        };

    public static Resource<AssetProperties> Of(ArmCall call, string kind, string asset, AssetVersion version)
    {
        var common = new AssetProperties
        {
            Description = version.Description,
            Tags = Map(version.Tags),
            Properties = Map(version.Properties),
            IsArchived = version.IsArchived,
            IsAnonymous = version.IsAnonymous,
            ProvisioningState = "Succeeded",
        };
        return new Resource<AssetProperties>
        {
            Id = $"{call.WorkspaceId}/{kind}/{asset}/versions/{version.Version}",
            Name = version.Version,
            Type = $"{Type}{kind}/versions",
            SystemData = new SystemData
            {
                CreatedAt = version.CreatedAt,
                CreatedBy = version.CreatedBy,
                CreatedByType = "User",
                LastModifiedAt = version.ModifiedAt,
            },
            Properties = version switch
            {
                DataVersion data => common with
                {
                    DataType = data.DataType,
                    DataUri = data.Uri,
                    ReferencedUris = data.ReferencedUris.Count == 0 ? null : data.ReferencedUris,
                },
                EnvironmentVersion environment => common with
                {
                    Image = environment.Image,
                    CondaFile = environment.CondaFile,
                    Build = environment.BuildContext is { } context
                        ? new AssetBuild(context, environment.Dockerfile)
                        : null,
                    OsType = environment.OsType,
                    EnvironmentType = "UserCreated",
                },
                CodeVersion code => common with { CodeUri = code.Uri },
                _ => common,
            },
        };
    }

    private static Dictionary<string, string?> Map(IReadOnlyDictionary<string, string?> map) =>
        map.ToDictionary(each => each.Key, each => each.Value, StringComparer.Ordinal);
}
