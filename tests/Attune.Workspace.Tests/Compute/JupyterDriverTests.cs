using System.Diagnostics;
using System.Globalization;
using Attune.Workspace.Compute;
using Attune.Workspace.Compute.Jupyter;
using Attune.Workspace.Executors.Local;
using Attune.Workspace.Homes;

namespace Attune.Workspace.Tests.Compute;

/// <summary>The real Jupyter of this machine, started, found again and stopped; and what it leaves, which is nothing.</summary>
public sealed class JupyterDriverTests : IAsyncLifetime
{
    private static readonly ComputeInstance Mine = new() { Name = "ci-1", Owner = "anna" };

    private readonly string _root = Directory.CreateTempSubdirectory("attune-jupyter-").FullName;
    private readonly Home _home;
    private JupyterDriver _driver;

    public JupyterDriverTests()
    {
        _home = Home.Create(Path.Combine(_root, Home.FolderName));
        _driver = Make();
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => default;

    public async ValueTask DisposeAsync()
    {
        _driver.Dispose();
        Pids().ForEach(pid => _ = Native.Kill(pid, Native.SigKill));
        await UntilAsync(() => Pids().Count == 0);
        Directory.Delete(_root, recursive: true);
    }

    [Fact]
    public async Task Kernels_run_signed_in_as_the_owner_and_nothing_is_left_when_it_stops()
    {
        var applications = await _driver.StartAsync("default", Mine, Token);
        Assert.Equal(
            ["jupyter/default/ci-1/tree", "jupyter/default/ci-1/terminals/new/1"],
            applications.Where(each => each.Name is "Jupyter" or "Terminal").Select(each => each.Address)
        );
        var door = _driver.DoorOf("default", "ci-1")!;
        Assert.Equal(("anna", "/jupyter/default/ci-1/"), (door.Owner, door.Path));
        using var talk = new KernelTalk(door);
        var specs = (await talk.GetAsync("api/kernelspecs"))["kernelspecs"]!.AsObject();
        Assert.Equal(
            ("Python 3.8 - AzureML", "Python 3.10 - SDK v2"),
            (Title("python38-azureml"), Title("python310-sdkv2"))
        );
        var kernel = await talk.StartAsync("python3");
        var said = await talk.RunAsync(
            kernel,
            "import os; print(os.getcwd(), os.environ['ATTUNE_URL'], os.environ['ATTUNE_TOKEN'], os.environ['MLFLOW_TRACKING_URI'], os.environ['PYTHONPATH'])"
        );
        var words = said.Split(' ');
        Assert.Equal(
            [_home.User("default", "anna"), "http://127.0.0.1:1", door.OwnerToken, "http://127.0.0.1:1"],
            words[..4]
        );
        Assert.StartsWith(KernelSpecs.Client(AppContext.BaseDirectory), words[4], StringComparison.Ordinal);
        var cloud = await talk.StartAsync("python38-azureml");
        var path = await talk.RunAsync(cloud, "import os; print(os.environ['PYTHONPATH'])");
        Assert.StartsWith(
            Path.Combine(AppContext.BaseDirectory, "python", "compat") + ":",
            path,
            StringComparison.Ordinal
        );
        // A child of a kernel that goes off on its own and ignores being asked to end.
        await talk.RunAsync(
            kernel,
            "import subprocess; subprocess.Popen(['bash', '-c', 'trap \"\" TERM HUP; while :; do sleep 1; done'], start_new_session=True)"
        );
        Assert.True(Pids().Count >= 5, "a shim, Jupyter, two kernels and a child");
        foreach (var secret in (string[])[door.Token, door.OwnerToken])
        {
            Assert.DoesNotContain(Pids(), pid => CommandOf(pid).Contains(secret, StringComparison.Ordinal));
        }

        await _driver.StopAsync("default", Mine, Token);
        Assert.Empty(Pids());
        Assert.Null(_driver.DoorOf("default", "ci-1"));
        await _driver.StopAsync("default", Mine, Token);

        string Title(string name) => (string)specs[name]!["spec"]!["display_name"]!;
    }

    [Fact]
    public async Task The_next_host_finds_it_with_what_its_kernels_hold()
    {
        await _driver.StartAsync("default", Mine, Token);
        string kernel;
        var before = _driver.DoorOf("default", "ci-1")!;
        using (var talk = new KernelTalk(before))
        {
            kernel = await talk.StartAsync("python3");
            await talk.RunAsync(kernel, "x = 42");
        }
        _driver.Dispose();
        _driver = Make();
        Assert.False(_driver.AnyRuns);
        var found = await _driver.FindAsync("default", Mine, Token);
        Assert.Contains(found!, application => application.Name == "Jupyter");
        Assert.True(_driver.AnyRuns);
        Assert.Equal(before, _driver.DoorOf("default", "ci-1"));
        using (var talk = new KernelTalk(before))
        {
            Assert.Equal("42", await talk.RunAsync(kernel, "print(x)"));
        }
        // Starting what runs already changes nothing.
        await _driver.StartAsync("default", Mine, Token);
        Assert.Equal(before, _driver.DoorOf("default", "ci-1"));
        await _driver.StopAsync("default", Mine, Token);
        Assert.Empty(Pids());
        Assert.Null(await _driver.FindAsync("default", Mine, Token));

        // Started anew it has the same port, and none of its secrets.
        await _driver.StartAsync("default", Mine, Token);
        var after = _driver.DoorOf("default", "ci-1")!;
        Assert.Equal(before.Address, after.Address);
        Assert.NotEqual(before.Token, after.Token);
        Assert.NotEqual(before.OwnerToken, after.OwnerToken);
    }

    [Fact]
    public async Task A_killed_Jupyter_leaves_no_kernel_and_is_told_of()
    {
        await _driver.StartAsync("default", Mine, Token);
        using var talk = new KernelTalk(_driver.DoorOf("default", "ci-1")!);
        var kernel = await talk.StartAsync("python3");
        var jupyter = await talk.RunAsync(kernel, "import os; print(os.getppid())");
        await using var ends = _driver.WatchAsync(Token).GetAsyncEnumerator(Token);
        var next = ends.MoveNextAsync();
        Assert.Equal(0, Native.Kill(int.Parse(jupyter, CultureInfo.InvariantCulture), Native.SigKill));
        Assert.True(await next);
        Assert.Equal(("default", "ci-1"), (ends.Current.Workspace, ends.Current.Name));
        Assert.Contains("SIGKILL", ends.Current.Reason, StringComparison.Ordinal);
        Assert.Null(_driver.DoorOf("default", "ci-1"));
        Assert.Empty(Pids());
    }

    [Fact]
    public async Task Something_is_done_while_a_cell_runs_and_when_it_has_run()
    {
        await _driver.StartAsync("default", Mine, Token);
        var began = TimeProvider.System.GetUtcNow();
        Assert.True(await _driver.ActiveAtAsync("default", "ci-1", Token) < began, "nothing ran yet");
        using var talk = new KernelTalk(_driver.DoorOf("default", "ci-1")!);
        var kernel = await talk.StartAsync("python3");
        await talk.RunAsync(kernel, "1");
        Assert.InRange(
            (await _driver.ActiveAtAsync("default", "ci-1", Token))!.Value,
            began,
            TimeProvider.System.GetUtcNow()
        );
        Assert.Null(await _driver.ActiveAtAsync("default", "none", Token));
    }

    [Fact]
    public async Task A_size_holds_kernels_to_its_processors_and_memory()
    {
        var small = Mine with { Name = "small", Size = "Standard_D1_v2" };
        await _driver.StartAsync("default", small, Token);
        using var talk = new KernelTalk(_driver.DoorOf("default", "small")!);
        var kernel = await talk.StartAsync("python3");
        Assert.Equal("1", await talk.RunAsync(kernel, "import os; print(len(os.sched_getaffinity(0)))"));
        if (MemoryGroup.TryCreate("probe", 1 << 30) is { } probe)
        {
            probe.Remove();
            var groups = await talk.RunAsync(kernel, "print(open('/proc/self/cgroup').read())");
            Assert.Contains("default.small.1", groups, StringComparison.Ordinal);
        }
        await _driver.StopAsync("default", small, Token);
        Assert.Empty(Pids());
    }

    [Fact]
    public async Task Without_Jupyter_one_line_says_what_to_install()
    {
        using var driver = Make(options => options with { Program = Path.Combine(_root, "none") });
        var error = await Assert.ThrowsAsync<InstanceException>(() =>
            driver.StartAsync("default", Mine, Token)
        );
        Assert.Contains("apt install jupyter-notebook", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public async Task A_Jupyter_that_ends_at_once_is_quoted()
    {
        var program = Path.Combine(_root, "jupyter-notebook");
        await File.WriteAllTextAsync(program, "#!/bin/sh\necho no module named notebook\nexit 3\n", Token);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }
        using var driver = Make(options => options with { Program = program });
        var error = await Assert.ThrowsAsync<InstanceException>(() =>
            driver.StartAsync("default", Mine, Token)
        );
        Assert.Contains("no module named notebook", error.Message, StringComparison.Ordinal);
        Assert.False(driver.AnyRuns);
    }

    private JupyterDriver Make(Func<JupyterOptions, JupyterOptions>? change = null)
    {
        var options = new JupyterOptions
        {
            Host = Task.FromResult(new Uri("http://127.0.0.1:1/")),
            Grace = TimeSpan.FromSeconds(5),
        };
        return new JupyterDriver(_home, change?.Invoke(options) ?? options, TimeProvider.System);
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        var watch = Stopwatch.StartNew();
        while (!holds())
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(180), "waited for 180 s");
            await Task.Delay(20, CancellationToken.None);
        }
    }

    /// <summary>Every living process of the home's instances.</summary>
    private List<int> Pids() =>
        [.. new Processes(_home.Identity + "-instances").All().Select(process => process.Pid)];

    private static string CommandOf(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline");
        }
        catch (IOException)
        {
            return "";
        }
    }
}
