using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Attune.Studio.SignIn;

namespace Attune.Studio.Tests.Arm;

public sealed partial class SweepTests(ArmHost host) : IClassFixture<ArmHost>
{
    private const string History = "/history/v1.0" + ArmHost.Workspace;

    /// <summary>As the JavaScript client sends it, with a command that needs no more than a shell.</summary>
    private static string Sweep(
        string cluster = "cpu-sweep",
        string command =
            "echo score=$(( ${{search_space.x}} * 10 + ${{inputs.offset}} )); echo $CONF ${{search_space.y}}",
        string extra = ""
    ) =>
        $$$"""
            {"properties":{"description":"d","tags":{"source":"arm-sdk"},"computeId":"{{{ArmHost.Workspace}}}/computes/{{{cluster}}}",
            "displayName":"conformance sweep","experimentName":"conformance","jobType":"Sweep",
            "inputs":{"offset":{"jobInputType":"literal","value":"10"}},
            "limits":{"jobLimitsType":"Sweep","timeout":"PT2H","maxConcurrentTrials":2,"maxTotalTrials":6,"trialTimeout":"PT10M"},
            "objective":{"goal":"Maximize","primaryMetric":"score"},"outputs":{"model":{"jobOutputType":"uri_folder"}},
            "samplingAlgorithm":{"samplingAlgorithmType":"Grid"},"searchSpace":{"x":["choice",[[1,2,3]]],"y":["choice",[["a","b"]]]},
            "trial":{"command":"{{{command}}}","environmentId":"{{{ArmHost.Workspace}}}/environments/conf-env/versions/1",
            "environmentVariables":{"CONF":"on"},"resources":{"instanceCount":1}}{{{extra}}}}}
            """;

    [Fact]
    public async Task A_sweep_runs_to_its_end_and_its_trials_tell_their_values()
    {
        await ClusterAsync("cpu-sweep", 2);
        var (status, made, _) = await host.SendAsync("PUT", "/jobs/sweep_1", Sweep());
        Assert.True(status == 201, $"{status} {made}");
        Assert.Equal($"{ArmHost.Workspace}/jobs/sweep_1", made!["id"]!.GetValue<string>());
        var services = made["properties"]!["services"]!;
        Assert.NotNull(services["Studio"]!["endpoint"]);
        Assert.NotNull(services["Tracking"]!["endpoint"]);

        var done = await EndAsync("sweep_1");
        Assert.Equal("Completed", Property(done, "status"));
        Assert.Equal("PT7200S", done["properties"]!["limits"]!["timeout"]!.GetValue<string>());
        var best = done["properties"]!["properties"]!["best_child_run_id"]!.GetValue<string>();
        Assert.Equal("40", done["properties"]!["properties"]!["score"]!.GetValue<string>());

        var trial = await host.OkAsync("GET", $"/jobs/{best}");
        Assert.Equal("Command", Property(trial, "jobType"));
        Assert.Equal("Completed", Property(trial, "status"));
        Assert.Equal(3, trial["properties"]!["parameters"]!["x"]!.GetValue<int>());
        Assert.Equal(
            3,
            JsonNode.Parse(trial["properties"]!["tags"]!["hyperparameters"]!.GetValue<string>())![
                "x"
            ]!.GetValue<int>()
        );
        for (var i = 0; i < 6; i++)
        {
            Assert.Equal("Completed", Property(await host.OkAsync("GET", $"/jobs/sweep_1_{i}"), "status"));
        }
        await host.RefusedAsync(404, "ResourceNotFound", "GET", "/jobs/sweep_1_6");

        await HistoryTellsAsync(best);
        await ItIsDescribedAnewAsync(done);
    }

