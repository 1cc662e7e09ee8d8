using System.Threading.Channels;
using Attune.Studies;
using Attune.Workspace.Environments;
using Attune.Workspace.Executors;
using Attune.Workspace.JobFiles.Expressions;
using Attune.Workspace.Metrics;

namespace Attune.Workspace.Sweeps;

/// <summary>Turns a trial into an execution: its folder, variables and metric doors; and tells the runner of the execution's end.</summary>
/// <remarks>Executions start beside each other and beside the runner, which goes on deciding meanwhile; a stop waits for its start.</remarks>
internal sealed class TrialLauncher(SweepPlan plan, MachineParts machine)
{
    private const string GpuFile = ".gpus";
    private const string PythonPath = "PYTHONPATH";

    // Touched by the runner's loop alone.
    private readonly Dictionary<ExecutionId, Task> _starting = [];

    /// <summary>What starts from now on follows a changed plan.</summary>
    public void Follow(SweepPlan changed) => plan = changed;

    /// <summary>How many trials may run at once now: as the plan says, or less while other sweeps run beside this one.</summary>
    public int Allowed => machine.Share.Of(plan.Name, plan.Concurrency);

    /// <summary>Sets GPUs aside for a trial; false when too few are free now.</summary>
    public bool TryReserve(int number) =>
        plan.Resources.Gpus == 0
        || machine.Slots.TryReserve(plan.TrialName(number), plan.Resources.Gpus, plan.Resources.TrialsPerGpu)
            is not null;

    /// <summary>Starts an attempt that the store knows of already, in the background; a fault of ours is told to the runner.</summary>
    public void Start(
        Trial trial,
        ExecutionId id,
        ChannelWriter<RunnerEvent> events,
        CancellationToken cancellationToken
    )
    {
        // Fair, so that the first of many is not the last to be taken up.
        _starting[id] = Task
            .Factory.StartNew(
                async () =>
                {
                    try
                    {
                        await StartAsync(trial, id, events, cancellationToken).ConfigureAwait(false);
                    }
                    catch (Exception error) when (error is not OperationCanceledException)
                    {
                        events.TryWrite(new RunnerEvent.Broken(error));
                    }
                },
                cancellationToken,
                TaskCreationOptions.PreferFairness,
                TaskScheduler.Default
            )
            .Unwrap();
    }

    /// <summary>An execution is over.</summary>
    public void Forget(ExecutionId id) => _starting.Remove(id);

    /// <summary>Completes once no start is under way.</summary>
    public async Task WhenStartedAsync()
    {
        foreach (var starting in _starting.Values)
        {
            await starting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        _starting.Clear();
    }

    private async Task StartAsync(
        Trial trial,
        ExecutionId id,
        ChannelWriter<RunnerEvent> events,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var folder = TrialFolder.Of(plan.Folder, trial.Number);
            folder.Make(plan.Code, plan.CodeFiles, plan.Job.Outputs.Select(output => output.Key));
            var run = Describe(trial, id, folder);
            machine.Live.Add(run);
            if (!machine.Metrics.ContainsKey(id))
            {
                Listen(machine.Doors.Open(Sources(run, folder)), id, events);
            }
            await machine
                .Executor.StartAsync([Execution(trial, id, folder, run)], cancellationToken)
                .ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            await OverAsync(
                    id,
                    new ExecutionEnd(ExecutionEndKind.NotStarted, $"could not be started: {error.Message}"),
                    events
                )
                .ConfigureAwait(false);
        }
    }

    /// <summary>Finds the execution of a trial that was under way when an earlier host went.</summary>
    public async Task AdoptAsync(
        Trial trial,
        ExecutionId id,
        ChannelWriter<RunnerEvent> events,
        CancellationToken cancellationToken
    )
    {
        var folder = TrialFolder.Of(plan.Folder, trial.Number);
        var gpus = Path.Combine(folder.Path, GpuFile);
        if (File.Exists(gpus))
        {
            machine.Slots.Restore(
                id.Trial,
                await File.ReadAllLinesAsync(gpus, cancellationToken).ConfigureAwait(false),
                plan.Resources.TrialsPerGpu
            );
        }
        var run = Describe(trial, id, folder);
        machine.Live.Add(run);
        var metrics = await machine
            .Doors.ReopenAsync(Sources(run, folder), cancellationToken)
            .ConfigureAwait(false);
        Listen(metrics, id, events);
        switch (await machine.Executor.FindAsync(id, cancellationToken).ConfigureAwait(false))
        {
            case ExecutionState.NotStarted:
                // Its host died between writing the start down and starting.
                await StartAsync(trial, id, events, cancellationToken).ConfigureAwait(false);
                break;
            case ExecutionState.Ended ended:
                await OverAsync(id, ended.End, events).ConfigureAwait(false);
                break;
        }
    }

