using System.Text.Json.Nodes;
using Attune.Workspace.Compute;

namespace Attune.Studio.Tests.Arm;

public sealed class ComputeTests(ArmHost host) : IClassFixture<ArmHost>
{
    private const string Instance =
        """{"location":"local","properties":{"computeType":"ComputeInstance","properties":{"vmSize":"STANDARD_DS11_V2","applicationSharingPolicy":"Personal","idleTimeBeforeShutdown":"PT30M","schedules":{"computeStartStop":[{"action":"Stop","triggerType":"Cron","cron":{"expression":"0 18 29 2 *"}}]}}}}""";

    private const string Cluster =
        """{"location":"local","properties":{"computeType":"AmlCompute","properties":{"vmSize":"STANDARD_DS11_V2","vmPriority":"Dedicated","scaleSettings":{"maxNodeCount":2,"minNodeCount":0,"nodeIdleTimeBeforeScaleDown":"PT120S"}}}}""";

    [Fact]
    public async Task An_instance_goes_through_its_states_and_says_how_its_operations_stand()
    {
        host.Driver.Gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        host.Driver.Applications = [new InstanceApplication("Jupyter", "compute/ci-1/jupyter/")];
        var (status, body, headers) = await host.SendAsync("PUT", "/computes/ci-1", Instance);
        Assert.Equal(201, status);
        Assert.Equal("Creating", State(body!));
        Assert.Equal("Creating", body!["properties"]!["provisioningState"]!.GetValue<string>());
        var operation = Assert.Single(headers.GetValues("Azure-AsyncOperation"));
        Assert.Equal(TimeSpan.FromSeconds(1), headers.RetryAfter!.Delta);
        Assert.Equal("InProgress", (await host.OkAsync("GET", operation))["status"]!.GetValue<string>());
        await host.RefusedAsync(409, "Conflict", "POST", "/computes/ci-1/stop");

        host.Driver.Gate.SetResult();
        await host.UntilAsync(operation, now => now["status"]!.GetValue<string>() == "Succeeded");
        var running = await host.OkAsync("GET", "/computes/CI-1");
        Assert.Equal("Running", State(running));
        Assert.Equal("ci-1", running["name"]!.GetValue<string>());
        Assert.Equal(
            $"{host.Studio.Address}compute/ci-1/jupyter/",
            Inner(running)["applications"]![0]!["endpointUri"]!.GetValue<string>()
        );
        Assert.Equal("PT30M", Inner(running)["idleTimeBeforeShutdown"]!.GetValue<string>());
        Assert.Equal(
            "Stop",
            Inner(running)["schedules"]!["computeStartStop"]![0]!["action"]!.GetValue<string>()
        );

        foreach (
            var (verb, state) in new[] { ("stop", "Stopped"), ("start", "Running"), ("restart", "Running") }
        )
        {
            (status, _, headers) = await host.SendAsync("POST", $"/computes/ci-1/{verb}");
            Assert.Equal(202, status);
            var result = headers.Location!.ToString();
            while ((await host.SendAsync("GET", result)).Status == 202)
            {
                await Task.Delay(20, Calls.Token);
            }
            Assert.Equal(204, (await host.SendAsync("GET", result)).Status);
            var after = await host.OkAsync("GET", "/computes/ci-1");
            Assert.Equal(state, State(after));
            Assert.Equal(
                verb,
                Inner(after)["lastOperation"]!["operationName"]!.GetValue<string>(),
                ignoreCase: true
            );
        }

        await host.RefusedAsync(400, "BadRequest", "DELETE", "/computes/ci-1");
        (status, _, headers) = await host.SendAsync(
            "DELETE",
            "/computes/ci-1?underlyingResourceAction=Delete"
        );
        Assert.Equal(202, status);
        operation = Assert.Single(headers.GetValues("Azure-AsyncOperation"));
        await host.UntilAsync(operation, now => now["status"]!.GetValue<string>() == "Succeeded");
        await host.RefusedAsync(404, "ResourceNotFound", "GET", "/computes/ci-1");
        Assert.DoesNotContain("ci-1", host.Driver.Running);
        Assert.Equal(
            204,
            (await host.SendAsync("DELETE", "/computes/ci-1?underlyingResourceAction=Delete")).Status
        );
    }

    [Fact]
    public async Task An_instance_that_is_deleted_while_it_starts_leaves_nothing_running()
    {
        host.Driver.Gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await host.OkAsync("PUT", "/computes/hasty", Instance);
        var (status, _, headers) = await host.SendAsync(
            "DELETE",
            "/computes/hasty?underlyingResourceAction=Delete"
        );
        Assert.Equal(202, status);
        var operation = Assert.Single(headers.GetValues("Azure-AsyncOperation"));
        Assert.Equal("InProgress", (await host.OkAsync("GET", operation))["status"]!.GetValue<string>());
        host.Driver.Gate.SetResult();
        await host.UntilAsync(operation, now => now["status"]!.GetValue<string>() == "Succeeded");
        await host.RefusedAsync(404, "ResourceNotFound", "GET", "/computes/hasty");
        Assert.DoesNotContain("hasty", host.Driver.Running);
    }

