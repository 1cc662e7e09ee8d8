using Attune.Client.Protocols.Arm;
using Attune.Client.Protocols.Arm.Mapping;
using Attune.Workspace.Assets;

namespace Attune.Studio.Endpoints.Arm;

/// <summary>Reads assets from the protocol's words.</summary>
internal static class AssetReading
{
    private const int LongestUri = 4096;

    /// <summary>What is said about an asset as a whole.</summary>
    public static Asset Describe(Asset there, AssetProperties asked) =>
        there with
        {
            Description = asked.Description,
            Tags = asked.Tags ?? [],
            Properties = asked.Properties ?? [],
            IsArchived = asked.IsArchived ?? there.IsArchived,
            DataType = asked.DataType ?? there.DataType,
        };

    /// <summary>A version; null when it lacks what makes it one, which has then been said.</summary>
    public static AssetVersion? Version(
        ArmCall call,
        string kind,
        Resource<AssetProperties> body,
        List<Problem> problems
    )
    {
        var asked = body.Properties ?? new AssetProperties();
        var name = call.Route("version");
        AssetVersion? version = kind switch
        {
            AssetKinds.Data => new DataVersion
            {
                Version = name,
                DataType = TypeOf(asked, problems),
                Uri = Uri(call, asked.DataUri, "dataUri", problems),
                ReferencedUris = asked.ReferencedUris ?? [],
            },
            AssetKinds.Codes => new CodeVersion
            {
                Version = name,
                Uri = Uri(call, asked.CodeUri, "codeUri", problems),
            },
            AssetKinds.Environments => new EnvironmentVersion
            {
                Version = name,
                Image = asked.Image,
                CondaFile = asked.CondaFile,
                BuildContext = asked.Build?.ContextUri,
                Dockerfile = asked.Build?.DockerfilePath,
                OsType = asked.OsType ?? "Linux",
            },
            _ => null,
        };
        return version is null
            ? null
            : version with
            {
                Description = asked.Description,
                Tags = asked.Tags ?? [],
                Properties = asked.Properties ?? [],
                IsAnonymous = asked.IsAnonymous ?? false,
                IsArchived = asked.IsArchived ?? false,
                CreatedBy = call.Caller,
            };
    }

    private static string TypeOf(AssetProperties asked, List<Problem> problems)
    {
        var type =
            Words.DataType.Read(asked.DataType, "properties.dataType", problems) ?? Jobs.DataType.UriFolder;
        if (type is not (Jobs.DataType.UriFile or Jobs.DataType.UriFolder or Jobs.DataType.Mltable))
        {
            problems.Add(
                new Problem(
                    "properties.dataType",
                    $"'{asked.DataType}' is no data.",
                    "uri_file, uri_folder or mltable"
                )
            );
        }
        return Words.DataType.Write(type);
    }

    private static string Uri(ArmCall call, string? uri, string member, List<Problem> problems)
    {
        if (string.IsNullOrWhiteSpace(uri))
        {
            problems.Add(new Problem($"properties.{member}", $"'{member}' is missing."));
            return "";
        }
        if (uri.Length > LongestUri || uri.Contains('\0', StringComparison.Ordinal))
        {
            problems.Add(new Problem($"properties.{member}", "This is no address."));
            return "";
        }
        return StoreAddress.Read(call, uri) ?? uri;
    }
}