    /// <summary>Stops an execution's whole process tree.</summary>
    public async Task StopAsync(ExecutionId id, StopMode mode, CancellationToken cancellationToken)
    {
        if (_starting.TryGetValue(id, out var starting))
        {
            await starting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        await machine.Executor.StopAsync(id, mode, cancellationToken).ConfigureAwait(false);
    }

    private TrialSources Sources(TrialRun run, TrialFolder folder) =>
        new()
        {
            Run = run.Run,
            Attempt = run.Attempt,
            Folder = folder.Path,
            Output = folder.Log(run.Attempt),
            Primary = (plan.Job as Jobs.SweepJob)?.Objective.PrimaryMetric ?? "",
            Declared = plan.Sources,
        };

    private void Listen(TrialMetrics metrics, ExecutionId id, ChannelWriter<RunnerEvent> events)
    {
        machine.Metrics[id] = metrics;
        machine.Watch.Register(id, end => _ = OverAsync(id, end, events));
    }

    /// <summary>Reads the last measurements, then tells the runner: the end is judged by all that the trial reported.</summary>
    private async Task OverAsync(ExecutionId id, ExecutionEnd end, ChannelWriter<RunnerEvent> events)
    {
        IReadOnlyList<string> seen = [];
        machine.Watch.Forget(id);
        if (machine.Metrics.TryRemove(id, out var metrics))
        {
            await metrics.DrainAsync(CancellationToken.None).ConfigureAwait(false);
            seen = metrics.NamesSeen;
        }
        machine.Live.End(id.Trial, id.Attempt);
        machine.Slots.Release(id.Trial);
        events.TryWrite(new RunnerEvent.Over(id, end, seen));
    }

    private TrialRun Describe(Trial trial, ExecutionId id, TrialFolder folder) =>
        new()
        {
            Run = id.Trial,
            Attempt = id.Attempt,
            ExperimentId = plan.ExperimentId,
            ExperimentName = plan.Experiment,
            Folder = folder.Path,
            Parameters = Render(trial),
        };

    private Execution Execution(Trial trial, ExecutionId id, TrialFolder folder, TrialRun run)
    {
        var variables = new Dictionary<string, string>(machine.Variables(run), StringComparer.Ordinal);
        foreach (var (name, value) in plan.Variables)
        {
            variables[name] = value;
        }
        if (
            PythonClient.AddedTo(
                variables.GetValueOrDefault(PythonPath) ?? Environment.GetEnvironmentVariable(PythonPath)
            ) is
            { } packages
        )
        {
            variables[PythonPath] = packages;
        }
        foreach (var (name, value) in Render(trial))
        {
            variables[CommandEnvironment.SweepPrefix + name] = value;
        }
        foreach (
            var (name, value) in CommandEnvironment.ForOutputs(plan.Job, (name, _) => folder.Output(name))
        )
        {
            variables[name] = value;
        }
        var gpus =
            plan.Resources.Gpus == 0
                ? null
                : machine.Slots.TryReserve(id.Trial, plan.Resources.Gpus, plan.Resources.TrialsPerGpu);
        if (gpus is not null)
        {
            File.WriteAllLines(Path.Combine(folder.Path, GpuFile), gpus);
            variables["CUDA_VISIBLE_DEVICES"] = string.Join(',', gpus);
        }
        var start = plan.Environment.Start(
            new TrialPlace(id.ToString(), folder.Path)
            {
                Folders = PythonClient.Folder is { } client ? [plan.Folder, client] : [plan.Folder],
                VariableNames = variables.Keys,
                PathFolders = plan.PathFolders,
                Gpus = gpus is null ? null : string.Join(',', gpus),
            }
        );
        foreach (var (name, value) in start.Variables)
        {
            variables[name] = value;
        }
        return new Execution
        {
            Id = id,
            Folder = folder.Path,
            Command = plan.Command.Compile(variables.Keys.ToHashSet(StringComparer.Ordinal)).Script,
            LogFile = folder.Log(id.Attempt),
            Environment = variables,
            Wrapper = start.Wrapper,
            RunsElsewhere = plan.Environment is ContainerEnvironment,
            Timeout = plan.TrialTimeout,
            MemoryLimit = plan.Resources.Memory,
        };
    }

    private Dictionary<string, string> Render(Trial trial) =>
        plan.Job is Jobs.SweepJob sweep
            ? sweep
                .Space.Render(trial.Assignment)
                .ToDictionary(v => v.Name, v => v.Text, StringComparer.Ordinal)
            : [];
}
