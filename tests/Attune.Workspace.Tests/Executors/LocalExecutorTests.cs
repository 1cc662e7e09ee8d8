using Attune.Workspace.Executors;
using Attune.Workspace.Executors.Local;
using Attune.Workspace.Usage;

namespace Attune.Workspace.Tests.Executors;

public sealed partial class LocalExecutorTests : ExecutorConformance
{
    protected override IExecutor Make() => Make(null);

    private LocalExecutor Make(GpuProbe? gpus) =>
        new(
            new LocalOptions
            {
                HomeIdentity = Identity,
                FolderOf = FolderOf,
                Grace = TimeSpan.FromSeconds(0.5),
                Gpus = gpus,
            },
            TimeProvider.System
        );

    [Fact]
    public async Task A_shim_killed_hard_takes_its_command_with_it_and_is_lost()
    {
        var execution = Describe("echo $$ > pid; touch ready; sleep 300");
        await StartAndWaitForAsync(execution, "ready");
        var state = new StateFolder(execution.Folder, 1);
        Assert.Equal(0, Native.Kill(state.Start()!.Value.Pid, Native.SigKill));
        Assert.Equal(ExecutionEndKind.Lost, (await EndOf(execution.Id)).Kind);
        var command = int.Parse(
            await File.ReadAllTextAsync(Path.Combine(execution.Folder, "pid")),
            System.Globalization.CultureInfo.InvariantCulture
        );
        await UntilAsync(() => !Processes.IsAlive(command));
    }

    [Fact]
    public async Task A_command_that_uses_more_memory_than_it_may_is_told_as_such()
    {
        var hungry = Describe("x=$(head -c 400000000 /dev/zero | tr '\\0' a); echo ${#x}");
        var end = await RunAsync(hungry with { MemoryLimit = 100_000_000 });
        Assert.Equal(ExecutionEndKind.OutOfMemory, end.Kind);
    }

    [Fact]
    public async Task A_command_within_its_limit_is_left_alone()
    {
        var modest = Describe("x=$(head -c 5000000 /dev/zero | tr '\\0' a); echo ${#x} > size");
        var end = await RunAsync(modest with { MemoryLimit = 500_000_000 });
        Assert.Equal((ExecutionEndKind.Exited, 0), (end.Kind, end.ExitCode));
        var size = await File.ReadAllTextAsync(Path.Combine(modest.Folder, "size"));
        Assert.Equal("5000000", size.Trim());
    }

    [Fact]
    public async Task The_memory_of_all_of_a_commands_processes_counts_together()
    {
        var one = await RunAsync(Hungry("1"));
        Assert.Equal((ExecutionEndKind.Exited, 1), (one.Kind, one.ExitCode));
        Assert.Equal(ExecutionEndKind.OutOfMemory, (await RunAsync(Hungry("1 2 3 4"))).Kind);

        Execution Hungry(string processes) =>
            Describe(
                $"for i in {processes}; do (x=$(head -c 30000000 /dev/zero | tr '\\0' a); sleep 2; echo ${{#x}}) & done; wait; exit 1"
            ) with
            {
                MemoryLimit = 110_000_000,
                Timeout = TimeSpan.FromSeconds(30),
            };
    }

    [Fact]
    public async Task The_hosts_secrets_do_not_pass()
    {
        Environment.SetEnvironmentVariable("ATTUNE_TEST_SECRET", "42");
        var execution = Describe("env > env.txt");
        await RunAsync(execution);
        var seen = await File.ReadAllTextAsync(Path.Combine(execution.Folder, "env.txt"));
        Assert.DoesNotContain("ATTUNE_TEST_SECRET", seen, StringComparison.Ordinal);
        Assert.Contains("PATH=", seen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_half_written_end_counts_as_none()
    {
        var execution = Describe("true");
        await RunAsync(execution);
        var state = new StateFolder(execution.Folder, 1);
        await File.WriteAllTextAsync(Path.Combine(state.FullPath, "end"), "end 0 17325");
        Assert.Null(state.End());
    }
}