    [Fact]
    public async Task An_instance_that_cannot_start_says_why()
    {
        var (_, _, headers) = await host.SendAsync("PUT", "/computes/broken-1", Instance);
        var operation = Assert.Single(headers.GetValues("Azure-AsyncOperation"));
        var ended = await host.UntilAsync(
            operation,
            now => now["status"]!.GetValue<string>() != "InProgress"
        );
        Assert.Equal("Failed", ended["status"]!.GetValue<string>());
        Assert.Equal("jupyter is not installed", ended["error"]!["message"]!.GetValue<string>());
        var broken = await host.OkAsync("GET", "/computes/broken-1");
        Assert.Equal("CreateFailed", State(broken));
        Assert.Equal("Failed", broken["properties"]!["provisioningState"]!.GetValue<string>());
    }

    [Fact]
    public async Task What_an_earlier_host_left_half_done_is_done_and_what_ran_is_looked_for()
    {
        await using var own = new OwnHost();
        await own.Host.InitializeAsync();
        var home = own.Host;
        await home.OkAsync("PUT", "/computes/lives", Instance);
        await home.OkAsync("PUT", "/computes/dies", Instance);
        foreach (var name in (string[])["lives", "dies"])
        {
            await home.UntilAsync($"/computes/{name}", now => State(now) == "Running");
        }
        home.Driver.Gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await home.OkAsync("PUT", "/computes/begun", Instance);
        await home.StopAsync();
        home.Driver.Running.Remove("dies");
        home.Driver.Gate.SetResult();
        await home.StartAsync();
        Assert.Equal("Running", State(await home.OkAsync("GET", "/computes/lives")));
        Assert.Equal("Stopped", State(await home.OkAsync("GET", "/computes/dies")));
        await home.UntilAsync("/computes/begun", now => State(now) == "Running");
    }

    [Fact]
    public async Task A_cluster_is_made_changed_listed_and_taken_away()
    {
        var made = await host.OkAsync("PUT", "/computes/cpu-1", Cluster);
        Assert.Equal("Succeeded", made["properties"]!["provisioningState"]!.GetValue<string>());
        Assert.EndsWith("/computes/cpu-1", made["id"]!.GetValue<string>(), StringComparison.Ordinal);
        var changed = await host.OkAsync(
            "PATCH",
            "/computes/cpu-1",
            """{"properties":{"properties":{"scaleSettings":{"maxNodeCount":4,"minNodeCount":1,"nodeIdleTimeBeforeScaleDown":"PT5M"}}}}"""
        );
        var scale = Inner(changed)["scaleSettings"]!;
        Assert.Equal(
            (4, 1, "PT300S"),
            (
                scale["maxNodeCount"]!.GetValue<int>(),
                scale["minNodeCount"]!.GetValue<int>(),
                scale["nodeIdleTimeBeforeScaleDown"]!.GetValue<string>()
            )
        );
        var nodes = (await host.OkAsync("POST", "/computes/cpu-1/listNodes"))["nodes"]!.AsArray();
        Assert.Equal("idle", Assert.Single(nodes)!["nodeState"]!.GetValue<string>());
        Assert.Contains(
            (await host.OkAsync("GET", "/computes"))["value"]!.AsArray(),
            each => each!["name"]!.GetValue<string>() == "cpu-1"
        );
        await host.RefusedAsync(409, "Conflict", "POST", "/computes/cpu-1/start");
        await host.RefusedAsync(409, "Conflict", "PUT", "/computes/cpu-1", Instance);
        Assert.Equal(
            200,
            (await host.SendAsync("DELETE", "/computes/cpu-1?underlyingResourceAction=detach")).Status
        );
    }

    [Fact]
    public async Task Every_problem_of_a_compute_is_said_at_once()
    {
        var error = await host.RefusedAsync(
            400,
            "ValidationError",
            "PUT",
            "/computes/1x_",
            """{"location":5,"properties":{"computeType":"amlcompute","properties":{"scaleSettings":{"maxNodeCount":0,"minNodeCount":-1,"nodeIdleTimeBeforeScaleDown":"soon"}}}}"""
        );
        Assert.Equal(
            [
                "location",
                "name",
                "properties.properties.scaleSettings.maxNodeCount",
                "properties.properties.scaleSettings.minNodeCount",
                "properties.properties.scaleSettings.nodeIdleTimeBeforeScaleDown",
            ],
            error["details"]!
                .AsArray()
                .Select(detail => detail!["target"]!.GetValue<string>())
                .Order(StringComparer.Ordinal)
        );
        await host.RefusedAsync(
            400,
            "ValidationError",
            "PUT",
            "/computes/k8s",
            """{"properties":{"computeType":"Kubernetes"}}"""
        );
    }

    [Fact]
    public async Task This_machine_is_the_one_size_that_there_is()
    {
        var sizes = await host.OkAsync(
            "GET",
            "/subscriptions/s/providers/Microsoft.MachineLearningServices/locations/local/vmSizes"
        );
        var size = Assert.Single(sizes["value"]!.AsArray())!;
        Assert.Equal(Environment.ProcessorCount, size["vCPUs"]!.GetValue<int>());
    }

    private static JsonNode Inner(JsonNode compute) => compute["properties"]!["properties"]!;

    private static string State(JsonNode compute) => Inner(compute)["state"]!.GetValue<string>();

    private sealed class OwnHost : IAsyncDisposable
    {
        public ArmHost Host { get; } = new();

        public ValueTask DisposeAsync() => Host.DisposeAsync();
    }
}
