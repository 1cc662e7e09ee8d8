using System.Globalization;
using Attune.Jobs;
using Attune.Storage;
using Attune.Studies;
using Attune.Workspace.Assets;
using Attune.Workspace.Catalog;
using Attune.Workspace.Compute;
using Attune.Workspace.Executors;
using Attune.Workspace.Homes;
using Attune.Workspace.Metrics;
using Attune.Workspace.Sweeps;
using Attune.Workspace.Sweeps.Steering;
using Attune.Workspace.Usage;
using Microsoft.Extensions.Logging;

namespace Attune.Workspace;

/// <summary>Runs the jobs of a workspace in the one process that holds its home, beside those of the home's other workspaces. Thread-safe.</summary>
/// <remarks>
/// The first host holds the home: its database, this machine's executor, the metric doors. <see cref="OfAsync"/> gives those of its other
/// workspaces, which share all of that. Disposing the first abandons what runs, as a kill would; <see cref="Interrupt"/> first ends it in
/// an orderly way.
/// </remarks>
public sealed class WorkspaceHost : IAsyncDisposable
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

    /// <summary>The host of a workspace of this home, opened when it is asked for first.</summary>
    /// <param name="workspace">Its name, in any letter case.</param>
    /// <param name="cancellationToken">Stops waiting for it.</param>
    /// <exception cref="KeyNotFoundException">There is no such workspace.</exception>
    public async Task<WorkspaceHost> OfAsync(string workspace, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        if (_held.Hosts.TryGetValue(workspace, out var known))
        {
            return known;
        }
        await _held.Opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var record =
                await _held.Workspaces.FindAsync(workspace, cancellationToken).ConfigureAwait(false)
                ?? throw new KeyNotFoundException($"There is no workspace '{workspace}'.");
            if (_held.Hosts.TryGetValue(record.Name, out known))
            {
                return known;
            }
            var host = new WorkspaceHost(_held, record.Name);
            await host.Models.TidyAsync(CancellationToken.None).ConfigureAwait(false);
            return _held.Hosts[record.Name] = host;
        }
        finally
        {
            _held.Opening.Release();
        }
    }

    /// <summary>Gives a new workspace what one expects to find in it: a cluster of all this machine's places. Its datastores are there from the start.</summary>
    /// <param name="workspace">The workspace.</param>
    /// <param name="cancellationToken">Gives up before it is written down.</param>
    public Task FurnishAsync(string workspace, CancellationToken cancellationToken) =>
        Compute.SaveAsync(
            workspace,
            new ComputeCluster { Name = FirstCluster, MaxNodes = Environment.ProcessorCount },
            cancellationToken
        );

    /// <summary>Lets go of a workspace of this home that is to be deleted: it takes no more jobs.</summary>
    /// <exception cref="JobStateException">Jobs of it are queued or running, or it is the one that holds the home.</exception>
    public async Task CloseAsync(string workspace, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        await _held.Opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!_held.Hosts.TryGetValue(workspace, out var host))
            {
                return;
            }
            if (host.Workspace == _held.Options.Workspace)
            {
                throw new JobStateException(
                    $"The workspace '{host.Workspace}' is the one that this host was started with; start it with another: -w NAME"
                );
            }
            if (!host._queue.TryClose())
            {
                throw new JobStateException(
                    $"Jobs of the workspace '{host.Workspace}' are queued or running; cancel them first."
                );
            }
            _held.Hosts.TryRemove(host.Workspace, out _);
            await host._queue.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            _held.Opening.Release();
        }
    }

    private IEnumerable<WorkspaceHost> All() => _held.Hosts.Values;

    /// <summary>Takes a job in and queues it; an unfinished one from the same file goes on instead.</summary>
    /// <exception cref="InvalidSpecException">Its name is taken, or its code cannot be had.</exception>
    /// <exception cref="HostClosingException">No more jobs are taken here.</exception>
    public async Task<SubmittedJob> SubmitAsync(JobSubmission submission, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(submission);
        _queue.RequireOpen();
        var submitted = await _desk.SubmitAsync(submission, cancellationToken).ConfigureAwait(false);
        _queue.Enqueue(submitted.Job.Name);
        return submitted;
    }

    /// <summary>The job once it is over or interrupted; at once when it is neither queued nor running.</summary>
    public Task<JobRecord> WaitAsync(string name, CancellationToken cancellationToken) =>
        _queue.WaitAsync(name, cancellationToken);

    /// <summary>The job, or null when there is none of that name.</summary>
    public Task<JobRecord?> FindAsync(string name, CancellationToken cancellationToken) =>
        _desk.Jobs.FindAsync(name, cancellationToken);

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

    /// <summary>Queues a job that was taken in earlier: one that waits, was interrupted, or has ended and is to go on.</summary>
    /// <exception cref="KeyNotFoundException">There is no such job.</exception>
    public async Task<JobRecord> ResumeAsync(string name, CancellationToken cancellationToken)
    {
        var job = await _desk.Jobs.GetAsync(name, cancellationToken).ConfigureAwait(false);
        if (!_queue.Holds(name))
        {
            job = await _desk.ReopenAsync(name, cancellationToken).ConfigureAwait(false);
            _queue.Enqueue(name);
        }
        return job;
    }

    /// <summary>Goes on with the jobs of every workspace that an earlier host left in the middle because it was killed. Those that a person interrupted wait for <see cref="ResumeAsync"/>.</summary>
    /// <returns>Their names, the oldest first.</returns>
    public async Task<IReadOnlyList<string>> TakeUpAsync(CancellationToken cancellationToken)
    {
        var taken = new List<string>();
        foreach (var workspace in await _held.Workspaces.ListAsync(cancellationToken).ConfigureAwait(false))
        {
            var jobs = await new JobDocuments(_held.Database.Documents, workspace.Name)
                .ListAsync(cancellationToken)
                .ConfigureAwait(false);
            foreach (
                var job in jobs.Where(job =>
                        job.State is JobState.Queued or JobState.Preparing or JobState.Running
                    )
                    .OrderBy(job => job.CreatedAt)
            )
            {
                var host = await OfAsync(workspace.Name, cancellationToken).ConfigureAwait(false);
                if (!host.Holds(job.Name))
                {
                    await host.ResumeAsync(job.Name, cancellationToken).ConfigureAwait(false);
                    taken.Add(job.Name);
                }
            }
        }
        return taken;
    }

    /// <summary>Cancels a job, wherever it stands, or a single trial of a running one; one that is over stays as it is.</summary>
    /// <returns>The job; of a trial, the one that it belongs to.</returns>
    /// <exception cref="KeyNotFoundException">There is no such job.</exception>
    /// <exception cref="JobStateException">It is a trial's name, and that trial does not run.</exception>
    public async Task<JobRecord> CancelAsync(string name, string reason, CancellationToken cancellationToken)
    {
        if (await FindAsync(name, cancellationToken).ConfigureAwait(false) is not { } job)
        {
            return await CancelTrialAsync(name, reason, cancellationToken).ConfigureAwait(false);
        }
        if (job.IsOver || await _queue.CancelAsync(name, reason, cancellationToken).ConfigureAwait(false))
        {
            return await _desk.Jobs.GetAsync(name, cancellationToken).ConfigureAwait(false);
        }
        // Interrupted: its trials may still run. Take them up again, to end them.
        _queue.Enqueue(name, new RunnerEvent.Cancel(reason));
        return await _queue.WaitAsync(name, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Runs a trial again as a job of its own: its code as it was then, its values.</summary>
    /// <param name="trial">The trial's name; a command job's own name will do.</param>
    /// <param name="cancellationToken">Gives up before the job is taken in.</param>
    /// <exception cref="KeyNotFoundException">There is no such trial.</exception>
    public async Task<SubmittedJob> RerunAsync(string trial, CancellationToken cancellationToken)
    {
        var (job, number) = await TrialAsync(trial, cancellationToken).ConfigureAwait(false);
        var study = await _desk.ReadStudyAsync(job, cancellationToken).ConfigureAwait(false);
        if (study is null || number >= study.Trials.Count)
        {
            throw new KeyNotFoundException($"There is no trial '{trial}'.");
        }
        var submission = TrialRerun.Of(job, new JobFolder(Home, job), study.Trials[number]);
        return await SubmitAsync(submission, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Steers a sweep: changes its limits and ranges, requeues, adds, hides or annotates trials. It is written down by the sweep's one
    /// arbiter and holds after a restart too; an ended sweep goes on where that gives it something to do.</summary>
    /// <param name="name">The job.</param>
    /// <param name="act">What is wanted.</param>
    /// <param name="cancellationToken">Stops waiting for the answer; what was asked of a running sweep happens all the same.</param>
    /// <exception cref="InvalidSpecException">It is asked for wrongly; all problems at once.</exception>
    /// <exception cref="JobStateException">It cannot be done as the sweep or trial stands.</exception>
    /// <exception cref="KeyNotFoundException">There is no such job or trial.</exception>
    public async Task<Steered> SteerAsync(string name, StudyAct act, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(act);
        var job = await _desk.Jobs.GetAsync(name, cancellationToken).ConfigureAwait(false);
        var steered = await _queue.SteerAsync(job, act, cancellationToken).ConfigureAwait(false);
        return act is AmendAct amend
            ? steered with
            {
                Job = await DescribeAsync(steered.Job, amend, job, cancellationToken).ConfigureAwait(false),
            }
            : steered;
    }

    /// <summary>The job and number that a trial's name means; a command job's own name means its one trial.</summary>
    /// <exception cref="KeyNotFoundException">There is no such job.</exception>
    public async Task<(string Job, int Number)> FindTrialAsync(
        string name,
        CancellationToken cancellationToken
    )
    {
        var (job, number) = await TrialAsync(name, cancellationToken).ConfigureAwait(false);
        return (job.Name, number);
    }

    // What is said about a job is no part of its study, and yet it comes by the same --set.
    private async Task<JobRecord> DescribeAsync(
        JobRecord job,
        AmendAct act,
        JobRecord before,
        CancellationToken cancellationToken
    )
    {
        var study = await _desk.ReadStudyAsync(job, cancellationToken).ConfigureAwait(false);
        var now = AmendAct.Now(before, study!);
        return
            act.Read(now).After is { } asked
            && SweepAmendment.Parts(now, asked).Any(SweepAmendment.IsDescription)
            ? await DescribeAsync(
                    job.Name,
                    current =>
                        current with
                        {
                            DisplayName = asked.DisplayName,
                            Description = asked.Description,
                            Tags = asked.Tags,
                            Properties = asked.Properties,
                        },
                    cancellationToken
                )
                .ConfigureAwait(false)
            : job;
    }

    /// <summary>Hides a job from lists, or shows it again.</summary>
    /// <exception cref="KeyNotFoundException">There is no such job.</exception>
    public Task<JobRecord> ArchiveAsync(string name, bool archived, CancellationToken cancellationToken) =>
        _archive.SetAsync(name, archived, cancellationToken);

    /// <summary>Changes what is said about a job: names for people, descriptions, labels. What it does stays as it was submitted.</summary>
    /// <exception cref="KeyNotFoundException">There is no such job.</exception>
    public Task<JobRecord> DescribeAsync(
        string name,
        Func<Job, Job> change,
        CancellationToken cancellationToken
    ) => _desk.Jobs.ChangeAsync(name, record => record with { Job = change(record.Job) }, cancellationToken);

    /// <summary>Why a job that is queued does not run yet; null when it runs, or is not queued here.</summary>
    public string? WhyQueued(JobRecord job)
    {
        ArgumentNullException.ThrowIfNull(job);
        return job.State == JobState.Queued && _queue.Current is { } other && other != job.Name
            ? $"waits for '{other}' to end: jobs run one after the other"
            : null;
    }

    /// <summary>Deletes a job that is over or interrupted, with its runs, metrics and files.</summary>
    /// <returns>The job as it was.</returns>
    /// <exception cref="KeyNotFoundException">There is no such job.</exception>
    /// <exception cref="JobStateException">It is queued or running, or its trials still run.</exception>
    public async Task<JobRecord> DeleteAsync(string name, CancellationToken cancellationToken)
    {
        var job = await _desk.Jobs.GetAsync(name, cancellationToken).ConfigureAwait(false);
        if (job.IsOver && Holds(name) && (_queue.Current ?? name) == name)
        {
            // Its end is written down; the queue lets go of it in a moment.
            await _queue.WaitAsync(name, cancellationToken).ConfigureAwait(false);
        }
        if (job.IsOver && Holds(name))
        {
            throw new JobStateException(
                $"'{name}' is {job.State.ToString().ToLowerInvariant()}, and still stands in the queue behind '{_queue.Current}'; delete it when that has ended."
            );
        }
        if (Holds(name) || (!job.IsOver && HasRunningTrials()))
        {
            throw new JobStateException(
                $"'{name}' is {job.State.ToString().ToLowerInvariant()}; cancel it first: attune job cancel {name}"
            );
        }
        return await _archive.DeleteAsync(name, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whether a job is queued or running here.</summary>
    public bool Holds(string name) => _queue.Holds(name);

    /// <summary>Stops one running trial of a running job; false when it runs nowhere here.</summary>
    public bool StopTrial(string job, int trial, string reason) => _queue.StopTrial(job, trial, reason);

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

    private async Task<JobRecord> CancelTrialAsync(
        string trial,
        string reason,
        CancellationToken cancellationToken
    )
    {
        var (job, number) = await TrialAsync(trial, cancellationToken).ConfigureAwait(false);
        var study = await _desk.ReadStudyAsync(job, cancellationToken).ConfigureAwait(false);
        if (study is null || number >= study.Trials.Count)
        {
            throw new KeyNotFoundException($"There is no trial '{trial}'.");
        }
        if (study.Trials[number].State is var state && state.IsTerminal())
        {
            throw new JobStateException($"'{trial}' is over already: {state}.");
        }
        return StopTrial(job.Name, number, reason)
            ? job
            : throw new JobStateException(
                $"'{trial}' cannot be stopped: its job '{job.Name}' is {job.State.ToString().ToLowerInvariant()}."
            );
    }

    private async Task<(JobRecord Job, int Number)> TrialAsync(
        string name,
        CancellationToken cancellationToken
    )
    {
        if (await FindAsync(name, cancellationToken).ConfigureAwait(false) is { Job: CommandJob } command)
        {
            return (command, 0);
        }
        var line = name.LastIndexOf('_');
        return
            line > 0
            && int.TryParse(
                name.AsSpan(line + 1),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var number
            )
            && await FindAsync(name[..line], cancellationToken).ConfigureAwait(false) is { } job
            ? (job, number)
            : throw new KeyNotFoundException($"There is no job or trial '{name}'.");
    }
}

/// <summary>How a host is opened.</summary>
public sealed record WorkspaceOptions
{
    /// <summary>The workspace that is served from the start. Default <c>default</c>.</summary>
    public string Workspace { get; init; } = "default";

    /// <summary>The variables by which an attempt reaches the metric doors; none when nothing listens.</summary>
    public Func<TrialRun, IReadOnlyDictionary<string, string>> Variables { get; init; } =
        _ => new Dictionary<string, string>();

    /// <summary>Starts and stops what runs in compute instances. Default: nothing can be opened in them.</summary>
    public IInstanceDriver InstanceDriver { get; init; } = new NoApplications();

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where logs go.</summary>
    public required ILoggerFactory Loggers { get; init; }
}
