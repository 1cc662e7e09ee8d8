using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Attune.Cli.Tests.Running;
using Attune.Studio;

namespace Attune.Cli.Tests;

public sealed class ResourceCommandTests
{
    [Fact]
    public async Task A_workspace_is_made_shown_written_down_for_notebooks_and_deleted()
    {
        await using var home = new TemporaryHome();
        var made = await home.RunAsync(
            "workspace",
            "create",
            "team-a",
            "--display-name",
            "Team A",
            "-g",
            "rg",
            "--tags",
            "a=1",
            "b=2",
            "--json"
        );
        Assert.True(made.ExitCode == 0, made.ToString());
        Assert.Equal("rg", made.Json.GetProperty("resource_group").GetString());
        Assert.Equal("2", made.Json.GetProperty("tags").GetProperty("b").GetString());
        Assert.Equal(JsonValueKind.Null, made.Json.GetProperty("subscription_id").ValueKind);

        var all = await home.RunAsync("workspace", "list", "--json");
        Assert.Equal(
            ["default", "team-a"],
            all.Json.EnumerateArray().Select(each => each.GetProperty("name").GetString())
        );
        var shown = await home.RunAsync("workspace", "show", "-n", "TEAM-A");
        Assert.StartsWith("team-a Team A\n", shown.Output, StringComparison.Ordinal);
        var typo = await home.RunAsync("workspace", "show", "team-b");
        Assert.Equal(3, typo.ExitCode);
        Assert.Contains("team-a", typo.Error, StringComparison.Ordinal);

        Assert.Equal(
            0,
            (await home.RunAsync("workspace", "config", "team-a", "--path", "notebooks")).ExitCode
        );
        using var config = JsonDocument.Parse(
            await File.ReadAllTextAsync(
                Path.Combine(home.Folder, "notebooks", "config.json"),
                TestContext.Current.CancellationToken
            )
        );
        Assert.Equal("team-a", config.RootElement.GetProperty("workspace_name").GetString());
        Assert.Equal("rg", config.RootElement.GetProperty("resource_group").GetString());
        Assert.Equal("local", config.RootElement.GetProperty("subscription_id").GetString());
        Assert.Equal(home.Home.Root, config.RootElement.GetProperty("attune_home").GetString());
        Assert.StartsWith(
            "http://127.0.0.1:",
            config.RootElement.GetProperty("attune_url").GetString(),
            StringComparison.Ordinal
        );

        Assert.Equal(5, (await home.RunAsync("workspace", "delete", "team-a")).ExitCode);
        Assert.Equal(0, (await home.RunAsync("workspace", "delete", "team-a", "--yes")).ExitCode);
        Assert.Equal(3, (await home.RunAsync("workspace", "delete", "team-a", "--yes")).ExitCode);
        var kept = await home.RunAsync("workspace", "delete", "default", "--yes");
        Assert.Equal(5, kept.ExitCode);
        Assert.Equal(2, (await home.RunAsync("workspace", "create", "a.b")).ExitCode);
    }

    [Fact]
    public async Task Compute_is_made_started_stopped_listed_and_deleted()
    {
        await using var home = new JobFolder();
        var cluster = await home.RunAsync(
            "compute",
            "create",
            "cpu-cluster",
            "--type",
            "amlcompute",
            "--max-instances",
            "2",
            "--tier",
            "low_priority",
            "--json"
        );
        Assert.True(cluster.ExitCode == 0, cluster.ToString());
        Assert.Equal(2, cluster.Json.GetProperty("max_instances").GetInt32());
        Assert.Equal("low_priority", cluster.Json.GetProperty("tier").GetString());
        var instance = await home.RunAsync(
            "compute",
            "create",
            "-n",
            "ci-me",
            "--type",
            "ComputeInstance",
            "--idle-time-before-shutdown-minutes",
            "30",
            "--json"
        );
        Assert.True(instance.ExitCode == 0, instance.ToString());
        Assert.Equal("Running", instance.Json.GetProperty("state").GetString());
        var jupyter = instance.Json.GetProperty("applications")[0];
        Assert.Equal("Jupyter", jupyter.GetProperty("name").GetString());
        Assert.Matches(
            "^http://127.0.0.1:[0-9]+/jupyter/default/ci-me/tree$",
            jupyter.GetProperty("address").GetString()
        );
        Assert.Equal(30, instance.Json.GetProperty("idle_time_before_shutdown_minutes").GetDouble());

        var stopped = await home.RunAsync("compute", "stop", "ci-me");
        Assert.StartsWith("ci-me computeinstance stopped\n", stopped.Output, StringComparison.Ordinal);
        Assert.Equal(0, (await home.RunAsync("compute", "start", "ci-me")).ExitCode);
        Assert.Equal(0, (await home.RunAsync("compute", "restart", "-n", "CI-me")).ExitCode);
        var list = await home.RunAsync("compute", "list");
        Assert.Contains("0-2", list.Output, StringComparison.Ordinal);
        Assert.Contains("running", list.Output, StringComparison.Ordinal);
        var only = await home.RunAsync("compute", "list", "--type", "AmlCompute", "--json");
        Assert.Equal(
            "cpu-cluster",
            Assert.Single(only.Json.EnumerateArray()).GetProperty("name").GetString()
        );

        Assert.Equal(5, (await home.RunAsync("compute", "start", "cpu-cluster")).ExitCode);
        Assert.Equal(3, (await home.RunAsync("compute", "stop", "nobody")).ExitCode);
        var wrong = await home.RunAsync(
            "compute",
            "create",
            "x_",
            "--type",
            "AmlCompute",
            "--max-instances",
            "0"
        );
        Assert.Equal(2, wrong.ExitCode);
        Assert.Contains("maxNodeCount", wrong.Error, StringComparison.Ordinal);
        Assert.Contains("cannot be a compute's name", wrong.Error, StringComparison.Ordinal);
        Assert.Equal(2, (await home.RunAsync("compute", "create", "k8s", "--type", "Kubernetes")).ExitCode);
        foreach (var name in (string[])["ci-me", "cpu-cluster"])
        {
            var deleted = await home.RunAsync("compute", "delete", name, "--yes");
            Assert.True(deleted.ExitCode == 0, deleted.ToString());
        }
        Assert.Equal(0, (await home.RunAsync("compute", "list", "--json")).Json.GetArrayLength());
    }

