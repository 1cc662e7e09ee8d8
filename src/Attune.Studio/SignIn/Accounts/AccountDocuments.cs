using System.Text.Json;
using System.Text.Json.Serialization;
using Attune.Storage.Documents;

namespace Attune.Studio.SignIn.Accounts;

/// <summary>Accounts as documents of the home, beside those of its workspaces. Thread-safe.</summary>
internal sealed class AccountDocuments(DocumentStore documents)
{
    // No workspace has this name: an account is of the whole home.
    private const string Place = "";
    private const string Kind = "account";

    // Generated metadata cannot see the converters of another assembly, and would make some of its own.
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    public async Task<IReadOnlyList<Account>> ListAsync(CancellationToken cancellationToken)
    {
        const int page = 1000;
        var all = new List<Account>();
        IReadOnlyList<Document> found;
        do
        {
            var after = all.Count == 0 ? null : all[^1].Name;
            found = await documents
                .ListAsync(Place, Kind, after, page, cancellationToken)
                .ConfigureAwait(false);
            all.AddRange(found.Select(one => JsonSerializer.Deserialize<Account>(one.Json, Json)!));
        } while (found.Count == page);
        return all;
    }

    public Task SaveAsync(Account account, CancellationToken cancellationToken) =>
        documents.SaveAsync(
            Place,
            Kind,
            account.Name,
            JsonSerializer.Serialize(account, Json),
            null,
            cancellationToken
        );

    public Task DeleteAsync(string name, CancellationToken cancellationToken) =>
        documents.DeleteAsync(Place, Kind, name, null, cancellationToken);
}
