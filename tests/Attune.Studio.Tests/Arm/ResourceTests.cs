using System.Text.Json.Nodes;

namespace Attune.Studio.Tests.Arm;

public sealed class ResourceTests(ArmHost host) : IClassFixture<ArmHost>
{
    [Fact]
    public async Task Workspaces_are_made_listed_changed_and_deleted()
    {
        const string other = ArmHost.Provider + "/workspaces/other-ws";
        var (status, made, _) = await host.SendAsync(
            "PUT",
            other,
            """{"identity":{"type":"SystemAssigned"},"location":"westeurope","tags":{"purpose":"conformance"},"sku":{"name":"Basic"},"properties":{"description":"d","friendlyName":"Other"}}"""
        );
        Assert.Equal(201, status);
        Assert.Equal("Succeeded", made!["properties"]!["provisioningState"]!.GetValue<string>());
        Assert.True(made["properties"]!["isServed"]!.GetValue<bool>());
        var changed = await host.OkAsync(
            "PATCH",
            other,
            """{"tags":{"a":"b"},"properties":{"description":"e"}}"""
        );
        Assert.Equal("Other", changed["properties"]!["friendlyName"]!.GetValue<string>());
        Assert.Equal("b", changed["tags"]!["a"]!.GetValue<string>());

        // Fixed words and workspaces in any letter case; a group of another label does not list it.
        await host.OkAsync("GET", other.ToUpperInvariant());
        Assert.Equal(["default", "other-ws"], await NamesAsync(ArmHost.Provider + "/workspaces"));
        Assert.Equal(
            ["default"],
            await NamesAsync(
                "/subscriptions/x/resourceGroups/y/providers/Microsoft.MachineLearningServices/workspaces"
            )
        );
        Assert.Equal(
            ["default", "other-ws"],
            await NamesAsync(
                "/subscriptions/0000-1111/providers/Microsoft.MachineLearningServices/workspaces"
            )
        );

        // It has compute, assets and jobs of its own, and says where its pages and its tracking are.
        await host.OkAsync(
            "PUT",
            other + "/computes/cpu",
            """{"properties":{"computeType":"AmlCompute","properties":{"scaleSettings":{"maxNodeCount":1}}}}"""
        );
        await host.RefusedAsync(404, "ResourceNotFound", "GET", "/computes/cpu");
        var job = await host.OkAsync(
            "PUT",
            other + "/jobs/j",
            """{"properties":{"jobType":"Command","command":"true"}}"""
        );
        Assert.EndsWith(
            "/w/other-ws/jobs/j",
            job["properties"]!["services"]!["Studio"]!["endpoint"]!.GetValue<string>(),
            StringComparison.Ordinal
        );
        Assert.EndsWith(
            "/w/other-ws",
            changed["properties"]!["mlFlowTrackingUri"]!.GetValue<string>(),
            StringComparison.Ordinal
        );
        await host.RefusedAsync(409, "Conflict", "DELETE", other);
        await host.UntilAsync(
            other + "/jobs/j",
            each => each["properties"]!["status"]!.GetValue<string>() is "Completed" or "Failed"
        );
        Assert.Equal(200, (await host.SendAsync("DELETE", other + "/jobs/j")).Status);

        Assert.Equal(200, (await host.SendAsync("DELETE", other)).Status);
        Assert.Equal(204, (await host.SendAsync("DELETE", other)).Status);
        await host.RefusedAsync(404, "ResourceNotFound", "GET", other + "/computes");
        await host.RefusedAsync(409, "Conflict", "DELETE", ArmHost.Workspace);
        await host.RefusedAsync(400, "ValidationError", "PUT", ArmHost.Provider + "/workspaces/a.b", "{}");
    }

