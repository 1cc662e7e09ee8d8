using System.Text.Json;
using System.Text.Json.Serialization;
using Attune.Storage.Documents;

namespace Attune.Studio.SignIn.Sessions;

/// <summary>Sessions as documents of the home, beside its accounts. Thread-safe.</summary>
internal sealed class SessionDocuments(DocumentStore documents)
{
    // No workspace has this name: a session is of the whole home.
    private const string Place = "";
    private const string Kind = "session";

    public async Task<IReadOnlyList<OpenSession>> ListAsync(CancellationToken cancellationToken)
    {
        const int page = 1000;
        var all = new List<OpenSession>();
        IReadOnlyList<Document> found;
        do
        {
            var after = all.Count == 0 ? null : all[^1].Id;
            found = await documents
                .ListAsync(Place, Kind, after, page, cancellationToken)
                .ConfigureAwait(false);
            all.AddRange(
                found.Select(one => JsonSerializer.Deserialize(one.Json, SessionJson.Default.OpenSession)!)
            );
        } while (found.Count == page);
        return all;
    }

    public Task SaveAsync(OpenSession session, CancellationToken cancellationToken) =>
        documents.SaveAsync(
            Place,
            Kind,
            session.Id,
            JsonSerializer.Serialize(session, SessionJson.Default.OpenSession),
            null,
            cancellationToken
        );

    public Task DeleteAsync(string id, CancellationToken cancellationToken) =>
        documents.DeleteAsync(Place, Kind, id, null, cancellationToken);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(OpenSession))]
internal sealed partial class SessionJson : JsonSerializerContext;