    [Fact]
    public async Task A_host_that_ends_between_being_found_and_being_asked_is_followed_by_the_next()
    {
        await using var home = new TemporaryHome();
        Assert.Equal(0, (await home.RunAsync("workspace", "create", "first")).ExitCode);
        var address = StudioHost.AddressOf(home.Home.Root)!;
        // It says that it is well, and is gone.
        using var ending = new TcpListener(System.Net.IPAddress.Loopback, address.Port);
        ending.Start();
        home.Write(
            ".attune/lock.json",
            JsonSerializer.Serialize(
                new Dictionary<string, object>
                {
                    ["process_id"] = Environment.ProcessId,
                    ["machine"] = Environment.MachineName,
                }
            )
        );
        var lastWords = SayWellAsync(ending);
        var made = await home.RunAsync("workspace", "create", "second");
        Assert.True(lastWords.IsCompletedSuccessfully);
        Assert.True(made.ExitCode == 0, made.ToString());
    }

    private static async Task SayWellAsync(TcpListener host)
    {
        using var caller = await host.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        host.Stop();
        await using var stream = caller.GetStream();
        _ = await stream.ReadAsync(new byte[4096], TestContext.Current.CancellationToken);
        await stream.WriteAsync(
            "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray(),
            TestContext.Current.CancellationToken
        );
    }

    [Fact]
    public async Task A_job_file_that_names_a_cluster_is_bound_by_it()
    {
        await using var home = new TemporaryHome();
        home.Write(
            "sweep.yml",
            """
            type: sweep
            compute: azureml:one-node
            trial:
              command: echo m=${{search_space.x}}
            search_space:
              x: {type: choice, values: [1, 2, 3]}
            sampling_algorithm: grid
            objective: {primary_metric: m, goal: maximize}
            limits: {max_concurrent_trials: 3}
            """
        );
        Assert.Equal(
            0,
            (await home.RunAsync("compute", "create", "one-node", "--type", "AmlCompute")).ExitCode
        );
        var run = await home.RunAsync("run", "sweep.yml", "--json");
        Assert.True(run.ExitCode == 0, run.ToString());
        var trials = await home.RunAsync(
            "job",
            "trials",
            run.Json.GetProperty("name").GetString()!,
            "--json"
        );
        var times = trials
            .Json.EnumerateArray()
            .Select(trial =>
                (
                    Start: trial.GetProperty("started_at").GetDateTimeOffset(),
                    End: trial.GetProperty("ended_at").GetDateTimeOffset()
                )
            )
            .OrderBy(time => time.Start)
            .ToList();
        Assert.Equal(3, times.Count);
        for (var i = 1; i < times.Count; i++)
        {
            Assert.True(times[i].Start >= times[i - 1].End, "two trials ran at once on one node");
        }
    }

    [Fact]
    public async Task The_certificate_is_shown_and_handed_out_without_its_key()
    {
        await using var home = new TemporaryHome();
        var shown = await home.RunAsync("certificate", "show", "--json");
        Assert.Contains(
            "localhost",
            shown.Json.GetProperty("names").EnumerateArray().Select(name => name.GetString())
        );
        Assert.Equal(0, (await home.RunAsync("certificate", "export", "trusted.pem")).ExitCode);
        var pem = await File.ReadAllTextAsync(
            Path.Combine(home.Folder, "trusted.pem"),
            TestContext.Current.CancellationToken
        );
        using var certificate = X509Certificate2.CreateFromPem(pem);
        Assert.Equal(
            shown.Json.GetProperty("sha256").GetString(),
            certificate.GetCertHashString(System.Security.Cryptography.HashAlgorithmName.SHA256)
        );
        Assert.DoesNotContain("PRIVATE", pem, StringComparison.Ordinal);
        Assert.Equal(pem.Trim(), (await home.RunAsync("certificate", "export")).Output.Trim());
    }
}