    [Fact]
    public async Task A_trial_whose_script_never_spoke_of_runs_is_one_for_tracking_clients_all_the_same()
    {
        await ClusterAsync("cpu-runs", 2);
        const string Command = "echo score=${{search_space.x}}; echo ${{search_space.y}} > outputs/y.txt";
        await host.SendAsync("PUT", "/jobs/sweep_runs", Sweep("cpu-runs", Command));
        await EndAsync("sweep_runs");

        var run = (await host.Http.GetOkAsync("/api/2.0/mlflow/runs/get?run_id=sweep_runs_2"))["run"]!;
        Assert.Equal("FINISHED", run["info"]!["status"]!.GetValue<string>());
        Assert.True(
            run["info"]!["end_time"]!.GetValue<long>() >= run["info"]!["start_time"]!.GetValue<long>()
        );
        Assert.Equal(
            ["x=2", "y=a"],
            run["data"]!["params"]!.AsArray().Select(each => $"{each!["key"]}={each["value"]}").Order()
        );
        var files = await host.Http.GetOkAsync("/api/2.0/mlflow/artifacts/list?run_id=sweep_runs_3");
        Assert.Equal("y.txt", files["files"]![0]!["path"]!.GetValue<string>());
    }

    private async Task HistoryTellsAsync(string best)
    {
        var children = await host.OkAsync("GET", Absolute("/runs/sweep_1/children?$top=4"));
        Assert.Equal(4, children["value"]!.AsArray().Count);
        var rest = await host.OkAsync("GET", children["nextLink"]!.GetValue<string>());
        Assert.Equal(
            ["sweep_1_4", "sweep_1_5"],
            rest["value"]!.AsArray().Select(run => run!["runId"]!.GetValue<string>())
        );
        Assert.Equal("sweep_1", rest["value"]![0]!["parentRunId"]!.GetValue<string>());
        Assert.All(
            children["value"]!.AsArray(),
            run => Assert.Equal("Completed", run!["properties"]!["attune.state"]!.GetValue<string>())
        );

        var details = await host.OkAsync("GET", Absolute($"/runs/{best}/details"));
        var log = details["logFiles"]!["user_logs/std_log.txt"]!.GetValue<string>();
        using var stranger = new HttpClient();
        var text = await stranger.GetStringAsync(new Uri(log), Calls.Token);
        Assert.Matches("^score=40\non [ab]\n$", text);
        // The link is good for that log and for nothing else.
        var other = log.Replace("std_log", "other", StringComparison.Ordinal);
        using (var refused = await stranger.GetAsync(new Uri(other), Calls.Token))
        {
            Assert.Equal(401, (int)refused.StatusCode);
        }
        using (var put = await stranger.PutAsync(new Uri(log), new StringContent("x"), Calls.Token))
        {
            Assert.Equal(401, (int)put.StatusCode);
        }

        var sweep = await host.OkAsync("GET", Absolute("/runs/sweep_1/details"));
        var decisions = await stranger.GetStringAsync(
            new Uri(sweep["logFiles"]!["azureml-logs/hyperdrive.txt"]!.GetValue<string>()),
            Calls.Token
        );
        var lines = decisions.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(lines, line => Assert.Matches(SweepLine(), line));
        Assert.Equal(6, lines.Count(line => line.Contains("[GENERATOR]", StringComparison.Ordinal)));

        var metrics = await host.OkAsync("GET", Absolute($"/runs/{best}/metrics"));
        var metric = Assert.Single(metrics["value"]!.AsArray())!;
        Assert.Equal("score", metric["name"]!.GetValue<string>());
        Assert.Equal(40.0, metric["points"]![0]!["value"]!.GetValue<double>());

        var run = await host.OkAsync("POST", Absolute("/rundata"), $$"""{"runId":"{{best}}"}""");
        Assert.Equal(best, run["runMetadata"]!["runId"]!.GetValue<string>());
    }

