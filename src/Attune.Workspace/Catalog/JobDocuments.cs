using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization;
using Attune.Storage.Documents;

namespace Attune.Workspace.Catalog;

/// <summary>The jobs of a workspace, as documents: how they are named, saved and changed. Thread-safe.</summary>
internal sealed class JobDocuments(IDocumentStore documents, string workspace)
{
    /// <summary>The kind of the documents.</summary>
    public const string Kind = "job";

    // Generated metadata cannot see the converters of another assembly, and would make some of its own.
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    // Lists are read every second while somebody looks, and hardly any job has changed since: those are not parsed again.
    private readonly ConcurrentDictionary<
        string,
        (long Version, DateTimeOffset UpdatedAt, JobRecord Job)
    > _parsed = new(StringComparer.Ordinal);

    /// <summary>The job, or null when there is none of that name.</summary>
    public async Task<JobRecord?> FindAsync(string name, CancellationToken cancellationToken)
    {
        var document = await documents
            .FindAsync(workspace, Kind, name, cancellationToken)
            .ConfigureAwait(false);
        return document is null ? null : Read(document);
    }

    /// <summary>The job.</summary>
    /// <exception cref="KeyNotFoundException">There is none of that name.</exception>
    public async Task<JobRecord> GetAsync(string name, CancellationToken cancellationToken) =>
        await FindAsync(name, cancellationToken).ConfigureAwait(false)
        ?? throw new KeyNotFoundException($"There is no job '{name}'.");

    /// <summary>Every job, by name.</summary>
    public async Task<IReadOnlyList<JobRecord>> ListAsync(CancellationToken cancellationToken)
    {
        const int page = 1000;
        var all = new List<JobRecord>();
        IReadOnlyList<Document> found;
        do
        {
            var after = all.Count == 0 ? null : all[^1].Name;
            found = await documents
                .ListAsync(workspace, Kind, after, page, cancellationToken)
                .ConfigureAwait(false);
            all.AddRange(found.Select(Recall));
        } while (found.Count == page);
        return all;
    }

    /// <summary>Saves a new job; false when the name is taken.</summary>
    public async Task<bool> CreateAsync(JobRecord job, CancellationToken cancellationToken) =>
        await documents
            .SaveAsync(workspace, Kind, job.Name, Write(job), 0, cancellationToken)
            .ConfigureAwait(false)
            is not null;

    /// <summary>Changes a job, again on what another writer left if one was first.</summary>
    public async Task<JobRecord> ChangeAsync(
        string name,
        Func<JobRecord, JobRecord> change,
        CancellationToken cancellationToken
    )
    {
        while (true)
        {
            var document =
                await documents.FindAsync(workspace, Kind, name, cancellationToken).ConfigureAwait(false)
                ?? throw new KeyNotFoundException($"There is no job '{name}'.");
            var changed = change(Read(document));
            var version = await documents
                .SaveAsync(workspace, Kind, name, Write(changed), document.Version, cancellationToken)
                .ConfigureAwait(false);
            if (version is not null)
            {
                return changed;
            }
        }
    }

    /// <summary>Deletes a job's document.</summary>
    public Task<bool> DeleteAsync(string name, CancellationToken cancellationToken)
    {
        _parsed.TryRemove(name, out _);
        return documents.DeleteAsync(workspace, Kind, name, null, cancellationToken);
    }

    private JobRecord Recall(Document document)
    {
        // One that was deleted and made again under its name has the same version, and another time.
        if (
            _parsed.TryGetValue(document.Name, out var known)
            && known.Version == document.Version
            && known.UpdatedAt == document.UpdatedAt
        )
        {
            return known.Job;
        }
        var job = Read(document);
        _parsed[document.Name] = (document.Version, document.UpdatedAt, job);
        return job;
    }

    private static JobRecord Read(Document document) =>
        JsonSerializer.Deserialize<JobRecord>(document.Json, Json)
        ?? throw new InvalidDataException($"The document of job '{document.Name}' is empty.");

    private static string Write(JobRecord job) => JsonSerializer.Serialize(job, Json);
}
