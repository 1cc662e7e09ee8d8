using Attune.Storage;
using Attune.Workspace.Assets;
using Attune.Workspace.Catalog;
using Attune.Workspace.Homes;

namespace Attune.Cli.Homes;

/// <summary>A home opened to look at its jobs and models, beside whoever works on it.</summary>
internal sealed class JobStore : IAsyncDisposable
{
    private readonly AttuneDatabase _database;

    private JobStore(Home home, string workspace, AttuneDatabase database)
    {
        (Home, Workspace, _database) = (home, workspace, database);
        Catalog = new JobCatalog(database, home, workspace);
        Models = new ModelRegistry(database.Documents, home.Root, workspace, TimeProvider.System);
    }

    public Home Home { get; }

    public string Workspace { get; }

    public JobCatalog Catalog { get; }

    /// <summary>The registered models, to look at.</summary>
    public ModelRegistry Models { get; }

    public AttuneDatabase Database => _database;

    /// <summary>Opens the home's database for reading; null when nothing has been stored there yet.</summary>
    public static async Task<JobStore?> OpenAsync(
        Home home,
        string workspace,
        CancellationToken cancellationToken
    ) =>
        File.Exists(home.Database)
            ? new JobStore(
                home,
                workspace,
                await AttuneDatabase.OpenAsync(home.Root, OpenMode.Read, cancellationToken: cancellationToken)
            )
            : null;

    /// <summary>Where a job stands in truth: what the store says, unless the host that was to go on with it is gone.</summary>
    public (JobState State, string? Reason) StateOf(JobRecord job) =>
        job.IsOver || job.State == JobState.Interrupted || HostPresence.Find(Home) is not null
            ? (job.State, job.Reason)
            : (JobState.Interrupted, "its host is gone");

    public ValueTask DisposeAsync() => _database.DisposeAsync();
}
