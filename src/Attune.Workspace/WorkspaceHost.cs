using Attune.Storage;
using Attune.Studies;
using Attune.Workspace.Assets;
using Attune.Workspace.Compute;
using Attune.Workspace.Executors;
using Attune.Workspace.Homes;
using Attune.Workspace.Metrics;
using Attune.Workspace.Sweeps;
using Attune.Workspace.Usage;

namespace Attune.Workspace;

/// <summary>Runs the jobs of a workspace in the one process that holds its home, beside those of the home's other workspaces. Thread-safe.</summary>
/// <remarks>
/// The first host holds the home: its database, this machine's executor, the metric doors. <see cref="OfAsync"/> gives those of its other
/// workspaces, which share all of that. Disposing the first abandons what runs, as a kill would; <see cref="Interrupt"/> first ends it in
/// an orderly way.
/// </remarks>
public sealed partial class WorkspaceHost : IAsyncDisposable
{
    /// <summary>The cluster that a new workspace comes with; the name that Azure's examples use.</summary>
    public const string FirstCluster = "cpu-cluster";

    private readonly HeldHome _held;
    private readonly JobDesk _desk;
    private readonly SweepQueue _queue;
    private readonly JobArchive _archive;

    private WorkspaceHost(HeldHome held, string workspace)
    {
        (_held, Workspace) = (held, workspace);
        var (home, database, time) = (held.Home, held.Database, held.Options.Time);
        _desk = new JobDesk(home, workspace, database, time);
        Models = new ModelRegistry(database.Documents, home.Root, workspace, time);
        _archive = new JobArchive(home, workspace, database);
        var preparation = new SweepPreparation(home, workspace, database, held.Http, held.Machine.Slots.Gpus);
        _queue = new SweepQueue(preparation, _desk, held.Machine, time, held.Options.Loggers);
    }

    /// <summary>The home that is held.</summary>
    public Home Home => _held.Home;

    /// <summary>The workspace whose jobs are run.</summary>
    public string Workspace { get; }

    /// <summary>The home's database.</summary>
    public AttuneDatabase Database => _held.Database;

    /// <summary>The compute of the home's workspaces.</summary>
    public ComputeDesk Compute => _held.Compute;

    /// <summary>Where all measurements come in.</summary>
    public MetricInbox Inbox => _held.Machine.Inbox;

    /// <summary>The workspace's registered models.</summary>
    public ModelRegistry Models { get; }

    /// <summary>The trials that run now, of every workspace: whose tokens count at the doors.</summary>
    public ITrialDirectory Trials => _held.Machine.Live;

    /// <summary>How busy this machine is and was.</summary>
    public MachineUse Machine => _held.Use;

    /// <summary>What a trial that runs here has used of the machine by now, as far as it was measured; null when it was not, or does not run.</summary>
    /// <param name="trial">The trial's name.</param>
    /// <param name="attempt">Which attempt, from 1.</param>
    public TrialUsage? UsageOf(string trial, int attempt) => _held.UsageOf(new ExecutionId(trial, attempt));

    /// <summary>The GPUs that a trial holds now, as <c>CUDA_VISIBLE_DEVICES</c> takes them; empty when it has none.</summary>
    public IReadOnlyList<string> GpusOf(string trial) => _held.Machine.Slots.HeldBy(trial);

    /// <summary>Whether a workspace is the one that the home is held for: addresses that name none are its own.</summary>
    public bool IsFirst(string workspace) =>
        _held.Options.Workspace.Equals(workspace, StringComparison.OrdinalIgnoreCase);

    /// <summary>Takes the home and gets ready; jobs run once they are submitted or resumed.</summary>
    /// <exception cref="HomeLockedException">Another host holds the home.</exception>
    public static async Task<WorkspaceHost> OpenAsync(
        Home home,
        WorkspaceOptions options,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(home);
        ArgumentNullException.ThrowIfNull(options);
        var settings = home.ReadSettings(out var problems);
        if (problems.Count > 0)
        {
            throw new InvalidSpecException(problems);
        }
        var database = await AttuneDatabase
            .OpenAsync(home.Root, OpenMode.Write, options.Time, cancellationToken)
            .ConfigureAwait(false);
        var held = new HeldHome(home, database, options, settings);
        var host = new WorkspaceHost(held, options.Workspace);
        held.Hosts[options.Workspace] = host;
        await host.Models.TidyAsync(cancellationToken).ConfigureAwait(false);
        var workspaces = held.Workspaces;
        await host
            .Compute.RestoreAsync(
                async token =>
                    [
                        .. (await workspaces.ListAsync(token).ConfigureAwait(false)).Select(workspace =>
                            workspace.Name
                        ),
                    ],
                cancellationToken
            )
            .ConfigureAwait(false);
        return host;
    }

    private IEnumerable<WorkspaceHost> All() => _held.Hosts.Values;

    /// <summary>Completes once no job of any workspace is queued or running here.</summary>
    public async Task WhenIdleAsync(CancellationToken cancellationToken)
    {
        while (All().FirstOrDefault(host => !host._queue.IsIdle) is { } busy)
        {
            await busy._queue.WhenIdleAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Takes no more jobs from now on, if none of any workspace is queued or running: whoever hands one in is told to ask another host.</summary>
    /// <returns>Whether no more are taken. An interrupted host takes none either.</returns>
    public bool TryClose() =>
        All().All(host => host._queue.IsIdle) && All().All(host => host._queue.TryClose());

    /// <summary>Whether trials of this home run now, this host's or an earlier one's: they know the home's port and no other.</summary>
    public bool HasRunningTrials() => _held.HasRunningTrials();

    /// <summary>Whether trials or instances of this home run now, which know the home's port and no other.</summary>
    public bool IsKnownOutside() => HasRunningTrials() || Compute.AnyRuns;

    /// <summary>Ends what runs, of every workspace, and keeps every job to be continued. Calling again with <see cref="StopMode.Forceful"/> waits for nothing.</summary>
    public void Interrupt(StopMode mode)
    {
        foreach (var host in All())
        {
            host._queue.Interrupt(mode);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var host in All().ToList())
        {
            await host._queue.DisposeAsync().ConfigureAwait(false);
        }
        await _held.DisposeAsync().ConfigureAwait(false);
    }
}
