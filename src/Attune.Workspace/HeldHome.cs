using System.Collections.Concurrent;
using Attune.Storage;
using Attune.Studies;
using Attune.Workspace.Catalog;
using Attune.Workspace.Compute;
using Attune.Workspace.Executors;
using Attune.Workspace.Executors.Local;
using Attune.Workspace.Homes;
using Attune.Workspace.Metrics;
using Attune.Workspace.Sweeps;
using Attune.Workspace.Usage;
using Microsoft.Extensions.Logging;

namespace Attune.Workspace;

/// <summary>What all workspaces of a home share in the process that holds it: the database, this machine's executor, the metric doors, the compute.</summary>
internal sealed class HeldHome : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<string, string> _workspaces = new(StringComparer.Ordinal);
    private readonly LocalExecutor _executor;
    private readonly Task _watching;

    public HeldHome(Home home, AttuneDatabase database, WorkspaceOptions options, Settings settings)
    {
        (Home, Database, Options) = (home, database, options);
        var time = options.Time;
        var gpus = settings.Gpus ?? Slots.Detect();
        var probe = gpus.Count > 0 ? new GpuProbe(time) : null;
        _executor = new LocalExecutor(
            new LocalOptions
            {
                HomeIdentity = home.Identity,
                FolderOf = FolderOf,
                Grace = TimeSpan.FromSeconds(settings.StopGraceSeconds),
                PassVariables = settings.PassVariables,
                Gpus = probe,
            },
            time
        );
        var inbox = new MetricInbox(database.Measurements);
        Machine = new MachineParts
        {
            Executor = _executor,
            Watch = new ExecutionWatch(_executor),
            Slots = new Slots(gpus),
            Share = new MachineShare(Environment.ProcessorCount),
            Database = database,
            Inbox = inbox,
            Doors = new MetricDoors(
                inbox,
                database.Measurements,
                time,
                options.Loggers.CreateLogger<MetricDoors>()
            ),
            Variables = options.Variables,
        };
        Compute = new ComputeDesk(
            database,
            options.InstanceDriver,
            time,
            options.Loggers.CreateLogger<ComputeDesk>()
        );
        Use = new MachineUse(time, probe);
        _watching = Task.Run(() => Machine.Watch.RunAsync(_stop.Token));
    }

    public Home Home { get; }

    public AttuneDatabase Database { get; }

    public WorkspaceOptions Options { get; }

    public MachineParts Machine { get; }

    public ComputeDesk Compute { get; }

    /// <summary>How busy this machine is.</summary>
    public MachineUse Use { get; }

    public HttpClient Http { get; } = new();

    /// <summary>The hosts of workspaces, by name; those that were asked for.</summary>
    public ConcurrentDictionary<string, WorkspaceHost> Hosts { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Held by whoever opens or closes one.</summary>
    public SemaphoreSlim Opening { get; } = new(1, 1);

    /// <summary>What a running attempt has used by now.</summary>
    public TrialUsage? UsageOf(ExecutionId id) => _executor.UsageOf(id);

    /// <summary>Whether trials of this home run now.</summary>
    public bool HasRunningTrials() => _executor.HasProcesses();

    /// <summary>Every workspace of the home.</summary>
    public WorkspaceCatalog Workspaces => new(Database, Home, Options.Time);

    public async ValueTask DisposeAsync()
    {
        await Compute.DisposeAsync().ConfigureAwait(false);
        Use.Dispose();
        await _stop.CancelAsync().ConfigureAwait(false);
        await Machine.Doors.DisposeAsync().ConfigureAwait(false);
        _executor.Dispose();
        await _watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Database.DisposeAsync().ConfigureAwait(false);
        Http.Dispose();
        Opening.Dispose();
        _stop.Dispose();
    }

    /// <summary>The folder of a trial, in whichever workspace its job is: no two jobs of a home have the same name.</summary>
    private string FolderOf(string trial)
    {
        var cut = trial.LastIndexOf('_');
        var job = trial[..cut];
        var workspace = _workspaces.GetOrAdd(job, WorkspaceOf);
        return Path.Combine(Home.Jobs(workspace), job, "trials", trial[(cut + 1)..]);
    }

    private string WorkspaceOf(string job)
    {
        if (Directory.Exists(Path.Combine(Home.Jobs(Options.Workspace), job)))
        {
            return Options.Workspace;
        }
        var all = new DirectoryInfo(Path.Combine(Home.Root, "workspaces"));
        return (all.Exists ? all.EnumerateDirectories() : [])
                .FirstOrDefault(folder => Directory.Exists(Path.Combine(Home.Jobs(folder.Name), job)))
                ?.Name
            ?? Options.Workspace;
    }
}
