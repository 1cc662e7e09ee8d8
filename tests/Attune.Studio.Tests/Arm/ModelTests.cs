using System.Text.Json.Nodes;

namespace Attune.Studio.Tests.Arm;

/// <summary>Registered models by Azure's protocol.</summary>
public sealed class ModelTests(ArmHost host) : IClassFixture<ArmHost>
{
    [Fact]
    public async Task A_model_is_registered_from_files_of_a_datastore_listed_archived_and_deleted()
    {
        await PutFileAsync("up/model/weights.bin", "1,2,3");
        const string uri = "azureml://datastores/workspaceblobstore/paths/up/model";
        var first = await host.OkAsync("PUT", "/models/arm-m/versions/1", Body(uri, "first", "a"));
        Assert.Equal("custom_model", first["properties"]!["modelType"]!.GetValue<string>());
        Assert.Equal(uri, first["properties"]!["modelUri"]!.GetValue<string>());
        Assert.EndsWith(
            "/models/arm-m/versions/1",
            first["id"]!.GetValue<string>(),
            StringComparison.Ordinal
        );
        var kept = await host.Host.Models.FindVersionAsync("arm-m", 1, Calls.Token);
        Assert.Equal(
            "1,2,3",
            await File.ReadAllTextAsync(
                Directory
                    .GetFiles(host.Host.Models.FolderOf(kept!), "weights.bin", SearchOption.AllDirectories)
                    .Single(),
                Calls.Token
            )
        );
        await host.OkAsync("PUT", "/models/arm-m/versions/2", Body(uri, "second", "b"));
        await host.OkAsync("PUT", "/models/arm-m/versions/3", Body(uri, "third", "b"));

        var page = await host.OkAsync("GET", "/models/arm-m/versions?$top=2");
        Assert.Equal(["3", "2"], Names(page));
        Assert.Equal(["1"], Names(await host.OkAsync("GET", page["nextLink"]!.GetValue<string>())));
        Assert.Equal(["3", "2"], Names(await host.OkAsync("GET", "/models/arm-m/versions?tags=round=b")));
        Assert.Equal(["1"], Names(await host.OkAsync("GET", "/models/arm-m/versions?description=FIRST")));

        var archived = JsonNode.Parse(Body(uri, "third", "b"))!;
        archived["properties"]!["isArchived"] = true;
        await host.OkAsync("PUT", "/models/arm-m/versions/3", archived.ToJsonString());
        Assert.Equal(["2", "1"], Names(await host.OkAsync("GET", "/models/arm-m/versions")));
        Assert.Equal(
            ["3"],
            Names(await host.OkAsync("GET", "/models/arm-m/versions?listViewType=ArchivedOnly"))
        );

        var container = await host.OkAsync("GET", "/models/arm-m");
        Assert.Equal("3", container["properties"]!["latestVersion"]!.GetValue<string>());
        Assert.Equal("4", container["properties"]!["nextVersion"]!.GetValue<string>());
        Assert.Equal(200, (await host.SendAsync("DELETE", "/models/arm-m/versions/2")).Status);
        Assert.Equal(204, (await host.SendAsync("DELETE", "/models/arm-m/versions/2")).Status);
        await host.OkAsync(
            "PUT",
            "/models/arm-m",
            """{"properties":{"description":"all","isArchived":true}}"""
        );
        Assert.DoesNotContain("arm-m", Names(await host.OkAsync("GET", "/models")));
        Assert.Contains("arm-m", Names(await host.OkAsync("GET", "/models?listViewType=All")));
        Assert.Equal(200, (await host.SendAsync("DELETE", "/models/arm-m")).Status);
        await host.RefusedAsync(404, "ResourceNotFound", "GET", "/models/arm-m");
    }

    [Fact]
    public async Task What_is_wrong_about_a_model_is_said_in_the_protocols_words()
    {
        var error = await host.RefusedAsync(
            400,
            "ValidationError",
            "PUT",
            "/models/arm-w/versions/1",
            """{"properties":{"modelType":"pickle"}}"""
        );
        Assert.Equal(
            ["properties.modelType", "properties.modelUri"],
            error["details"]!.AsArray().Select(each => each!["target"]!.GetValue<string>()).Order()
        );
        await host.RefusedAsync(400, "ValidationError", "PUT", "/models/arm-w/versions/one", "{}");
        foreach (
            var uri in (string[])
                [
                    "/etc/passwd",
                    "file:///etc/passwd",
                    "azureml://datastores/workspaceblobstore/paths/../../keys",
                    "azureml://datastores/nowhere/paths/x",
                    "azureml://jobs/none/outputs/artifacts/paths/x",
                ]
        )
        {
            var (status, body, _) = await host.SendAsync(
                "PUT",
                "/models/arm-w/versions/1",
                Body(uri, "", "")
            );
            Assert.True(status is 400 or 404, $"{uri}: {status} {body}");
        }
        await PutFileAsync("up/w.bin", "1");
        await host.OkAsync(
            "PUT",
            "/models/arm-w/versions/1",
            Body("azureml://datastores/workspaceblobstore/paths/up/w.bin", "", "")
        );
        await host.RefusedAsync(
            409,
            "Conflict",
            "PUT",
            "/models/arm-w/versions/1",
            Body("azureml://datastores/workspaceblobstore/paths/up", "", "")
        );
    }

    private static string Body(string uri, string description, string round) =>
        new JsonObject
        {
            ["properties"] = new JsonObject
            {
                ["modelUri"] = uri,
                ["description"] = description,
                ["tags"] = new JsonObject { ["round"] = round },
            },
        }.ToJsonString();

    private static IEnumerable<string> Names(JsonNode page) =>
        page["value"]!.AsArray().Select(each => each!["name"]!.GetValue<string>());

    private async Task PutFileAsync(string path, string text)
    {
        using var content = new StringContent(text);
        using var response = await host.Http.PutAsync(
            $"/attune/v1/workspaces/default/datastores/workspaceblobstore/files/{path}",
            content,
            Calls.Token
        );
        Assert.Equal(201, (int)response.StatusCode);
    }
}
