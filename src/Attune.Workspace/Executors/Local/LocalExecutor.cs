using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Attune.Studies;
using Attune.Workspace.Usage;

namespace Attune.Workspace.Executors.Local;

/// <summary>How the local executor works on this machine.</summary>
public sealed record LocalOptions
{
    /// <summary>A text that no other home has; part of the marker in the environment of every process of a trial.</summary>
    public required string HomeIdentity { get; init; }

    /// <summary>Where a trial's folder is, by the trial's name.</summary>
    public required Func<string, string> FolderOf { get; init; }

    /// <summary>Between asking to end and ending by force. Default 30 s.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Variables of the host that pass to trials beside the built-in list.</summary>
    public IReadOnlyCollection<string> PassVariables { get; init; } = [];

    /// <summary>Reads how this machine's GPUs are used; null where there are none.</summary>
    internal GpuProbe? Gpus { get; init; }
}

/// <summary>Runs executions as processes of this machine, each under a shim in a session of its own, with output going straight to files.</summary>
/// <remarks>
/// One thread waits for all ends through process descriptors, which work for found processes as for own children.
/// Disposing stops watching, never the executions. Thread-safe.
/// </remarks>
public sealed class LocalExecutor : IExecutor, IDisposable
{
    private readonly LocalOptions _options;
    private readonly TimeProvider _time;
    private readonly Processes _processes;
    private readonly Dictionary<string, string> _passed;
    private readonly UsageWatch _usage;
    private readonly ExitWatch _watch;
    private readonly Channel<ExecutionEvent> _news = Channel.CreateUnbounded<ExecutionEvent>();

    /// <summary>An executor over the state that earlier hosts left.</summary>
    public LocalExecutor(LocalOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_options, _time) = (options, time);
        _processes = new Processes(options.HomeIdentity);
        _passed = PassedVariables.FromHost(options.PassVariables);
        _usage = new UsageWatch(_processes, options.Gpus, time);
        _watch = new ExitWatch(
            _processes,
            _usage,
            options.Grace,
            time,
            (id, end) => _news.Writer.TryWrite(new ExecutionEvent(id, new ExecutionState.Ended(end)))
        );
    }

    /// <inheritdoc/>
    public Task StartAsync(IReadOnlyList<Execution> executions, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(executions);
        foreach (var execution in executions)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var state = new StateFolder(execution.Folder, execution.Id.Attempt);
            if (
                _watch.Knows(execution.Id)
                || (state.IsRecorded(out _) && Find(execution.Id) is not ExecutionState.NotStarted)
            )
            {
                continue;
            }
            Start(execution, state);
        }
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<ExecutionState> FindAsync(ExecutionId id, CancellationToken cancellationToken) =>
        Task.Run(() => Find(id), cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<ExecutionEvent> WatchAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (var news in _news.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            yield return news;
        }
    }

    /// <inheritdoc/>
    public Task StopAsync(ExecutionId id, StopMode mode, CancellationToken cancellationToken) =>
        Task.Run(() => _watch.Stop(id, mode, ExecutionEndKind.Stopped), cancellationToken);

    /// <summary>What an execution that runs has used by now, as far as it was measured; null when it was not, or it does not run.</summary>
    public TrialUsage? UsageOf(ExecutionId id) => _usage.Of(id);

    /// <summary>Whether any process of this home's executions lives, watched or not.</summary>
    public bool HasProcesses() => _processes.All().Count > 0;

    /// <summary>Stops watching; what runs, runs on.</summary>
    public void Dispose()
    {
        _watch.Dispose();
        _usage.Dispose();
        _news.Writer.TryComplete();
    }

    private void Start(Execution execution, StateFolder state)
    {
        state.Record(execution);
        var group = execution.MemoryLimit is { } bytes
            ? MemoryGroup.TryCreate(GroupName(execution.Id), bytes)
            : null;
        var environment = new Dictionary<string, string>(_passed, StringComparer.Ordinal);
        foreach (var (name, value) in execution.Environment)
        {
            environment[name] = value;
        }
        environment["PWD"] = execution.Folder;
        environment[Processes.Marker] = _processes.MarkerOf(execution.Id);
        var pid = Native.Spawn(
            "bash",
            Shim.Arguments(execution, state.FullPath, group?.Folder),
            environment,
            execution.Folder,
            execution.LogFile
        );
        _watch.Add(
            new Watched(execution.Id, pid, state)
            {
                Deadline = execution.Timeout is { } limit ? _watch.In(limit) : null,
                Group = group,
                MemoryLimit = group is null ? execution.MemoryLimit : null,
            }
        );
    }

    private ExecutionState Find(ExecutionId id)
    {
        if (_watch.Knows(id))
        {
            return new ExecutionState.Running(_time.GetUtcNow());
        }
        var state = new StateFolder(_options.FolderOf(id.Trial), id.Attempt);
        if (state.End() is not null)
        {
            return Over(id, state);
        }
        if (!state.IsRecorded(out var timeout))
        {
            return new ExecutionState.NotStarted();
        }
        if (ShimOf(id, state) is not { } shim)
        {
            // The shim may have ended while we looked; else its tree, if any is left, is ended with it.
            return state.Start() is null && !_processes.All().Exists(process => process.Execution == id)
                ? new ExecutionState.NotStarted()
                : Over(id, state);
        }
        var running = shim.At + (timeout ?? TimeSpan.MaxValue / 4) - _time.GetUtcNow();
        _watch.Add(
            new Watched(id, shim.Pid, state)
            {
                Deadline = timeout is null ? null : _watch.In(running),
                Group = MemoryGroup.Find(GroupName(id)),
            }
        );
        return new ExecutionState.Running(shim.At);
    }

    /// <summary>The living shim of an execution. A host killed between starting a shim and its first line finds it by its marker.</summary>
    private (int Pid, DateTimeOffset At)? ShimOf(ExecutionId id, StateFolder state)
    {
        var spin = new SpinWait();
        var until = _watch.In(TimeSpan.FromSeconds(2));
        while (
            state.Start() is null
            && _processes.All().Exists(process => process.Execution == id)
            && _watch.Now < until
        )
        {
            spin.SpinOnce();
        }
        return
            state.Start() is { } start
            && _processes.Execution(start.Pid) == id
            && Processes.IsAlive(start.Pid)
            ? start
            : null;
    }

    private ExecutionState.Ended Over(ExecutionId id, StateFolder state)
    {
        _watch.KillTree(id);
        var group = MemoryGroup.Find(GroupName(id));
        var end = EndReading.Of(state, group, state.Usage());
        group?.Remove();
        return new ExecutionState.Ended(end);
    }

    private string GroupName(ExecutionId id) => $"{_options.HomeIdentity[..8]}-{id}";
}
