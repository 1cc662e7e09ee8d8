namespace Attune.Client.Protocols.MLflow;

/// <summary>Begins, completes or gives up an upload in parts.</summary>
internal sealed record UploadRequest
{
    public string? Path { get; init; }
    public long? NumParts { get; init; }
    public string? UploadId { get; init; }
    public IReadOnlyList<UploadPart>? Parts { get; init; }
}

internal sealed record UploadPart
{
    public long? PartNumber { get; init; }
    public string? Etag { get; init; }
}

/// <summary>Where a part is to be sent, and with what headers.</summary>
internal sealed record UploadCredential(
    string Url,
    int PartNumber,
    IReadOnlyDictionary<string, string>? Headers
);

internal sealed record UploadResponse(string UploadId, IReadOnlyList<UploadCredential> Credentials);
