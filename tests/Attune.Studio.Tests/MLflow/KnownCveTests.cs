using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Attune.Studio.SignIn;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;

namespace Attune.Studio.Tests.MLflow;

/// <summary>Known holes of tracking servers, tried on this one: each row stays closed.</summary>
public sealed class KnownCveTests : IClassFixture<TestHost>
{
    private const string Artifacts = "/api/2.0/mlflow-artifacts/artifacts/";

    private readonly TestHost _host;
    private readonly string _canary = $"canary {Guid.NewGuid()}";
    private readonly string _outside = Path.Combine(Path.GetTempPath(), $"attune-outside-{Guid.NewGuid():N}");

    public KnownCveTests(TestHost host)
    {
        _host = host;
        File.WriteAllText(Path.Combine(host.Home, "canary.txt"), _canary);
        Directory.CreateDirectory(_outside);
        File.WriteAllText(Path.Combine(_outside, "canary.txt"), _canary);
    }

    private HttpClient Http => _host.Http;

    // mlflow#7166, CVE-2023-1177, -2356, -2780, -6831, -6909, -6977: a client's path or address is joined to a root.
    // CVE-2024-1483, -1560, -1593, -3573: what follows # or ; and what is decoded twice gets round the check.
    [Theory]
    [InlineData("../../../../canary.txt")]
    [InlineData("..\\..\\..\\..\\canary.txt")]
    [InlineData("..%5c..%5c..%5ccanary.txt")]
    [InlineData("%2e%2e/%2e%2e/%2e%2e/canary.txt")]
    [InlineData("%252e%252e/%252e%252e/canary.txt")]
    [InlineData("..%2f..%2f..%2fcanary.txt")]
    [InlineData("a/../../../../../canary.txt")]
    [InlineData("#/../../../../canary.txt")]
    [InlineData("%23/../../../../canary.txt")]
    [InlineData(";/../../../../canary.txt")]
    [InlineData("a;/../../../canary.txt")]
    [InlineData("OUTSIDE/canary.txt")]
    [InlineData("/OUTSIDE/canary.txt")]
    [InlineData("file:///OUTSIDE/canary.txt")]
    [InlineData("C:/canary.txt")]
    [InlineData("a%00/../canary.txt")]
    public async Task CVE_2023_1177_and_its_kin_a_path_stays_below_its_root(string path)
    {
        var run = await _host.RunAsync();
        await RegisterAsync("paths", run);
        path = path.Replace("OUTSIDE", _outside[1..], StringComparison.Ordinal);
        var query = Uri.EscapeDataString(path);
        var token = HostToken.Of(_host.Home);
        foreach (
            var target in (string[])
                [
                    $"{Artifacts}0/{run}/artifacts/{path}",
                    $"{Artifacts}{path}",
                    $"{Artifacts}registry/paths/1/{path}",
                    $"{Artifacts}registry/{path}",
                    $"/api/2.0/mlflow-artifacts/artifacts?path={query}",
                    $"/api/2.0/mlflow-artifacts/artifacts?path=0/{run}/artifacts/{query}",
                    $"/api/2.0/mlflow/artifacts/list?run_id={run}&path={query}",
                    $"/get-artifact?run_uuid={run}&path={query}",
                    $"/get-artifact?run_uuid={query}&path=canary.txt",
                    $"/model-versions/get-artifact?name=paths&version=1&path={query}",
                    $"/model-versions/get-artifact?name={query}&version=1&path=canary.txt",
                ]
        )
        {
            foreach (var method in (string[])["GET", "PUT", "DELETE"])
            {
                var (status, body) = await RawHttp.SendAsync(
                    _host.Studio.Address,
                    method,
                    target,
                    token,
                    body: method == "PUT" ? "overwritten" : ""
                );
                Assert.True(status is 200 or (>= 400 and < 500), $"{method} {target}: {status}");
                Assert.DoesNotContain(_canary, body, StringComparison.Ordinal);
                // No list shows it either; a refusal may name what was asked for.
                Assert.False(status == 200 && body.Contains("canary.txt", StringComparison.Ordinal), target);
            }
        }
        Assert.Equal(
            _canary,
            await File.ReadAllTextAsync(Path.Combine(_host.Home, "canary.txt"), Calls.Token)
        );
        Assert.Equal(_canary, await File.ReadAllTextAsync(Path.Combine(_outside, "canary.txt"), Calls.Token));
    }