    [Fact]
    public async Task A_workspace_says_where_its_data_plane_is_to_whoever_has_its_link()
    {
        var workspace = await host.OkAsync("GET", ArmHost.Workspace);
        using var stranger = new HttpClient();
        var discovery = workspace["properties"]!["discoveryUrl"]!.GetValue<string>();
        var found = JsonNode.Parse(await stranger.GetStringAsync(new Uri(discovery), Calls.Token))!;
        Assert.Equal(host.Studio.Address.ToString().TrimEnd('/'), found["api"]!.GetValue<string>());
        using var refused = await stranger.GetAsync(new Uri(discovery.Split('?')[0]), Calls.Token);
        Assert.Equal(401, (int)refused.StatusCode);
        Assert.Contains(
            "AuthenticationFailed",
            await refused.Content.ReadAsStringAsync(Calls.Token),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Assets_have_versions_that_do_not_change()
    {
        await host.OkAsync(
            "PUT",
            "/data/Conf-Data",
            """{"properties":{"dataType":"uri_file","description":"d"}}"""
        );
        var version =
            """{"properties":{"dataType":"uri_file","dataUri":"azureml://datastores/workspaceblobstore/paths/conf/data.csv","tags":{"a":"b"}}}""";
        Assert.Equal(201, (await host.SendAsync("PUT", "/data/conf-data/versions/1", version)).Status);
        Assert.Equal(200, (await host.SendAsync("PUT", "/data/conf-data/versions/1", version)).Status);
        await host.RefusedAsync(
            409,
            "Conflict",
            "PUT",
            "/data/conf-data/versions/1",
            """{"properties":{"dataType":"uri_file","dataUri":"other"}}"""
        );
        await host.OkAsync("PUT", "/data/conf-data/versions/7", version);
        await host.OkAsync(
            "PUT",
            "/data/conf-data/versions/named",
            version.Replace("\"a\"", "\"z\"", StringComparison.Ordinal)
        );
        var container = await host.OkAsync("GET", "/data/CONF-data");
        Assert.Equal("Conf-Data", container["name"]!.GetValue<string>());
        Assert.Equal("named", container["properties"]!["latestVersion"]!.GetValue<string>());
        Assert.Equal("8", container["properties"]!["nextVersion"]!.GetValue<string>());
        Assert.Equal(["named", "7", "1"], await NamesAsync("/data/conf-data/versions"));
        Assert.Equal(200, (await host.SendAsync("DELETE", "/data/conf-data/versions/7")).Status);
        Assert.Equal(204, (await host.SendAsync("DELETE", "/data/conf-data/versions/7")).Status);
        await host.RefusedAsync(404, "ResourceNotFound", "GET", "/data/conf-data/versions/7");

        var environment = await host.OkAsync(
            "PUT",
            "/environments/conf-env/versions/1",
            """{"properties":{"description":"conformance","image":"img","osType":"Linux","condaFile":"name: x"}}"""
        );
        Assert.Equal("img", environment["properties"]!["image"]!.GetValue<string>());
        Assert.Equal("name: x", environment["properties"]!["condaFile"]!.GetValue<string>());
        var error = await host.RefusedAsync(
            400,
            "ValidationError",
            "PUT",
            "/data/x/versions/1",
            """{"properties":{"dataType":"custom_model"}}"""
        );
        Assert.Equal(2, error["details"]!.AsArray().Count);
        await host.RefusedAsync(400, "ValidationError", "PUT", "/data/-x/versions/1", version);
    }

    [Fact]
    public async Task Lists_come_in_pages_whose_links_keep_the_callers_parameters()
    {
        for (var i = 0; i < 5; i++)
        {
            await host.OkAsync("PUT", $"/codes/page{i}/versions/1", """{"properties":{"codeUri":"/tmp"}}""");
        }
        var seen = new List<string>();
        var next = "/codes?$top=2&listViewType=All";
        while (next is not null)
        {
            var page = await host.OkAsync("GET", next);
            Assert.InRange(page["value"]!.AsArray().Count, 1, 2);
            seen.AddRange(page["value"]!.AsArray().Select(each => each!["name"]!.GetValue<string>()));
            next = page["nextLink"]?.GetValue<string>();
            Assert.True(next is null || next.Contains("listViewType=All", StringComparison.Ordinal));
            if (seen.Count == 2)
            {
                // What came last may be gone by the time of the next page.
                await host.SendAsync("DELETE", "/codes/" + seen[1]);
            }
        }
        Assert.Equal(seen.Distinct(), seen);
        Assert.Subset(seen.ToHashSet(), new HashSet<string> { "page0", "page4" });
        await host.RefusedAsync(400, "BadRequest", "GET", "/codes?$skip=nonsense!");
        await host.RefusedAsync(400, "BadRequest", "GET", "/codes?$top=0");
    }

    [Fact]
    public async Task The_api_version_is_required_and_any_date_will_do()
    {
        async Task<JsonNode> ErrorAsync(string path)
        {
            using var response = await host.Http.GetAsync(path, Calls.Token);
            Assert.Equal(400, (int)response.StatusCode);
            return JsonNode.Parse(await response.Content.ReadAsStringAsync(Calls.Token))!["error"]!;
        }
        Assert.Equal(
            "MissingApiVersionParameter",
            (await ErrorAsync(ArmHost.Workspace + "/jobs"))["code"]!.GetValue<string>()
        );
        Assert.Equal(
            "InvalidApiVersionParameter",
            (await ErrorAsync(ArmHost.Workspace + "/jobs?api-version=latest"))["code"]!.GetValue<string>()
        );
        foreach (var version in (string[])["2022-05-01", "2025-12-01", "2024-01-01-preview"])
        {
            using var response = await host.Http.GetAsync(
                $"{ArmHost.Workspace}/jobs?api-version={version}",
                Calls.Token
            );
            Assert.True(response.IsSuccessStatusCode);
        }
    }

    [Fact]
    public async Task Whatever_is_refused_is_refused_in_the_protocols_form()
    {
        await host.RefusedAsync(404, "ResourceNotFound", "GET", "/nothing");
        await host.RefusedAsync(404, "ResourceNotFound", "PUT", "/jobs", "{}");
        await host.RefusedAsync(
            404,
            "ResourceNotFound",
            "GET",
            ArmHost.Provider + "/workspaces/nowhere/jobs"
        );
        await host.RefusedAsync(400, "BadRequest", "PUT", "/computes/x");
        await host.RefusedAsync(400, "ValidationError", "PUT", "/computes/x", "[]");
        await host.RefusedAsync(400, "ValidationError", "PUT", "/computes/x", """{"a":1,"a":2}""");
        using var stranger = new HttpClient { BaseAddress = host.Studio.Address };
        using var response = await stranger.GetAsync(ArmHost.With(ArmHost.Workspace), Calls.Token);
        Assert.Equal(401, (int)response.StatusCode);
        var body = JsonNode.Parse(await response.Content.ReadAsStringAsync(Calls.Token))!;
        Assert.Equal("AuthenticationFailed", body["error"]!["code"]!.GetValue<string>());
    }

    private async Task<IEnumerable<string>> NamesAsync(string path) =>
        (await host.OkAsync("GET", path))["value"]!
            .AsArray()
            .Select(each => each!["name"]!.GetValue<string>());
}
