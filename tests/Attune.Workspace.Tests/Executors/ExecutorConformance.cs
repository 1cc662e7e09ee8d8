using System.Diagnostics;
using System.Globalization;
using Attune.Workspace.Executors;

namespace Attune.Workspace.Tests.Executors;

/// <summary>What every executor must be able to do; an implementation inherits it and says how it is made.</summary>
public abstract class ExecutorConformance : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);
    private readonly string _root = Directory.CreateTempSubdirectory("attune-executor-").FullName;
    private readonly CancellationTokenSource _end = new();
    private readonly Dictionary<ExecutionId, TaskCompletionSource<ExecutionEnd>> _ends = [];
    private readonly Lazy<IExecutor> _executor;
    private int _last;

    protected ExecutorConformance() =>
        _executor = new(() =>
        {
            var executor = Make();
            _ = ListenAsync(executor);
            return executor;
        });

    /// <summary>A new executor over the same state: a second call stands for a new host after a crash.</summary>
    protected abstract IExecutor Make();

    protected string FolderOf(string trial) => Path.Combine(_root, trial);

    protected string Identity { get; } = Guid.NewGuid().ToString("N");

    protected IExecutor Executor => _executor.Value;

    [Fact]
    public async Task An_exit_code_is_told_as_it_was()
    {
        Assert.Equal((ExecutionEndKind.Exited, 0), Short(await RunAsync("true")));
        Assert.Equal((ExecutionEndKind.Exited, 7), Short(await RunAsync("exit 7")));
        Assert.Equal((ExecutionEndKind.Exited, 127), Short(await RunAsync("no-such-program-anywhere")));
    }

    [Fact]
    public async Task A_command_that_a_signal_ended_is_told_as_such() =>
        Assert.Equal((ExecutionEndKind.Signaled, 128 + 11), Short(await RunAsync("kill -SEGV $$")));

    [Fact]
    public async Task Output_goes_to_the_log_whole()
    {
        var execution = Describe("seq 200000; echo oops >&2");
        await RunAsync(execution);
        var lines = await File.ReadAllLinesAsync(execution.LogFile);
        Assert.Equal(200_001, lines.Length);
        Assert.Equal(["200000", "oops"], lines[^2..]);
    }

    [Theory]
    [InlineData("$(touch pwned)")]
    [InlineData("'; touch pwned; '")]
    [InlineData("\"; touch pwned; \"")]
    [InlineData("line one\nline two\t`touch pwned`")]
    [InlineData("übergröße 🦆 \\ % * ? [a]")]
    public async Task A_value_reaches_the_command_unchanged_and_runs_nothing(string value)
    {
        var execution = Describe("printf %s \"${VALUE}\" > got");
        execution = execution with { Environment = new Dictionary<string, string> { ["VALUE"] = value } };
        await RunAsync(execution);
        Assert.Equal(value, await File.ReadAllTextAsync(Path.Combine(execution.Folder, "got")));
        Assert.False(File.Exists(Path.Combine(execution.Folder, "pwned")));
    }

    [Fact]
    public async Task Starting_twice_runs_once()
    {
        var execution = Describe("echo once >> count; sleep 0.2");
        await Executor.StartAsync([execution], CancellationToken.None);
        await Executor.StartAsync([execution, execution], CancellationToken.None);
        await EndOf(execution.Id);
        await Executor.StartAsync([execution], CancellationToken.None);
        Assert.IsType<ExecutionState.Ended>(await Executor.FindAsync(execution.Id, CancellationToken.None));
        Assert.Equal(["once"], await File.ReadAllLinesAsync(Path.Combine(execution.Folder, "count")));
    }

    [Fact]
    public async Task A_timeout_ends_it_and_is_told_as_such()
    {
        var end = await RunAsync(Describe("sleep 60") with { Timeout = TimeSpan.FromSeconds(0.3) });
        Assert.Equal(ExecutionEndKind.TimedOut, end.Kind);
    }

    [Fact]
    public async Task A_stop_is_graceful_first()
    {
        var execution = Describe("trap 'echo bye; exit 3' TERM; touch ready; while :; do sleep 0.05; done");
        await StartAndWaitForAsync(execution, "ready");
        await Executor.StopAsync(execution.Id, StopMode.Graceful, CancellationToken.None);
        var end = await EndOf(execution.Id);
        Assert.Equal((ExecutionEndKind.Stopped, 3), Short(end));
        Assert.Contains("bye", await File.ReadAllTextAsync(execution.LogFile), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_that_ignores_the_request_is_ended_after_the_grace()
    {
        var execution = Describe("trap '' TERM; touch ready; while :; do sleep 0.05; done");
        await StartAndWaitForAsync(execution, "ready");
        await Executor.StopAsync(execution.Id, StopMode.Graceful, CancellationToken.None);
        await Executor.StopAsync(execution.Id, StopMode.Graceful, CancellationToken.None);
        Assert.Equal(ExecutionEndKind.Stopped, (await EndOf(execution.Id)).Kind);
    }

    [Fact]
    public async Task Nothing_of_the_tree_is_left_whatever_it_did_to_escape()
    {
        var execution = Describe(
            "setsid bash -c 'trap \"\" TERM HUP; (sleep 300 & echo $! > daemon)' & nohup sleep 300 & sleep 0.3; touch ready; sleep 300"
        );
        await StartAndWaitForAsync(execution, "ready");
        await Executor.StopAsync(execution.Id, StopMode.Forceful, CancellationToken.None);
        await Executor.StopAsync(execution.Id, StopMode.Forceful, CancellationToken.None);
        await EndOf(execution.Id);
        await UntilAsync(() => Marked(execution.Id) == 0);
    }

    [Fact]
    public async Task What_a_finished_command_left_running_is_ended_too()
    {
        var execution = Describe("setsid sleep 300 & sleep 300 & exit 0");
        Assert.Equal((ExecutionEndKind.Exited, 0), Short(await RunAsync(execution)));
        await UntilAsync(() => Marked(execution.Id) == 0);
    }

    [Fact]
    public async Task A_new_host_finds_what_runs_and_hears_of_its_end()
    {
        var execution = Describe("touch ready; while [ ! -e go ]; do sleep 0.02; done; exit 5");
        await StartAndWaitForAsync(execution, "ready");
        (Executor as IDisposable)?.Dispose();
        var second = Make();
        var ends = new TaskCompletionSource<ExecutionEnd>(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = ListenAsync(second, (_, end) => ends.TrySetResult(end));
        Assert.IsType<ExecutionState.Running>(await second.FindAsync(execution.Id, CancellationToken.None));
        await File.WriteAllTextAsync(Path.Combine(execution.Folder, "go"), "");
        Assert.Equal((ExecutionEndKind.Exited, 5), Short(await ends.Task.WaitAsync(Patience)));
        (second as IDisposable)?.Dispose();
    }

    [Fact]
    public async Task A_new_host_learns_of_an_end_that_nobody_saw()
    {
        var execution = Describe("exit 4");
        await Executor.StartAsync([execution], CancellationToken.None);
        (Executor as IDisposable)?.Dispose();
        var second = Make();
        await UntilAsync(async () =>
            await second.FindAsync(execution.Id, CancellationToken.None)
                is ExecutionState.Ended { End.ExitCode: 4 }
        );
        (second as IDisposable)?.Dispose();
    }

    [Fact]
    public async Task What_was_never_started_is_told_as_such()
    {
        Assert.IsType<ExecutionState.NotStarted>(
            await Executor.FindAsync(new ExecutionId("nothing", 1), CancellationToken.None)
        );
        await Executor.StopAsync(new ExecutionId("nothing", 1), StopMode.Forceful, CancellationToken.None);
    }

    [Fact]
    public async Task Many_executions_leave_no_descriptor_behind()
    {
        await RunAsync("true");
        var before = Descriptors();
        for (var round = 0; round < 10; round++)
        {
            var batch = Enumerable.Range(0, 20).Select(_ => Describe("true")).ToArray();
            var ends = batch.Select(execution => EndOf(execution.Id)).ToArray();
            await Executor.StartAsync(batch, CancellationToken.None);
            await Task.WhenAll(ends);
        }
        Assert.InRange(Descriptors(), 0, before + 5);
    }

    protected async Task<ExecutionEnd> RunAsync(Execution execution)
    {
        var end = EndOf(execution.Id);
        await Executor.StartAsync([execution], CancellationToken.None);
        return await end;
    }

    protected Task<ExecutionEnd> RunAsync(string command) => RunAsync(Describe(command));

    protected Execution Describe(string command)
    {
        var trial = string.Create(CultureInfo.InvariantCulture, $"sweep_{Interlocked.Increment(ref _last)}");
        var folder = FolderOf(trial);
        Directory.CreateDirectory(folder);
        return new Execution
        {
            Id = new ExecutionId(trial, 1),
            Folder = folder,
            Command = command,
            LogFile = Path.Combine(folder, "std_log.txt"),
        };
    }

    protected async Task StartAndWaitForAsync(Execution execution, string file)
    {
        await Executor.StartAsync([execution], CancellationToken.None);
        await UntilAsync(() => File.Exists(Path.Combine(execution.Folder, file)));
    }

    protected Task<ExecutionEnd> EndOf(ExecutionId id)
    {
        _ = Executor;
        lock (_ends)
        {
            if (!_ends.TryGetValue(id, out var source))
            {
                _ends[id] = source = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }
            return source.Task.WaitAsync(Patience);
        }
    }

    protected static Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    protected static async Task UntilAsync(Func<Task<bool>> condition)
    {
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(watch.Elapsed < Patience, "It did not happen in time.");
            await Task.Delay(10);
        }
    }

    protected static (ExecutionEndKind, int?) Short(ExecutionEnd end) => (end.Kind, end.ExitCode);

    private int Marked(ExecutionId id) =>
        Directory
            .EnumerateDirectories("/proc")
            .Count(folder =>
            {
                try
                {
                    return File.ReadAllText(Path.Combine(folder, "environ"))
                            .Contains($"ATTUNE_EXECUTION={Identity}/{id}\0", StringComparison.Ordinal)
                        && !File.ReadAllText(Path.Combine(folder, "stat"))
                            .Contains(") Z", StringComparison.Ordinal);
                }
                catch (Exception error) when (error is IOException or UnauthorizedAccessException)
                {
                    return false;
                }
            });

    private static int Descriptors() => Directory.GetFiles("/proc/self/fd").Length;

    private Task ListenAsync(IExecutor executor) =>
        ListenAsync(
            executor,
            (id, end) =>
            {
                _ = EndOf(id);
                lock (_ends)
                {
                    _ends[id].TrySetResult(end);
                }
            }
        );

    private async Task ListenAsync(IExecutor executor, Action<ExecutionId, ExecutionEnd> ended)
    {
        try
        {
            await foreach (var news in executor.WatchAsync(_end.Token))
            {
                if (news.State is ExecutionState.Ended over)
                {
                    ended(news.Id, over.End);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await _end.CancelAsync();
        (Executor as IDisposable)?.Dispose();
        _end.Dispose();
        Directory.Delete(_root, recursive: true);
    }
}
