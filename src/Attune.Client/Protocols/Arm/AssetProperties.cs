using System.Text.Json.Nodes;

namespace Attune.Client.Protocols.Arm;

/// <summary>The properties of an asset's container, or of one of its versions; each kind leaves the others' members out.</summary>
internal sealed record AssetProperties
{
    public string? Description { get; init; }
    public Dictionary<string, string?>? Tags { get; init; }
    public Dictionary<string, string?>? Properties { get; init; }
    public bool? IsArchived { get; init; }
    public bool? IsAnonymous { get; init; }
    public string? ProvisioningState { get; init; }

    // Of containers.
    public string? LatestVersion { get; init; }
    public string? NextVersion { get; init; }

    // Of data.
    public string? DataType { get; init; }
    public string? DataUri { get; init; }
    public IReadOnlyList<string>? ReferencedUris { get; init; }

    // Of environments.
    public string? Image { get; init; }
    public string? CondaFile { get; init; }
    public AssetBuild? Build { get; init; }
    public string? OsType { get; init; }
    public string? EnvironmentType { get; init; }

    // Of code.
    public string? CodeUri { get; init; }

    // Of models.
    public string? ModelType { get; init; }
    public string? ModelUri { get; init; }
    public string? JobName { get; init; }
    public string? Stage { get; init; }
}

internal sealed record AssetBuild(string? ContextUri, string? DockerfilePath);

internal sealed record DatastoreProperties
{
    public string? DatastoreType { get; init; }
    public string? Description { get; init; }
    public bool? IsDefault { get; init; }
    public string? AccountName { get; init; }
    public string? ContainerName { get; init; }
    public string? Endpoint { get; init; }
    public string? Protocol { get; init; }
    public JsonObject? Credentials { get; init; }

    /// <summary>Ours: where files are put and fetched.</summary>
    public string? FilesUri { get; init; }
}

internal sealed record DatastoreSecrets
{
    public string SecretsType { get; init; } = "Sas";
    public required string SasToken { get; init; }

    /// <summary>Ours: where the token counts.</summary>
    public string? FilesUri { get; init; }
    public DateTimeOffset? ExpiresOn { get; init; }
}
