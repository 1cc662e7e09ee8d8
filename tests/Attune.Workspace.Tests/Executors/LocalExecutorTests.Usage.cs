using Attune.Studies;
using Attune.Workspace.Executors;
using Attune.Workspace.Executors.Local;
using Attune.Workspace.Usage;

namespace Attune.Workspace.Tests.Executors;

// What executions use of the machine. Processor time is burnt by a shell that the kernel tells when it has used a second, however
// long that takes. It counts by ticks, which on a busy machine run ahead of the time itself: hence the wide bounds.
public sealed partial class LocalExecutorTests
{
    private const string BurnASecond =
        "(ulimit -St 1; trap 'exit 0' XCPU; while :; do for i in 1 2 3 4 5 6 7 8 9; do :; done; done)";

    // A program that has 200 MB for as long as the test likes.
    private const string Hold200MB =
        "python3 -c \"import os, time\nheld = b'x' * 200_000_000\nwhile not os.path.exists('seen'): time.sleep(0.02)\"";

    [Fact]
    public async Task The_processor_time_of_a_command_and_its_children_is_told()
    {
        var end = await RunAsync($"{BurnASecond} & {BurnASecond} & wait; exit 3");
        Assert.Equal((ExecutionEndKind.Exited, 3), Short(end));
        Assert.InRange(end.Usage!.ProcessorSeconds!.Value, 1, 6);
        Assert.InRange((await RunAsync("true")).Usage!.ProcessorSeconds!.Value, 0, 0.5);
    }

    [Fact]
    public async Task The_processor_time_of_what_is_ended_by_force_is_told()
    {
        var execution = Describe($"trap '' TERM; {BurnASecond}; touch ready; sleep 300");
        await StartAndWaitForAsync(execution, "ready");
        await Executor.StopAsync(execution.Id, StopMode.Forceful, CancellationToken.None);
        var end = await EndOf(execution.Id);
        Assert.Equal(ExecutionEndKind.Stopped, end.Kind);
        Assert.InRange(end.Usage!.ProcessorSeconds!.Value, 0.5, 6);
    }

    [Fact]
    public async Task The_most_memory_that_it_had_at_once_is_told_whatever_it_gives_back()
    {
        var execution = Describe($"{Hold200MB}; touch ready; while [ ! -e go ]; do sleep 0.02; done");
        await Executor.StartAsync([execution], CancellationToken.None);
        await UntilAsync(() => Local.UsageOf(execution.Id)?.PeakMemory >= 200_000_000);
        Touch(execution, "seen");
        await UntilAsync(() => File.Exists(Path.Combine(execution.Folder, "ready")));
        Touch(execution, "go");
        var end = await EndOf(execution.Id);
        Assert.InRange(end.Usage!.PeakMemory!.Value, 200_000_000, 500_000_000);
        Assert.Null(end.Usage.PeakGpuMemory);
        Assert.Null(Local.UsageOf(execution.Id));
    }

    [Fact]
    public async Task A_host_killed_in_between_loses_nothing_of_what_was_used()
    {
        var execution = Describe(
            $"{Hold200MB}; touch ready; while [ ! -e go ]; do sleep 0.02; done; {BurnASecond}; exit 5"
        );
        await Executor.StartAsync([execution], CancellationToken.None);
        await UntilAsync(() => Local.UsageOf(execution.Id)?.PeakMemory >= 200_000_000);
        var state = new StateFolder(execution.Folder, 1);
        await UntilAsync(() => state.Usage()?.Usage.PeakMemory >= 200_000_000);
        Local.Dispose();
        Touch(execution, "seen");
        await UntilAsync(() => File.Exists(Path.Combine(execution.Folder, "ready")));
        Touch(execution, "go");
        await UntilAsync(() => state.End() is not null); // which no host sees
        using var second = Make(null);
        var found = await second.FindAsync(execution.Id, CancellationToken.None);
        var end = Assert.IsType<ExecutionState.Ended>(found).End;
        Assert.Equal((ExecutionEndKind.Exited, 5), Short(end));
        Assert.InRange(end.Usage!.ProcessorSeconds!.Value, 0.5, 6);
        Assert.InRange(end.Usage.PeakMemory!.Value, 200_000_000, 500_000_000);
    }

