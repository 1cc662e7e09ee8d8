using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace Attune.Studio.Tests.Arm;

/// <summary>One host, several workspaces: each with jobs, models, tracking and pages of its own, on one machine.</summary>
public sealed class SeveralWorkspacesTests(ArmHost host) : IClassFixture<ArmHost>
{
    [Fact]
    public async Task Jobs_of_two_workspaces_run_beside_each_other_and_are_seen_in_their_own_alone()
    {
        await MakeAsync("team-a");
        var computes = await host.OkAsync("GET", Of("team-a") + "/computes");
        Assert.Equal(["cpu-cluster"], Names(computes));
        // Each ends only when the other runs.
        var flags = Directory.CreateTempSubdirectory("attune-two-").FullName;
        await host.OkAsync(
            "PUT",
            "/jobs/here",
            Job(
                $"touch {flags}/here; until [ -e {flags}/there ]; do sleep 0.1; done; echo done > outputs/note.txt"
            )
        );
        await host.OkAsync(
            "PUT",
            Of("team-a") + "/jobs/there",
            Job(
                $"touch {flags}/there; until [ -e {flags}/here ]; do sleep 0.1; done; echo done > outputs/note.txt"
            )
        );
        await host.UntilAsync("/jobs/here", Ended);
        var there = await host.UntilAsync(Of("team-a") + "/jobs/there", Ended);
        Assert.Equal("Completed", there["properties"]!["status"]!.GetValue<string>());
        Directory.Delete(flags, recursive: true);

        Assert.Equal(["here"], Names(await host.OkAsync("GET", "/jobs")));
        Assert.Equal(["there"], Names(await host.OkAsync("GET", Of("team-a") + "/jobs")));
        await host.RefusedAsync(404, "ResourceNotFound", "GET", "/jobs/there");
        await host.RefusedAsync(404, "ResourceNotFound", "GET", Of("team-a") + "/jobs/here");
        Assert.True(
            File.Exists(Path.Combine(host.Home.Jobs("team-a"), "there", "trials", "0", "outputs", "note.txt"))
        );
        // A name is one job's, whatever workspace it is in.
        var taken = await host.RefusedAsync(400, "ValidationError", "PUT", "/jobs/there", Job("true"));
        Assert.Contains("team-a", taken.ToJsonString(), StringComparison.Ordinal);

        await host.OkAsync(
            "PUT",
            Of("team-a") + "/models/theirs/versions/1",
            """{"properties":{"modelUri":"azureml://jobs/there/outputs/artifacts/paths/note.txt"}}"""
        );
        Assert.DoesNotContain("theirs", Names(await host.OkAsync("GET", "/models")));
        Assert.Equal("theirs", await TrackedAsync("/w/team-a/", null));
        Assert.Equal("theirs", await TrackedAsync("/", "team-a"));
        Assert.Null(await TrackedAsync("/", null));

        var busy = await host.RefusedAsync(409, "Conflict", "DELETE", Of("team-a"));
        Assert.Contains("jobs", busy["message"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(200, (await host.SendAsync("DELETE", Of("team-a") + "/jobs/there")).Status);
        Assert.Equal(200, (await host.SendAsync("DELETE", Of("team-a"))).Status);
        await host.RefusedAsync(404, "ResourceNotFound", "GET", Of("team-a") + "/jobs");
        using var gone = await SendAsync("/", "team-a");
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        // Made anew it is empty.
        await MakeAsync("team-a");
        Assert.Empty(Names(await host.OkAsync("GET", Of("team-a") + "/jobs")));
    }

    [Fact]
    public async Task A_trial_of_another_workspace_logs_to_it_whatever_address_its_client_makes()
    {
        await MakeAsync("team-b");
        const string log = """
            curl -sf -H "Authorization: Bearer $MLFLOW_TRACKING_TOKEN" -H 'Content-Type: application/json' $MLFLOW_TRACKING_URI/api/2.0/mlflow/runs/log-metric -d '{"run_id":"'$MLFLOW_RUN_ID'","key":"score","value":7,"timestamp":1}'
            """;
        await host.OkAsync(
            "PUT",
            Of("team-b") + "/jobs/logging",
            new JsonObject
            {
                ["properties"] = new JsonObject
                {
                    ["jobType"] = "Sweep",
                    ["objective"] = new JsonObject { ["goal"] = "Maximize", ["primaryMetric"] = "score" },
                    ["samplingAlgorithm"] = new JsonObject { ["samplingAlgorithmType"] = "Grid" },
                    ["searchSpace"] = new JsonObject
                    {
                        ["x"] = new JsonArray("choice", new JsonArray(new JsonArray(1))),
                    },
                    ["trial"] = new JsonObject
                    {
                        ["command"] = log.Trim() + " # ${{search_space.x}}",
                        ["environmentId"] = "local",
                    },
                },
            }.ToJsonString()
        );
        var job = await host.UntilAsync(Of("team-b") + "/jobs/logging", Ended);
        Assert.True(
            job["properties"]!["properties"]!["score"]?.GetValue<string>() == "7",
            job.ToJsonString()
        );
    }

    [Fact]
    public async Task Pages_of_a_workspace_have_its_address_and_one_sign_in_is_good_for_all()
    {
        await MakeAsync("team-c");
        using var http = new HttpClient(new HttpClientHandler { CookieContainer = new CookieContainer() })
        {
            BaseAddress = host.Studio.Address,
        };
        http.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("text/html"));
        using (var door = await http.GetAsync("w/team-c/jobs", Calls.Token))
        {
            Assert.Equal("/w/team-c/sign-in", door.RequestMessage!.RequestUri!.AbsolutePath);
        }
        // A code that was given out for the first workspace opens any.
        var code = host.Studio.SignInAddress().Query;
        using (var entered = await http.GetAsync("w/team-c/sign-in" + code, Calls.Token))
        {
            Assert.Equal("/w/team-c/", entered.RequestMessage!.RequestUri!.AbsolutePath);
            var page = await entered.Content.ReadAsStringAsync(Calls.Token);
            Assert.Contains("""<base href="/w/team-c/" />""", page, StringComparison.Ordinal);
        }
        using var first = await http.GetAsync("jobs", Calls.Token);
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Contains(
            """<base href="/" />""",
            await first.Content.ReadAsStringAsync(Calls.Token),
            StringComparison.Ordinal
        );
        using var none = await http.GetAsync("w/nobody/jobs", Calls.Token);
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
    }

    private async Task MakeAsync(string name) =>
        await host.OkAsync("PUT", Of(name), """{"location":"local","properties":{}}""");

    private async Task<string?> TrackedAsync(string root, string? header)
    {
        using var response = await SendAsync(root, header);
        var body = JsonNode.Parse(await response.Content.ReadAsStringAsync(Calls.Token))!;
        return body["registered_models"]?.AsArray().FirstOrDefault()?["name"]!.GetValue<string>();
    }

    private async Task<HttpResponseMessage> SendAsync(string root, string? header)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Get,
            root + "api/2.0/mlflow/registered-models/search"
        );
        if (header is not null)
        {
            request.Headers.Add("X-MLFLOW-WORKSPACE", header);
        }
        return await host.Http.SendAsync(request, Calls.Token);
    }

    private static string Of(string workspace) => ArmHost.Provider + "/workspaces/" + workspace;

    private static bool Ended(JsonNode job) =>
        job["properties"]!["status"]!.GetValue<string>() is "Completed" or "Failed" or "Canceled";

    private static string Job(string command) =>
        new JsonObject
        {
            ["properties"] = new JsonObject
            {
                ["jobType"] = "Command",
                ["command"] = command,
                ["environmentId"] = "local",
            },
        }.ToJsonString();

    private static IEnumerable<string> Names(JsonNode page) =>
        page["value"]!.AsArray().Select(each => each!["name"]!.GetValue<string>());
}
