using Attune.Client;
using Attune.Client.Protocols.Control;
using Attune.Storage.Documents;

namespace Attune.Cli.Homes.Distant;

/// <summary>Documents of a home elsewhere, to be looked at.</summary>
internal sealed class DistantDocuments(HostClient client) : IDocumentStore
{
    public async Task<Document?> FindAsync(
        string workspace,
        string kind,
        string name,
        CancellationToken cancellationToken
    ) =>
        await Away.PatientlyAsync(
            () => client.DocumentAsync(workspace, kind, name, cancellationToken),
            cancellationToken
        )
            is { } found
            ? Of(found)
            : null;

    public async Task<IReadOnlyList<Document>> ListAsync(
        string workspace,
        string kind,
        string? afterName,
        int limit,
        CancellationToken cancellationToken
    )
    {
        var found = await Away.PatientlyAsync(
            () => client.DocumentsAsync(workspace, kind, afterName, limit, cancellationToken),
            cancellationToken
        );
        return [.. found.Select(Of)];
    }

    public Task<long?> SaveAsync(
        string workspace,
        string kind,
        string name,
        string json,
        long? expectedVersion,
        CancellationToken cancellationToken
    ) => throw Away.OnlyLooked();

    public Task<bool> SaveAllAsync(
        string workspace,
        IReadOnlyList<DocumentChange> changes,
        CancellationToken cancellationToken
    ) => throw Away.OnlyLooked();

    public Task<bool> DeleteAsync(
        string workspace,
        string kind,
        string name,
        long? expectedVersion,
        CancellationToken cancellationToken
    ) => throw Away.OnlyLooked();

    private static Document Of(DocumentRecord record) =>
        new(record.Name, record.Version, record.Json, record.UpdatedAt);
}