    private async Task ItIsDescribedAnewAsync(JsonNode done)
    {
        // As clients archive a job: what was read is put again with a mark.
        done["properties"]!["isArchived"] = true;
        done["properties"]!["displayName"] = "renamed";
        var archived = await host.OkAsync("PUT", "/jobs/sweep_1", done.ToJsonString());
        Assert.Equal("renamed", Property(archived, "displayName"));
        Assert.True(archived["properties"]!["isArchived"]!.GetValue<bool>());
        Assert.DoesNotContain(await NamesAsync("/jobs"), name => name == "sweep_1");
        Assert.Contains("sweep_1", await NamesAsync("/jobs?listViewType=ArchivedOnly"));
        Assert.Contains("sweep_1", await NamesAsync("/jobs?listViewType=All&jobType=sweep&tag=source"));
        Assert.DoesNotContain("sweep_1", await NamesAsync("/jobs?listViewType=All&jobType=Command"));
        Assert.DoesNotContain("sweep_1", await NamesAsync("/jobs?listViewType=All&tag=other"));
        await host.RefusedAsync(409, "Conflict", "PUT", "/jobs/sweep_1", Sweep(command: "echo score=1"));
        Assert.Equal(200, (await host.SendAsync("DELETE", "/jobs/sweep_1")).Status);
        Assert.Equal(204, (await host.SendAsync("DELETE", "/jobs/sweep_1")).Status);
        await host.RefusedAsync(404, "ResourceNotFound", "GET", "/jobs/sweep_1");
    }

    [Fact]
    public async Task A_cluster_bounds_the_trials_at_once_and_shows_who_works_on_its_nodes()
    {
        await ClusterAsync("one-node", 1);
        var go = Path.Combine(host.Home.Root, "go");
        var command = $"while [ ! -e {go} ]; do sleep 0.05; done; echo score=1";
        await host.OkAsync("PUT", "/jobs/bounded", Sweep("one-node", command));
        await host.UntilAsync("/jobs/bounded", job => Property(job, "status") == "Running");
        var nodes = await host.UntilAsync(
            "/computes/one-node",
            compute => Counts(compute)["runningNodeCount"]!.GetValue<int>() == 1
        );
        Assert.Equal(1, nodes["properties"]!["properties"]!["currentNodeCount"]!.GetValue<int>());
        var node = Assert.Single(
            (await host.OkAsync("POST", "/computes/one-node/listNodes"))["nodes"]!.AsArray()
        )!;
        Assert.Equal("bounded_0", node["runId"]!.GetValue<string>());
        var told = await host.OkAsync("GET", "/jobs/bounded");
        Assert.Contains(
            "'one-node' has 1 nodes at most",
            told["properties"]!["properties"]!["attune.notices"]!.GetValue<string>(),
            StringComparison.Ordinal
        );

        // A second job waits for the first, and says so.
        await host.OkAsync("PUT", "/jobs/second", Sweep("one-node", "echo score=2"));
        var second = await host.OkAsync("GET", "/jobs/second");
        Assert.Equal("Queued", Property(second, "status"));
        Assert.Contains(
            "waits for 'bounded'",
            second["properties"]!["properties"]!["attune.reason"]!.GetValue<string>(),
            StringComparison.Ordinal
        );
        await host.RefusedAsync(409, "Conflict", "DELETE", "/jobs/bounded");

        await File.WriteAllTextAsync(go, "", Calls.Token);
        Assert.Equal("Completed", Property(await EndAsync("bounded"), "status"));
        Assert.Equal("Completed", Property(await EndAsync("second"), "status"));
        Assert.Equal(
            0,
            Counts(await host.OkAsync("GET", "/computes/one-node"))["runningNodeCount"]!.GetValue<int>()
        );
    }