    // CVE-2025-11201, CVE-2026-2614: the source of a model version is any place of the server.
    [Theory]
    [InlineData("OUTSIDE")]
    [InlineData("file://OUTSIDE")]
    [InlineData("file://localhostOUTSIDE")]
    [InlineData("http:///#/../../../..OUTSIDE")]
    [InlineData("//OUTSIDE")]
    [InlineData("runs:/RUN/../../../../../../..OUTSIDE")]
    [InlineData("mlflow-artifacts:/0/RUN/artifacts/../../../../../..OUTSIDE")]
    [InlineData("models:/../../../..OUTSIDE")]
    public async Task CVE_2025_11201_a_version_is_made_of_no_place_of_the_server(string source)
    {
        var run = await _host.RunAsync();
        source = source
            .Replace("OUTSIDE", _outside, StringComparison.Ordinal)
            .Replace("RUN", run, StringComparison.Ordinal);
        await Http.SendAsync("POST", "registered-models/create", """{"name":"places"}""");
        await Http.RefusedAsync(
            400,
            "INVALID_PARAMETER_VALUE",
            "POST",
            "model-versions/create",
            new JsonObject { ["name"] = "places", ["source"] = source }.ToJsonString()
        );
    }

    // The same, by way of a link that a script leaves among its files.
    [Fact]
    public async Task CVE_2025_11201_a_version_follows_no_link_out_of_its_run()
    {
        var trial = await _host.TrialAsync("cve_0");
        using var script = _host.ClientOf(trial);
        await script.GetOkAsync("runs/get?run_id=cve_0");
        Directory.CreateDirectory(Path.Combine(trial.Artifacts, "model"));
        File.CreateSymbolicLink(
            Path.Combine(trial.Artifacts, "model", "token"),
            Path.Combine(_host.Home, "keys", "host-token")
        );
        Directory.CreateSymbolicLink(Path.Combine(trial.Artifacts, "all"), _host.Home);
        await script.SendAsync("POST", "registered-models/create", """{"name":"links"}""");
        foreach (var (path, status) in ((string, int)[])[("model", 400), ("all", 404), ("all/keys", 404)])
        {
            await script.RefusedAsync(
                status,
                status == 400 ? "INVALID_PARAMETER_VALUE" : "RESOURCE_DOES_NOT_EXIST",
                "POST",
                "model-versions/create",
                $$"""{"name":"links","source":"runs:/cve_0/{{path}}"}"""
            );
        }
    }

    // mlflow#24767: the artifact location of an experiment is any address.
    [Theory]
    [InlineData("/etc")]
    [InlineData("file:///etc")]
    [InlineData("http://169.254.169.254/latest/meta-data")]
    [InlineData("s3://bucket")]
    [InlineData("..")]
    public async Task Mlflow_24767_the_host_chooses_where_artifacts_lie(string place) =>
        await Http.RefusedAsync(
            400,
            "INVALID_PARAMETER_VALUE",
            "POST",
            "experiments/create",
            new JsonObject { ["name"] = $"{Guid.NewGuid()}", ["artifact_location"] = place }.ToJsonString()
        );

    // CVE-2026-0545, CVE-2026-2652: the list of what wants a sign-in forgot some addresses.
    [Fact]
    public async Task CVE_2026_0545_nothing_is_open_but_how_the_host_is_and_its_door()
    {
        using var stranger = _host.Client(null);
        foreach (var call in HostCall.Of(_host.Studio))
        {
            Assert.Equal(HostCall.Open.Contains(call.Path), call.IsOpen);
        }
        foreach (
            var path in (string[])
                [
                    "/v1/traces",
                    "/api/3.0/mlflow/traces",
                    "/api/2.0/mlflow/gateway/x",
                    "/gateway/x",
                    "/api/3.0/jobs",
                    "/ajax-api/3.0/jobs",
                    "/api/2.0/mlflow/webhooks",
                    "/graphql",
                    "/metrics",
                ]
        )
        {
            foreach (var method in (string[])["GET", "POST", "DELETE"])
            {
                await stranger.RefusedAsync(
                    401,
                    "UNAUTHENTICATED",
                    method,
                    path,
                    method == "GET" ? null : "{}"
                );
                // mlflow#24179: there is nothing that calls an address which a client names.
                await Http.RefusedAsync(
                    404,
                    "ENDPOINT_NOT_FOUND",
                    method,
                    path,
                    method == "GET" ? null : "{}"
                );
            }
        }
    }

