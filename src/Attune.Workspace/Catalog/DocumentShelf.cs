using System.Text.Json;
using System.Text.Json.Serialization;
using Attune.Storage.Documents;

namespace Attune.Workspace.Catalog;

/// <summary>The documents of one kind in a workspace, as records; names differ by more than their letter case. Thread-safe.</summary>
internal sealed class DocumentShelf<T>(IDocumentStore documents, string workspace, string kind)
    where T : class
{
    private const int Page = 1000;

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>The record, or null when there is none of that name.</summary>
    public async Task<T?> FindAsync(string name, CancellationToken cancellationToken)
    {
        var document = await documents
            .FindAsync(workspace, kind, Key(name), cancellationToken)
            .ConfigureAwait(false);
        return document is null ? null : Read(document);
    }

    /// <summary>Every record, by name.</summary>
    public async Task<IReadOnlyList<T>> ListAsync(CancellationToken cancellationToken)
    {
        var all = new List<T>();
        string? after = null;
        while (true)
        {
            var found = await documents
                .ListAsync(workspace, kind, after, Page, cancellationToken)
                .ConfigureAwait(false);
            all.AddRange(found.Select(Read));
            if (found.Count < Page)
            {
                return all;
            }
            after = found[^1].Name;
        }
    }

    /// <summary>Makes or changes a record, again on what another writer left if one was first.</summary>
    /// <param name="name">The name.</param>
    /// <param name="change">The new record from the one that is there, or from null; null leaves things as they are.</param>
    /// <param name="cancellationToken">Gives up before the write begins.</param>
    /// <returns>The record as saved; null when nothing was.</returns>
    public async Task<T?> ChangeAsync(string name, Func<T?, T?> change, CancellationToken cancellationToken)
    {
        while (true)
        {
            var document = await documents
                .FindAsync(workspace, kind, Key(name), cancellationToken)
                .ConfigureAwait(false);
            if (change(document is null ? null : Read(document)) is not { } changed)
            {
                return null;
            }
            var version = await documents
                .SaveAsync(
                    workspace,
                    kind,
                    Key(name),
                    JsonSerializer.Serialize(changed, Json),
                    document?.Version ?? 0,
                    cancellationToken
                )
                .ConfigureAwait(false);
            if (version is not null)
            {
                return changed;
            }
        }
    }

    /// <summary>Deletes a record; false when there was none.</summary>
    public Task<bool> DeleteAsync(string name, CancellationToken cancellationToken) =>
        documents.DeleteAsync(workspace, kind, Key(name), null, cancellationToken);

    private static string Key(string name) => name.ToLowerInvariant();

    private static T Read(Document document) =>
        JsonSerializer.Deserialize<T>(document.Json, Json)
        ?? throw new InvalidDataException($"The document '{document.Name}' is empty.");
}
