namespace Attune.Client.Protocols.MLflow;

internal sealed record ArtifactFile
{
    public string Path { get; init; } = "";
    public bool IsDir { get; init; }
    public long? FileSize { get; init; }
}

internal sealed record ArtifactsResponse(string? RootUri, IReadOnlyList<ArtifactFile>? Files);