    // CVE-2024-4263: who may edit may delete, because the verb was not looked at.
    [Fact]
    public async Task CVE_2024_4263_to_write_is_not_to_delete()
    {
        var options = new AuthorizationOptions();
        Access.Set(options);
        foreach (
            var call in (string[])
                [
                    "mlflow-artifacts/artifacts/{**path}",
                    "mlflow/registered-models/delete",
                    "mlflow/model-versions/delete",
                ]
        )
        {
            var policy = _host
                .Studio.Endpoints.OfType<RouteEndpoint>()
                .Single(endpoint =>
                    endpoint.RoutePattern.RawText == $"/api/2.0/{call}"
                    && endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Contains("DELETE")
                )
                .Metadata.GetMetadata<IAuthorizeData>()!
                .Policy;
            Assert.True(policy is Access.Own or Access.OwnOrTrial, call);
        }
        var mine = await _host.TrialAsync("verb_0");
        var other = await _host.TrialAsync("verb_1");
        await File.WriteAllTextAsync(Path.Combine(other.Artifacts, "keep.txt"), "x", Calls.Token);
        using var script = _host.ClientOf(mine);
        await script.RefusedAsync(
            403,
            "PERMISSION_DENIED",
            "DELETE",
            $"{Artifacts}{other.ExperimentId}/verb_1/artifacts/keep.txt"
        );
        Assert.True(File.Exists(Path.Combine(other.Artifacts, "keep.txt")));
    }