    [Fact]
    public async Task A_running_job_is_canceled_and_the_operation_ends_when_it_has()
    {
        await host.OkAsync(
            "PUT",
            "/jobs/long",
            """{"properties":{"jobType":"Command","command":"sleep 600","limits":{"timeout":"PT20M"}}}"""
        );
        await host.UntilAsync("/jobs/long", job => Property(job, "status") == "Running");
        var (status, _, headers) = await host.SendAsync("POST", "/jobs/long/cancel");
        Assert.Equal(202, status);
        var result = headers.Location!.ToString();
        while ((await host.SendAsync("GET", result)).Status == 202)
        {
            await Task.Delay(50, Calls.Token);
        }
        var ended = await host.OkAsync("GET", "/jobs/long");
        Assert.Equal("Canceled", Property(ended, "status"));
        Assert.Equal("Default", Property(ended, "experimentName"));
        Assert.Equal(200, (await host.SendAsync("POST", "/jobs/long/cancel")).Status);
        await host.RefusedAsync(404, "ResourceNotFound", "POST", "/jobs/nobody/cancel");
    }

    [Fact]
    public async Task A_job_that_is_canceled_as_soon_as_it_is_made_never_runs()
    {
        const int jobs = 20;
        for (var i = 0; i < jobs; i++)
        {
            await host.OkAsync(
                "PUT",
                $"/jobs/hasty_{i}x",
                """{"properties":{"jobType":"Command","command":"sleep 600"}}"""
            );
            // At another moment of its beginning each time.
            for (var spin = 0; spin < i; spin++)
            {
                await host.OkAsync("GET", $"/jobs/hasty_{i}x");
            }
            Assert.InRange((await host.SendAsync("POST", $"/jobs/hasty_{i}x/cancel")).Status, 200, 202);
        }
        for (var i = 0; i < jobs; i++)
        {
            Assert.Equal("Canceled", Property(await EndAsync($"hasty_{i}x"), "status"));
        }
    }

    [Fact]
    public async Task Code_and_data_are_put_into_a_datastore_and_a_job_uses_them()
    {
        var secrets = await host.OkAsync("POST", "/datastores/workspaceblobstore/listSecrets");
        var (files, sas) = (secrets["filesUri"]!.GetValue<string>(), secrets["sasToken"]!.GetValue<string>());
        using var stranger = new HttpClient();
        async Task<int> PutAsync(string path, string text)
        {
            using var content = new StringContent(text);
            content.Headers.Add("x-ms-blob-type", "BlockBlob");
            using var response = await stranger.PutAsync(
                new Uri($"{files}/{path}?{sas}"),
                content,
                Calls.Token
            );
            return (int)response.StatusCode;
        }
        Assert.Equal(201, await PutAsync("LocalUpload/a1/src/train.sh", "cat \"$1\"; echo score=7"));
        Assert.Equal(201, await PutAsync("data/my%20file.txt", "some data\n"));
        Assert.Equal(
            "some data\n",
            await stranger.GetStringAsync(new Uri($"{files}/data/my%20file.txt?{sas}"), Calls.Token)
        );
        foreach (
            var path in (string[])["/data/%2e%2e/up.txt", "/data/..%2fup.txt", "/data%5c..%5cup.txt", ""]
        )
        {
            var (status, _) = await RawHttp.SendAsync(
                host.Studio.Address,
                "PUT",
                new Uri(files).AbsolutePath + path,
                HostToken.Of(host.Home.Root),
                body: "x"
            );
            Assert.Equal(400, status);
        }
        // Not for another datastore, and not without the permission.
        var elsewhere = files.Replace(
            "workspaceblobstore",
            "workspaceartifactstore",
            StringComparison.Ordinal
        );
        foreach (
            var address in (string[])[$"{elsewhere}/x.txt?{sas}", $"{files}/x.txt", $"{files}/x.txt?{sas}a"]
        )
        {
            using var refused = await stranger.PutAsync(
                new Uri(address),
                new StringContent("x"),
                Calls.Token
            );
            Assert.Equal(401, (int)refused.StatusCode);
        }

        await host.OkAsync(
            "PUT",
            "/codes/a1/versions/1",
            $$$"""{"properties":{"codeUri":"{{{files}}}/LocalUpload/a1/src","isAnonymous":true}}"""
        );
        await host.OkAsync(
            "PUT",
            "/data/lab/versions/1",
            $$$"""{"properties":{"dataType":"uri_file","dataUri":"azureml://subscriptions/s/resourcegroups/g/workspaces/default/datastores/workspaceblobstore/paths/data/my file.txt"}}"""
        );
        await host.OkAsync(
            "PUT",
            "/jobs/with-code",
            $$$"""
            {"properties":{"jobType":"Command","command":"bash train.sh ${{inputs.d}}","codeId":"{{{ArmHost.Workspace}}}/codes/a1/versions/1",
            "inputs":{"d":{"jobInputType":"uri_file","uri":"azureml:lab@latest","mode":"ReadOnlyMount"} } } }
            """
        );
        var ended = await EndAsync("with-code");
        Assert.Equal("Completed", Property(ended, "status"));
        Assert.Null(ended["properties"]!["properties"]!["attune.notices"]);
        var details = await host.OkAsync("GET", Absolute("/runs/with-code/details"));
        var log = details["logFiles"]!["user_logs/std_log.txt"]!.GetValue<string>();
        Assert.Equal("some data\nscore=7\n", await stranger.GetStringAsync(new Uri(log), Calls.Token));
    }

