namespace Attune.Storage.Documents;

/// <summary>JSON documents by workspace, kind and name: those of a database, or of a host that is looked at from afar. Safe for concurrent use.</summary>
/// <remarks>Where documents can only be looked at, writes fail with <see cref="InvalidOperationException"/>, as in a database that was opened to read it.</remarks>
public interface IDocumentStore
{
    /// <summary>The document, or null when there is none.</summary>
    Task<Document?> FindAsync(
        string workspace,
        string kind,
        string name,
        CancellationToken cancellationToken
    );

    /// <summary>Documents of a kind, ordered by name (by code point), in pages.</summary>
    /// <param name="workspace">The workspace.</param>
    /// <param name="kind">The kind.</param>
    /// <param name="afterName">The last name of the page before; null for the first page.</param>
    /// <param name="limit">The most to return.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    Task<IReadOnlyList<Document>> ListAsync(
        string workspace,
        string kind,
        string? afterName,
        int limit,
        CancellationToken cancellationToken
    );

    /// <summary>Saves a document; durable when it returns.</summary>
    /// <returns>Its version now, or null when <paramref name="expectedVersion"/> is no longer the newest: nothing was saved.</returns>
    Task<long?> SaveAsync(
        string workspace,
        string kind,
        string name,
        string json,
        long? expectedVersion,
        CancellationToken cancellationToken
    );

    /// <summary>Saves and deletes several documents of a workspace in one step; durable when it returns.</summary>
    /// <returns>Whether every expected version was still the newest; otherwise nothing was changed.</returns>
    Task<bool> SaveAllAsync(
        string workspace,
        IReadOnlyList<DocumentChange> changes,
        CancellationToken cancellationToken
    );

    /// <summary>Deletes a document.</summary>
    /// <returns>Whether it was there, in that version.</returns>
    Task<bool> DeleteAsync(
        string workspace,
        string kind,
        string name,
        long? expectedVersion,
        CancellationToken cancellationToken
    );
}
