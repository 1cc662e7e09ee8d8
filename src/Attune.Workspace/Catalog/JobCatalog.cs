using System.Globalization;
using Attune.Storage;
using Attune.Workspace.Homes;

namespace Attune.Workspace.Catalog;

/// <summary>The jobs of a workspace, for reading: what is listed, shown and followed comes from here, whoever runs the jobs. Thread-safe.</summary>
public sealed class JobCatalog
{
    /// <summary>The kind of a job's document.</summary>
    public const string Kind = JobDocuments.Kind;

    private readonly HomeStores _stores;
    private readonly JobDocuments _documents;
    private readonly Home _home;

    /// <summary>The catalog of a workspace.</summary>
    /// <param name="database">The home's database, opened to read it or to write it.</param>
    /// <param name="home">The home.</param>
    /// <param name="workspace">The workspace's name.</param>
    public JobCatalog(AttuneDatabase database, Home home, string workspace)
        : this(HomeStores.Of(database), home, workspace) { }

    /// <summary>The catalog of a workspace.</summary>
    /// <param name="stores">Where its jobs are read.</param>
    /// <param name="home">The home.</param>
    /// <param name="workspace">The workspace's name.</param>
    public JobCatalog(HomeStores stores, Home home, string workspace)
    {
        ArgumentNullException.ThrowIfNull(stores);
        (_stores, _home) = (stores, home);
        _documents = new JobDocuments(stores.Documents, workspace);
    }

    /// <summary>Every job, the newest first.</summary>
    public async Task<IReadOnlyList<JobRecord>> ListAsync(CancellationToken cancellationToken)
    {
        var all = await _documents.ListAsync(cancellationToken).ConfigureAwait(false);
        return
        [
            .. all.OrderByDescending(job => job.CreatedAt).ThenBy(job => job.Name, StringComparer.Ordinal),
        ];
    }

    /// <summary>The job of this name, or null when there is none.</summary>
    public Task<JobRecord?> FindAsync(string name, CancellationToken cancellationToken) =>
        _documents.FindAsync(name, cancellationToken);

    /// <summary>The sweep and number that a trial's name such as <c>calm_otter_7k2m9q_3</c> means; null when there is no such trial.</summary>
    public async Task<(JobWatch Job, TrialRow Trial)?> FindTrialAsync(
        string name,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(name);
        var line = name.LastIndexOf('_');
        if (
            line <= 0
            || !int.TryParse(
                name.AsSpan(line + 1),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var number
            )
            || await WatchAsync(name[..line], cancellationToken).ConfigureAwait(false) is not { } watch
        )
        {
            return null;
        }
        return number < watch.Trials.Count && watch.Trials[number].Name == name
            ? (watch, watch.Trials[number])
            : null;
    }

    /// <summary>A job with its trials, to be read again as it goes on; null when there is none of that name.</summary>
    public async Task<JobWatch?> WatchAsync(string name, CancellationToken cancellationToken) =>
        await _documents.FindAsync(name, cancellationToken).ConfigureAwait(false) is { } job
            ? await WatchAsync(job, cancellationToken).ConfigureAwait(false)
            : null;

    /// <summary>A job with its trials, to be read again as it goes on.</summary>
    public async Task<JobWatch> WatchAsync(JobRecord job, CancellationToken cancellationToken)
    {
        var watch = Follow(job);
        await watch.RefreshAsync(cancellationToken).ConfigureAwait(false);
        return watch;
    }

    /// <summary>A job of which nothing has been read yet, so that its first <see cref="JobWatch.RefreshAsync"/> tells its whole history.</summary>
    public JobWatch Follow(JobRecord job)
    {
        ArgumentNullException.ThrowIfNull(job);
        return new JobWatch(_stores, _documents, new JobFolder(_home, job), job);
    }
}
