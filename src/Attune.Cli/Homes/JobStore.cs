using Attune.Cli.Homes.Distant;
using Attune.Cli.Profiles;
using Attune.Client;
using Attune.Storage;
using Attune.Workspace.Assets;
using Attune.Workspace.Catalog;
using Attune.Workspace.Homes;

namespace Attune.Cli.Homes;

/// <summary>A home opened to look at its jobs and models, beside whoever works on it: on this machine, or by its host elsewhere.</summary>
internal sealed class JobStore : IAsyncDisposable
{
    private readonly AttuneDatabase? _database;
    private readonly HostClient? _client;

    private JobStore(Home home, string workspace, HomeStores stores)
    {
        (Home, Workspace, Stores) = (home, workspace, stores);
        Catalog = new JobCatalog(stores, home, workspace);
        Models = new ModelRegistry(stores.Documents, home.Root, workspace, TimeProvider.System);
        Files = new OwnFiles(Models);
    }

    private JobStore(Home home, string workspace, AttuneDatabase database)
        : this(home, workspace, HomeStores.Of(database)) => _database = database;

    private JobStore(Home home, string workspace, HostClient client)
        : this(
            home,
            workspace,
            new HomeStores(
                new DistantDocuments(client),
                new DistantStudies(client),
                new DistantMeasurements(client)
            )
        ) => (_client, Files) = (client, new DistantFiles(client));

    public Home Home { get; }

    public string Workspace { get; }

    public JobCatalog Catalog { get; }

    /// <summary>The registered models, to look at.</summary>
    public ModelRegistry Models { get; }

    /// <summary>What all of it is read from.</summary>
    public HomeStores Stores { get; }

    /// <summary>The files of jobs and models.</summary>
    public IHomeFiles Files { get; }

    /// <summary>Whether the home is another machine's.</summary>
    public bool IsElsewhere => _client is not null;

    /// <summary>The home's database, where it is on this machine.</summary>
    public AttuneDatabase Database =>
        _database ?? throw new InvalidOperationException("The home is another machine's.");

    /// <summary>How long to wait before looking again.</summary>
    public TimeSpan Pause => TimeSpan.FromMilliseconds(IsElsewhere ? 1000 : 200);

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

    /// <summary>Looks at the home of a host elsewhere.</summary>
    public static async Task<JobStore> OpenAsync(
        Remote remote,
        string workspace,
        CancellationToken cancellationToken
    )
    {
        var client = new HostClient(remote.Login, workspace);
        try
        {
            var home = await client.HomeAsync(cancellationToken);
            return new JobStore(Home.At(home.Root), workspace, client);
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>Where a job stands in truth: what the store says, unless the host that was to go on with it is gone.</summary>
    public (JobState State, string? Reason) StateOf(JobRecord job) =>
        job.IsOver || job.State == JobState.Interrupted || IsElsewhere || HostPresence.Find(Home) is not null
            ? (job.State, job.Reason)
            : (JobState.Interrupted, "its host is gone");

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        if (_database is not null)
        {
            await _database.DisposeAsync();
        }
    }
}