    // CVE-2025-1474, CVE-2025-11200: empty and short passwords are accepted.
    [Theory]
    [InlineData("attune:")]
    [InlineData(":")]
    [InlineData("admin:password")]
    [InlineData("admin:")]
    [InlineData("attune:attune-host.")]
    [InlineData("attune:a")]
    public async Task CVE_2025_11200_no_password_is_a_default_or_short(string pair)
    {
        using var client = _host.Client(null);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic",
            Convert.ToBase64String(Encoding.UTF8.GetBytes(pair))
        );
        await client.RefusedAsync(401, "UNAUTHENTICATED", "GET", "experiments/get?experiment_id=0");
        Assert.True(HostToken.Of(_host.Home).Length >= 43);
    }

    // CVE-2025-14279: a page on a name that is bound to this machine's address speaks to the host.
    [Theory]
    [InlineData("evil.example")]
    [InlineData("evil.example:5000")]
    [InlineData("localhost.evil.example")]
    public async Task CVE_2025_14279_another_hosts_name_is_refused(string name)
    {
        var (status, _) = await RawHttp.SendAsync(
            _host.Studio.Address,
            "GET",
            "/api/2.0/mlflow/experiments/search",
            HostToken.Of(_host.Home),
            name
        );
        Assert.Equal(400, status);
    }

    // CVE-2023-6568: a header comes back in a page. CVE-2023-43472: a form of any page makes a call.
    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("text/plain; application/json")]
    public async Task CVE_2023_43472_simple_types_are_refused_and_nothing_is_reflected(string type)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/2.0/mlflow/experiments/create")
        {
            Content = new ByteArrayContent("""{"name":"<script>alert(1)</script>"}"""u8.ToArray()),
        };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        using var response = await Http.SendAsync(request, Calls.Token);
        Assert.Equal(400, (int)response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType!.MediaType);
        Assert.DoesNotContain(
            "<script>",
            await response.Content.ReadAsStringAsync(Calls.Token),
            StringComparison.Ordinal
        );
    }

    // CVE-2025-0453: one query asks for so much that nobody else is served.
    [Fact]
    public async Task CVE_2025_0453_what_one_query_may_ask_for_has_limits()
    {
        var many = string.Join('&', Enumerable.Range(0, 101).Select(i => $"run_id=r{i}"));
        foreach (
            var path in (string[])
                [
                    $"metrics/get-history-bulk?metric_key=m&{many}",
                    $"metrics/get-history-bulk-interval?metric_key=m&{many.Replace("run_id", "run_ids", StringComparison.Ordinal)}",
                    "metrics/get-history?run_id=x&metric_key=m&max_results=1000000",
                    "registered-models/search?max_results=1000000",
                ]
        )
        {
            await Http.RefusedAsync(400, "INVALID_PARAMETER_VALUE", "GET", path);
        }
        await Http.RefusedAsync(404, "ENDPOINT_NOT_FOUND", "POST", "/graphql", "{}");
    }

    // CVE-2025-10279, CVE-2026-4137: others write into a shared folder what is then loaded.
    [Fact]
    public async Task CVE_2025_10279_registered_files_are_their_owners_and_are_never_run()
    {
        var run = await _host.RunAsync();
        var bomb = "cos\nsystem\n(S'touch BOMB'\ntR."u8.ToArray();
        using (
            var put = await Http.PutAsync(
                $"{Artifacts}0/{run}/artifacts/model/model.pkl",
                new ByteArrayContent(bomb),
                Calls.Token
            )
        )
        {
            Assert.Equal(200, (int)put.StatusCode);
        }
        await Http.SendAsync("POST", "registered-models/create", """{"name":"bomb"}""");
        await Http.PostOkAsync(
            "model-versions/create",
            $$"""{"name":"bomb","source":"runs:/{{run}}/model"}"""
        );
        var folder = Path.Combine(_host.Home, "workspaces", "default", "models");
        Assert.Equal(
            bomb,
            await File.ReadAllBytesAsync(Path.Combine(folder, "bomb", "1", "model.pkl"), Calls.Token)
        );
        Assert.Empty(Directory.GetFiles(_host.Home, "BOMB", SearchOption.AllDirectories));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
                File.GetUnixFileMode(folder)
            );
        }
    }

    // CVE-2023-40170 and stored scripts of other servers: a user's file is shown as a page of the server's own.
    [Theory]
    [InlineData("page.html", "<script>alert(1)</script>")]
    [InlineData("image.svg", "<svg onload='alert(1)'/>")]
    [InlineData("script.js", "alert(1)")]
    public async Task CVE_2023_40170_a_users_file_is_kept_and_not_shown(string name, string text)
    {
        var run = await _host.RunAsync();
        using (
            var put = await Http.PutAsync(
                $"{Artifacts}0/{run}/artifacts/model/{name}",
                new StringContent(text),
                Calls.Token
            )
        )
        {
            Assert.Equal(200, (int)put.StatusCode);
        }
        await RegisterAsync("pages " + name, run);
        foreach (
            var path in (string[])
                [
                    $"{Artifacts}0/{run}/artifacts/model/{name}",
                    $"/get-artifact?run_uuid={run}&path=model/{name}",
                    $"/model-versions/get-artifact?name=pages%20{name}&version=1&path={name}",
                ]
        )
        {
            using var response = await Http.GetAsync(path, Calls.Token);
            Assert.Equal(200, (int)response.StatusCode);
            Assert.Equal("application/octet-stream", response.Content.Headers.ContentType!.MediaType);
            Assert.Equal("attachment", response.Content.Headers.ContentDisposition!.DispositionType);
            Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
            Assert.StartsWith(
                "sandbox",
                Assert.Single(response.Headers.GetValues("Content-Security-Policy")),
                StringComparison.Ordinal
            );
        }
    }

    private async Task RegisterAsync(string name, string run)
    {
        using (
            var put = await Http.PutAsync(
                $"{Artifacts}0/{run}/artifacts/model/MLmodel",
                new StringContent("x"),
                Calls.Token
            )
        )
        {
            Assert.Equal(200, (int)put.StatusCode);
        }
        await Http.SendAsync("POST", "registered-models/create", $$"""{"name":"{{name}}"}""");
        await Http.PostOkAsync(
            "model-versions/create",
            $$"""{"name":"{{name}}","source":"runs:/{{run}}/model"}"""
        );
    }
}