    [Fact]
    public async Task Every_problem_of_a_job_is_said_at_once_in_the_protocols_paths()
    {
        var error = await host.RefusedAsync(
            400,
            "ValidationError",
            "PUT",
            "/jobs/wrong",
            """
            {"properties":{"jobType":"Sweep","computeId":"no-such","limits":{"maxTotalTrials":0,"timeout":"soon"},
            "objective":{"goal":"sideways","primaryMetric":"m"},"samplingAlgorithm":{"samplingAlgorithmType":"Grid"},
            "searchSpace":{"x":["uniform",[1,0]],"1y":["choice",[[1]]]},"inputs":{"d":{"jobInputType":"uri_file"}},
            "trial":{"command":"run ${{search_space.z}}","codeId":"./src"}}}
            """
        );
        var targets = error["details"]!
            .AsArray()
            .Select(each => each!["target"]!.GetValue<string>())
            .ToHashSet();
        Assert.Superset(
            new HashSet<string>
            {
                "properties.computeId",
                "properties.inputs.d.uri",
                "properties.limits.maxTotalTrials",
                "properties.limits.timeout",
                "properties.objective.goal",
                "properties.searchSpace.1y",
                "properties.searchSpace.x",
                "properties.trial.codeId",
                "properties.trial.command",
            },
            targets
        );
        await host.RefusedAsync(404, "ResourceNotFound", "GET", "/jobs/wrong");
    }

    private async Task ClusterAsync(string name, int nodes) =>
        await host.OkAsync(
            "PUT",
            $"/computes/{name}",
            """{"properties":{"computeType":"AmlCompute","properties":{"scaleSettings":{"maxNodeCount":N}}}}""".Replace(
                "N}",
                FormattableString.Invariant($"{nodes}}}"),
                StringComparison.Ordinal
            )
        );

    private Task<JsonNode> EndAsync(string name) =>
        host.UntilAsync(
            $"/jobs/{name}",
            job => Property(job, "status") is "Completed" or "Failed" or "Canceled" or "Paused"
        );

    private async Task<IEnumerable<string>> NamesAsync(string path) =>
        (await host.OkAsync("GET", path))["value"]!.AsArray().Select(job => job!["name"]!.GetValue<string>());

    private string Absolute(string path) => new Uri(host.Studio.Address, History + path).ToString();

    private static JsonNode Counts(JsonNode compute) =>
        compute["properties"]!["properties"]!["nodeStateCounts"]!;

    private static string Property(JsonNode job, string name) => job["properties"]![name]!.GetValue<string>();

    [GeneratedRegex(@"^<START>\[[0-9T:.-]+\]\[(API|GENERATOR|SCHEDULER)\]\[INFO\].+<END>$")]
    private static partial Regex SweepLine();
}
