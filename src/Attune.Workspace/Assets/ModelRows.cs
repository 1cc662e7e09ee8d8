using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Attune.Storage.Documents;

namespace Attune.Workspace.Assets;

/// <summary>Models and their versions as documents: how they are named, read and written.</summary>
internal sealed class ModelRows(IDocumentStore documents, string workspace)
{
    public const string ModelKind = "model";
    public const string VersionKind = "model-version";
    private const int Page = 500;

    public async Task<Row<RegisteredModel>?> FindAsync(string name, CancellationToken cancellationToken) =>
        Read(
            await documents.FindAsync(workspace, ModelKind, name, cancellationToken).ConfigureAwait(false),
            AssetJson.Default.RegisteredModel
        );

    public async Task<Row<ModelVersion>?> FindVersionAsync(
        string name,
        int version,
        CancellationToken cancellationToken
    ) =>
        Read(
            await documents
                .FindAsync(workspace, VersionKind, KeyOf(name, version), cancellationToken)
                .ConfigureAwait(false),
            AssetJson.Default.ModelVersion
        );

    public async Task<IReadOnlyList<RegisteredModel>> ListAsync(CancellationToken cancellationToken)
    {
        var rows = await ListAsync(ModelKind, null, AssetJson.Default.RegisteredModel, cancellationToken)
            .ConfigureAwait(false);
        return [.. rows.Select(row => row.Value)];
    }

    /// <summary>The versions of a model, or of all; by name, then number.</summary>
    public Task<IReadOnlyList<Row<ModelVersion>>> VersionsAsync(
        string? name,
        CancellationToken cancellationToken
    ) =>
        ListAsync(
            VersionKind,
            name is null ? null : name + "/",
            AssetJson.Default.ModelVersion,
            cancellationToken
        );

    /// <summary>Saves together or not at all; false when somebody else was first.</summary>
    public Task<bool> SaveAsync(IReadOnlyList<DocumentChange> changes, CancellationToken cancellationToken) =>
        documents.SaveAllAsync(workspace, changes, cancellationToken);

    public static DocumentChange Change(RegisteredModel model, long expected) =>
        new(
            ModelKind,
            model.Name,
            JsonSerializer.Serialize(model, AssetJson.Default.RegisteredModel),
            expected
        );

    public static DocumentChange Change(ModelVersion version, long expected) =>
        new(
            VersionKind,
            KeyOf(version.Name, version.Version),
            JsonSerializer.Serialize(version, AssetJson.Default.ModelVersion),
            expected
        );

    public static DocumentChange Deletion(Row<RegisteredModel> row) =>
        new(ModelKind, row.Value.Name, null, row.Revision);

    public static DocumentChange Deletion(Row<ModelVersion> row) =>
        new(VersionKind, KeyOf(row.Value.Name, row.Value.Version), null, row.Revision);

    // No name has a slash in it, and ten digits sort as numbers do.
    private static string KeyOf(string name, int version) =>
        string.Create(CultureInfo.InvariantCulture, $"{name}/{version:D10}");

    private async Task<IReadOnlyList<Row<T>>> ListAsync<T>(
        string kind,
        string? prefix,
        JsonTypeInfo<T> type,
        CancellationToken cancellationToken
    )
        where T : class
    {
        var all = new List<Row<T>>();
        var after = prefix;
        while (true)
        {
            var page = await documents
                .ListAsync(workspace, kind, after, Page, cancellationToken)
                .ConfigureAwait(false);
            foreach (var document in page)
            {
                if (prefix is not null && !document.Name.StartsWith(prefix, StringComparison.Ordinal))
                {
                    return all;
                }
                all.Add(Read(document, type)!);
            }
            if (page.Count < Page)
            {
                return all;
            }
            after = page[^1].Name;
        }
    }

    private static Row<T>? Read<T>(Document? document, JsonTypeInfo<T> type)
        where T : class =>
        document is null
            ? null
            : new Row<T>(
                JsonSerializer.Deserialize(document.Json, type)
                    ?? throw new InvalidDataException($"The document '{document.Name}' is empty."),
                document.Version
            );
}

/// <summary>What a document says, and the revision that says so.</summary>
internal sealed record Row<T>(T Value, long Revision);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true
)]
[JsonSerializable(typeof(RegisteredModel))]
[JsonSerializable(typeof(ModelVersion))]
internal sealed partial class AssetJson : JsonSerializerContext;
