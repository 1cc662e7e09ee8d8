using Attune.Cli.Tests.Running;

namespace Attune.Cli.Tests.Remote;

/// <summary>Commands that speak to the host of another machine; here it is another home, which they cannot see.</summary>
public sealed class RemoteTests
{
    [Fact]
    public async Task A_signed_in_command_does_on_the_host_what_it_does_here()
    {
        await using var there = new JobFolder();
        await using var here = new JobFolder().Sweep(
            "echo score=$1; echo trial $1 > outputs/made.txt; [ $1 -lt 3 ] || { echo too much; exit 1; }"
        );
        using var studio = there.Start("studio");
        var address = await studio.LineAfterAsync("Sign in: ");

        var login = await RunAsync(here, "login", address, "--profile", "lab", "--json");
        Assert.True(login.ExitCode == 0, login.ToString());
        Assert.Equal("owner", login.Json.GetProperty("user").GetString());
        var file = Path.Combine(here.Root, "config", "attune", "profiles.json");
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }

        var created = await RunAsync(here, "job", "create", "sweep.yml", "--name", "far", "--stream");
        Assert.True(created.ExitCode == 0, created.ToString());
        Assert.Contains("trial 1 ", created.Output, StringComparison.Ordinal);
        Assert.Contains("last line: too much", created.Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(here.Home), "a home was made here");

        var list = await RunAsync(here, "job", "list", "--json");
        Assert.Equal("far", list.Json[0].GetProperty("name").GetString());
        Assert.Equal(2, list.Json[0].GetProperty("best").GetProperty("value").GetDouble());
        var log = await RunAsync(here, "job", "stream", "far_1");
        Assert.Contains("score=2", log.Output, StringComparison.Ordinal);
        var fetched = await RunAsync(here, "job", "download", "far", "-p", "results", "--json");
        Assert.True(fetched.ExitCode == 0, fetched.ToString());
        Assert.Equal(
            "trial 2\n",
            await File.ReadAllTextAsync(
                Path.Combine(here.Root, "results", "far", "artifacts", "outputs", "made.txt"),
                TestContext.Current.CancellationToken
            )
        );
        var registered = await RunAsync(here, "model", "register", "best", "--job", "far", "--json");
        Assert.True(registered.ExitCode == 0, registered.ToString());
        var model = await RunAsync(here, "model", "download", "best", "-p", "models");
        Assert.True(model.ExitCode == 0, model.ToString());
        Assert.Single(
            Directory.GetFiles(Path.Combine(here.Root, "models"), "made.txt", SearchOption.AllDirectories)
        );

        var cluster = await RunAsync(
            here,
            "compute",
            "create",
            "two",
            "--type",
            "AmlCompute",
            "--max-instances",
            "2"
        );
        Assert.True(cluster.ExitCode == 0, cluster.ToString());
        Assert.Contains("two", (await RunAsync(here, "compute", "list")).Output, StringComparison.Ordinal);
        Assert.Contains(
            "default",
            (await RunAsync(here, "workspace", "list")).Output,
            StringComparison.Ordinal
        );
        var explained = await RunAsync(here, "job", "explain", "far_1");
        Assert.True(explained.ExitCode == 0, explained.ToString());

        var verify = await RunAsync(here, "verify");
        Assert.Equal(2, verify.ExitCode);
        Assert.Contains("processes of its machine", verify.Error, StringComparison.Ordinal);

        Assert.Equal(0, (await RunAsync(here, "profile", "use", "local")).ExitCode);
        Assert.Contains("no home", (await RunAsync(here, "job", "list")).Error, StringComparison.Ordinal);
        var named = await RunAsync(here, "job", "show", "far", "--server", "lab");
        Assert.Equal(0, named.ExitCode);
        Assert.Equal(0, (await RunAsync(here, "logout", "lab")).ExitCode);
        var tokens = await there.RunAsync("token", "list", "--user", "owner", "--json");
        Assert.Equal(0, tokens.Json.GetArrayLength());
        var gone = await RunAsync(here, "job", "list", "--server", "lab");
        Assert.Equal(2, gone.ExitCode);

        await JobFolder.SignalAsync("TERM", studio.Process.Id);
        await studio.EndAsync();
    }

    [Fact]
    public async Task A_command_that_is_interrupted_leaves_the_job_to_its_host()
    {
        await using var there = new JobFolder();
        await using var here = new JobFolder().Sweep(
            "touch ../../started-$1; while [ ! -e ../../go ]; do sleep 0.1; done; echo score=$1",
            "[1]"
        );
        using var studio = there.Start("studio");
        var address = await studio.LineAfterAsync("Sign in: ");
        Assert.Equal(0, (await RunAsync(here, "login", address, "--profile", "lab")).ExitCode);

        using var run = Start(here, "run", "sweep.yml", "--name", "long");
        await JobFolder.UntilAsync(() => there.Written("started-1").Length == 1);
        await JobFolder.SignalAsync("INT", run.Process.Id);
        var left = await run.EndAsync();
        Assert.Equal(130, left.ExitCode);
        Assert.Contains("long goes on at http://127.0.0.1:", left.Error, StringComparison.Ordinal);

        await File.WriteAllTextAsync(
            Path.Combine(Path.GetDirectoryName(there.Written("started-1")[0])!, "go"),
            "",
            TestContext.Current.CancellationToken
        );
        var stream = await RunAsync(here, "job", "stream", "long");
        Assert.True(stream.ExitCode == 0, stream.ToString());

        await JobFolder.SignalAsync("TERM", studio.Process.Id);
        await studio.EndAsync();
    }

    [Theory]
    [InlineData("login http://example.org/ --token x", "without TLS")]
    [InlineData("job list --server nowhere", "neither an address nor a profile")]
    [InlineData("job list --server https://127.0.0.1:1/", "no token")]
    [InlineData("job list --server https://127.0.0.1:1/ --home .", "not both")]
    [InlineData(
        "login https://127.0.0.1:1/ --token x --certificate none.pem",
        "neither a certificate's file"
    )]
    public async Task What_leads_nowhere_is_said(string line, string expected)
    {
        await using var here = new JobFolder();
        var said = await RunAsync(here, line.Split(' '));
        Assert.True(said.ExitCode == 2, said.ToString());
        Assert.Contains(expected, said.Error, StringComparison.Ordinal);
    }

    private static async Task<Said> RunAsync(JobFolder folder, params string[] arguments)
    {
        using var command = Start(folder, arguments);
        return await command.EndAsync();
    }

    private static RunningCommand Start(JobFolder folder, params string[] arguments) =>
        AttuneCommand.Start(
            folder.Root,
            arguments,
            new Dictionary<string, string> { ["XDG_CONFIG_HOME"] = Path.Combine(folder.Root, "config") }
        );
}