    [Fact]
    public async Task A_new_host_goes_on_from_what_the_one_before_it_saw()
    {
        var execution = Describe($"{Hold200MB}; touch ready; while [ ! -e go ]; do sleep 0.02; done");
        await Executor.StartAsync([execution], CancellationToken.None);
        var state = new StateFolder(execution.Folder, 1);
        await UntilAsync(() => state.Usage()?.Usage.PeakMemory >= 200_000_000);
        Local.Dispose();
        Touch(execution, "seen");
        await UntilAsync(() => File.Exists(Path.Combine(execution.Folder, "ready")));
        using var second = Make(null);
        await second.FindAsync(execution.Id, CancellationToken.None);
        Assert.True(second.UsageOf(execution.Id)?.PeakMemory >= 200_000_000);
        Touch(execution, "go");
        await foreach (var news in second.WatchAsync(CancellationToken.None))
        {
            Assert.True(((ExecutionState.Ended)news.State).End.Usage?.PeakMemory >= 200_000_000);
            break;
        }
    }

    [Fact]
    public async Task The_gpus_that_it_uses_are_told_as_the_driver_tells_them()
    {
        var execution = Describe("echo $$ > pid; while [ ! -e go ]; do sleep 0.02; done");
        using var executor = Make(
            new GpuProbe(
                TimeProvider.System,
                FakeDriver(
                    "0, GPU-a, 80, 3000, 81559\n1, GPU-b, [N/A], 1, 81559",
                    $"GPU-a, $(cat {execution.Folder}/pid), 2048"
                )
            )
        );
        await executor.StartAsync([execution], CancellationToken.None);
        await UntilAsync(() => executor.UsageOf(execution.Id)?.PeakGpuMemory is not null);
        Touch(execution, "go");
        await foreach (var news in executor.WatchAsync(CancellationToken.None))
        {
            var usage = ((ExecutionState.Ended)news.State).End.Usage!;
            Assert.Equal((2048L << 20, 80.0), (usage.PeakGpuMemory, usage.GpuUtilization));
            break;
        }
    }

    [Fact]
    public async Task What_another_program_runs_for_it_is_not_taken_for_measured()
    {
        var execution = Describe($"{BurnASecond}") with { RunsElsewhere = true };
        Assert.Null((await RunAsync(execution)).Usage);
        using var second = Make(null);
        var found = await second.FindAsync(execution.Id, CancellationToken.None);
        Assert.Null(Assert.IsType<ExecutionState.Ended>(found).End.Usage);
    }

    [Theory]
    [InlineData("0m0.003s 0m0.002s\n1m2.340s 0m0.655s\n", 63.0)]
    [InlineData("0m0,000s 0m0,000s\n0m0,250s 0m0,250s\n", 0.5)]
    [InlineData("", null)]
    [InlineData("0m0.003s 0m0.0", null)]
    [InlineData("0m0.003s 0m0.002s\n0m0.003s 0mxs\n", null)]
    public void The_shells_times_are_read_in_any_locale(string text, double? seconds) =>
        Assert.Equal(seconds, ShellTimes.Sum(text));

    [Fact]
    public void The_use_of_gpus_averages_over_readings_and_never_shrinks()
    {
        var measured = MeasuredUsage.Nothing.With(2, 100).WithGpus(50, 20).With(1, 70).WithGpus(40, 60);
        measured = measured.WithGpus(10, null);
        var usage = new TrialUsage
        {
            ProcessorSeconds = 2,
            PeakMemory = 100,
            PeakGpuMemory = 50,
            GpuUtilization = 40,
        };
        Assert.Equal(usage, measured.Usage);
        Assert.Equal(0.5, usage.Cores(TimeSpan.FromSeconds(4)));
        Assert.Null(usage.Cores(TimeSpan.Zero));
    }

    private LocalExecutor Local => (LocalExecutor)Executor;

    private static void Touch(Execution execution, string file) =>
        File.WriteAllText(Path.Combine(execution.Folder, file), "");

    /// <summary>A program that answers as the driver's own does.</summary>
    private string FakeDriver(string gpus, string processes)
    {
        var path = Path.Combine(Directory.CreateDirectory(FolderOf("driver")).FullName, "nvidia-smi");
        File.WriteAllText(
            path,
            $"""
            #!/bin/sh
            case "$1" in
              --query-gpu=*) printf '%s\n' "{gpus.Replace("\n", "\" \"", StringComparison.Ordinal)}" ;;
              *) printf '%s\n' "{processes}" ;;
            esac
            """
        );
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }
        return path;
    }
}
