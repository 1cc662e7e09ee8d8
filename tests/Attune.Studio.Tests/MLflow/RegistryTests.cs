using System.Text.Json.Nodes;

namespace Attune.Studio.Tests.MLflow;

/// <summary>Every row of the registry's table, on the wire.</summary>
public sealed class RegistryTests(TestHost host) : IClassFixture<TestHost>
{
    private HttpClient Http => host.Http;

    [Fact]
    public async Task A_model_is_made_found_described_renamed_tagged_and_deleted()
    {
        var made = (
            await Http.PostOkAsync(
                "registered-models/create",
                """{"name":"life one","description":"d","tags":[{"key":"a","value":"1"}]}"""
            )
        )["registered_model"]!;
        Assert.Equal("life one", made["name"]!.GetValue<string>());
        Assert.True(made["creation_timestamp"]!.GetValue<long>() > 0);
        Assert.Null(made["latest_versions"]);
        await Http.RefusedAsync(
            400,
            "RESOURCE_ALREADY_EXISTS",
            "POST",
            "registered-models/create",
            """{"name":"life one"}"""
        );
        await Http.OkAsync("PATCH", "registered-models/update", """{"name":"life one","description":"e"}""");
        Assert.Equal(
            "life two",
            (
                await Http.PostOkAsync(
                    "registered-models/rename",
                    """{"name":"life one","new_name":"life two"}"""
                )
            )["registered_model"]!["name"]!.GetValue<string>()
        );
        await Http.PostOkAsync("registered-models/set-tag", """{"name":"life two","key":"b","value":"2"}""");
        await Http.OkAsync("DELETE", "registered-models/delete-tag", """{"name":"life two","key":"a"}""");
        var read = (await Http.GetOkAsync("registered-models/get?name=life%20two"))["registered_model"]!;
        Assert.Equal("e", read["description"]!.GetValue<string>());
        Assert.Equal("b=2", Pairs(read["tags"]));
        Assert.Equal(
            "{}",
            (
                await Http.OkAsync("DELETE", "registered-models/delete", """{"name":"life two"}""")
            ).ToJsonString()
        );
        foreach (
            var (method, call, body) in ((string, string, string?)[])
                [
                    ("GET", "registered-models/get?name=life%20two", null),
                    ("PATCH", "registered-models/update", """{"name":"life two","description":"x"}"""),
                    ("POST", "registered-models/rename", """{"name":"life two","new_name":"y"}"""),
                    ("DELETE", "registered-models/delete", """{"name":"life two"}"""),
                    ("POST", "registered-models/get-latest-versions", """{"name":"life two"}"""),
                    ("POST", "registered-models/set-tag", """{"name":"life two","key":"k","value":"v"}"""),
                    ("DELETE", "registered-models/delete-tag", """{"name":"life two","key":"k"}"""),
                    ("POST", "registered-models/alias", """{"name":"life two","alias":"k","version":"1"}"""),
                    ("GET", "registered-models/alias?name=life%20two&alias=k", null),
                    ("DELETE", "registered-models/alias", """{"name":"life two","alias":"k"}"""),
                    ("GET", "model-versions/get?name=life%20two&version=1", null),
                    ("GET", "model-versions/get-download-uri?name=life%20two&version=1", null),
                    (
                        "PATCH",
                        "model-versions/update",
                        """{"name":"life two","version":"1","description":"x"}"""
                    ),
                    ("DELETE", "model-versions/delete", """{"name":"life two","version":"1"}"""),
                    (
                        "POST",
                        "model-versions/transition-stage",
                        """{"name":"life two","version":"1","stage":"Staging"}"""
                    ),
                    (
                        "POST",
                        "model-versions/set-tag",
                        """{"name":"life two","version":"1","key":"k","value":"v"}"""
                    ),
                    (
                        "DELETE",
                        "model-versions/delete-tag",
                        """{"name":"life two","version":"1","key":"k"}"""
                    ),
                ]
        )
        {
            await Http.RefusedAsync(404, "RESOURCE_DOES_NOT_EXIST", method, call, body);
        }
    }

    [Fact]
    public async Task A_version_is_registered_found_described_tagged_and_deleted()
    {
        await ModelAsync("versions");
        var run = await RunWithModelAsync();
        var made = await RegisterAsync("versions", $"runs:/{run}/model", run, "first");
        Assert.Equal("1", made["version"]!.GetValue<string>());
        Assert.Equal("READY", made["status"]!.GetValue<string>());
        Assert.Equal("None", made["current_stage"]!.GetValue<string>());
        Assert.Equal(run, made["run_id"]!.GetValue<string>());
        Assert.Equal($"runs:/{run}/model", made["source"]!.GetValue<string>());
        Assert.Equal("first", made["description"]!.GetValue<string>());
        Assert.Equal(
            "2",
            (await RegisterAsync("versions", $"runs:/{run}/model"))["version"]!.GetValue<string>()
        );

        await Http.OkAsync(
            "PATCH",
            "model-versions/update",
            """{"name":"versions","version":"1","description":"better"}"""
        );
        await Http.PostOkAsync(
            "model-versions/set-tag",
            """{"name":"versions","version":"1","key":"a","value":"1"}"""
        );
        await Http.PostOkAsync(
            "model-versions/set-tag",
            """{"name":"versions","version":"1","key":"b","value":"2"}"""
        );
        await Http.OkAsync(
            "DELETE",
            "model-versions/delete-tag",
            """{"name":"versions","version":"1","key":"a"}"""
        );
        var read = (await Http.GetOkAsync("model-versions/get?name=versions&version=1"))["model_version"]!;
        Assert.Equal("better", read["description"]!.GetValue<string>());
        Assert.Equal("b=2", Pairs(read["tags"]));
        Assert.Equal(
            "{}",
            (
                await Http.OkAsync("DELETE", "model-versions/delete", """{"name":"versions","version":"1"}""")
            ).ToJsonString()
        );
        await Http.RefusedAsync(
            404,
            "RESOURCE_DOES_NOT_EXIST",
            "GET",
            "model-versions/get?name=versions&version=1"
        );
        // A number means one thing for good.
        Assert.Equal(
            "3",
            (await RegisterAsync("versions", $"runs:/{run}/model"))["version"]!.GetValue<string>()
        );
    }

    [Fact]
    public async Task A_versions_properties_are_told_and_stay()
    {
        await ModelAsync("facts");
        var run = await RunWithModelAsync();
        await Http.PostOkAsync(
            "model-versions/create",
            $$"""{"name":"facts","source":"runs:/{{run}}/model","properties":[{"key":"AUC","value":"0.98"}]}"""
        );
        await Http.PostOkAsync(
            "model-versions/set-tag",
            """{"name":"facts","version":"1","key":"stage","value":"trial"}"""
        );

        var version = (await Http.GetOkAsync("model-versions/get?name=facts&version=1"))["model_version"]!;
        var property = Assert.Single(version["properties"]!.AsArray());
        Assert.Equal(("AUC", "0.98"), ((string)property!["key"]!, (string)property["value"]!));
        Assert.Equal("stage", (string)Assert.Single(version["tags"]!.AsArray())!["key"]!);
    }

    [Fact]
    public async Task A_versions_files_outlive_the_run_and_are_fetched_through_its_uri()
    {
        await ModelAsync("files");
        var trial = await host.TrialAsync("files_0");
        using (var script = host.ClientOf(trial))
        {
            await PutAsync(script, $"{trial.ExperimentId}/files_0/artifacts/model/MLmodel", "flavors:");
            await PutAsync(script, $"{trial.ExperimentId}/files_0/artifacts/model/data/w.bin", "12345");
        }
        await RegisterAsync("files", "runs:/files_0/model");
        Directory.Delete(trial.Folder, recursive: true);

        var uri = (await Http.GetOkAsync("model-versions/get-download-uri?name=files&version=1"))[
            "artifact_uri"
        ]!.GetValue<string>();
        Assert.StartsWith("mlflow-artifacts:/", uri, StringComparison.Ordinal);
        var root = uri["mlflow-artifacts:/".Length..];
        var listed = await Http.GetOkAsync($"/api/2.0/mlflow-artifacts/artifacts?path={root}");
        Assert.Equal(
            ["MLmodel", "data"],
            listed["files"]!.AsArray().Select(file => file!["path"]!.GetValue<string>())
        );
        Assert.Equal(
            "12345",
            await Http.GetStringAsync($"/api/2.0/mlflow-artifacts/artifacts/{root}/data/w.bin", Calls.Token)
        );
        using (
            var download = await Http.GetAsync(
                "/model-versions/get-artifact?name=files&version=1&path=MLmodel",
                Calls.Token
            )
        )
        {
            Assert.Equal("attachment", download.Content.Headers.ContentDisposition!.DispositionType);
            Assert.Equal("flavors:", await download.Content.ReadAsStringAsync(Calls.Token));
        }
        foreach (var path in (string[])["none", "data"])
        {
            await Http.RefusedAsync(
                404,
                "RESOURCE_DOES_NOT_EXIST",
                "GET",
                $"/model-versions/get-artifact?name=files&version=1&path={path}"
            );
        }
        foreach (var path in (string[])["..%2f..%2fattune.db", "%2fetc%2fpasswd", "a%5c..%5cb"])
        {
            await Http.RefusedAsync(
                400,
                "INVALID_PARAMETER_VALUE",
                "GET",
                $"/model-versions/get-artifact?name=files&version=1&path={path}"
            );
        }
        // What is registered does not change.
        await Http.RefusedAsync(
            403,
            "PERMISSION_DENIED",
            "PUT",
            $"/api/2.0/mlflow-artifacts/artifacts/{root}/MLmodel",
            "{}"
        );
        await Http.RefusedAsync(
            403,
            "PERMISSION_DENIED",
            "DELETE",
            $"/api/2.0/mlflow-artifacts/artifacts/{root}/MLmodel"
        );
        await Http.RefusedAsync(
            404,
            "RESOURCE_DOES_NOT_EXIST",
            "GET",
            "/api/2.0/mlflow-artifacts/artifacts/registry/files/7/MLmodel"
        );
    }

    [Fact]
    public async Task Stages_change_and_the_newest_of_each_is_found()
    {
        await ModelAsync("stages");
        var run = await RunWithModelAsync();
        for (var i = 0; i < 4; i++)
        {
            await RegisterAsync("stages", $"runs:/{run}/model");
        }
        foreach (
            var (version, stage, archive) in ((int, string, string)[])
                [(1, "Production", "false"), (2, "production", "true"), (3, "Staging", "false")]
        )
        {
            var moved = (
                await Http.PostOkAsync(
                    "model-versions/transition-stage",
                    $$"""{"name":"stages","version":"{{version}}","stage":"{{stage}}","archive_existing_versions":{{archive}}}"""
                )
            )["model_version"]!;
            Assert.Equal(stage, moved["current_stage"]!.GetValue<string>(), ignoreCase: true);
        }
        Assert.Equal(
            "4:None 3:Staging 2:Production 1:Archived",
            Stages(await Http.PostOkAsync("registered-models/get-latest-versions", """{"name":"stages"}"""))
        );
        Assert.Equal(
            "2:Production",
            Stages(
                await Http.PostOkAsync(
                    "registered-models/get-latest-versions",
                    """{"name":"stages","stages":["Production"]}"""
                )
            )
        );
        Assert.Equal(
            "4:None 3:Staging",
            Stages(
                await Http.GetOkAsync(
                    "registered-models/get-latest-versions?name=stages&stages=None&stages=Staging"
                )
            )
        );
        Assert.Equal(
            4,
            (await Http.GetOkAsync("registered-models/get?name=stages"))["registered_model"]![
                "latest_versions"
            ]!
                .AsArray()
                .Count
        );
        foreach (
            var body in (string[])
                [
                    """{"name":"stages","version":"1","stage":"Nowhere"}""",
                    """{"name":"stages","version":"1","stage":"2"}""",
                    """{"name":"stages","version":"1"}""",
                    """{"name":"stages","version":"one","stage":"Staging"}""",
                    """{"name":"stages","stage":"Staging"}""",
                    """{"name":"stages","version":"1","stage":"None","archive_existing_versions":true}""",
                ]
        )
        {
            await Http.RefusedAsync(
                400,
                "INVALID_PARAMETER_VALUE",
                "POST",
                "model-versions/transition-stage",
                body
            );
        }
    }

    [Fact]
    public async Task An_alias_is_set_moved_found_and_deleted()
    {
        await ModelAsync("aliases");
        var run = await RunWithModelAsync();
        await RegisterAsync("aliases", $"runs:/{run}/model");
        await RegisterAsync("aliases", $"runs:/{run}/model");
        foreach (var version in (int[])[1, 2])
        {
            await Http.PostOkAsync(
                "registered-models/alias",
                $$"""{"name":"aliases","alias":"champion","version":"{{version}}"}"""
            );
        }
        var found = (await Http.GetOkAsync("registered-models/alias?name=aliases&alias=champion"))[
            "model_version"
        ]!;
        Assert.Equal("2", found["version"]!.GetValue<string>());
        Assert.Equal("champion", found["aliases"]![0]!.GetValue<string>());
        var model = (await Http.GetOkAsync("registered-models/get?name=aliases"))["registered_model"]!;
        Assert.Equal("""[{"alias":"champion","version":"2"}]""", model["aliases"]!.ToJsonString());
        await Http.OkAsync("DELETE", "registered-models/alias", """{"name":"aliases","alias":"champion"}""");
        await Http.RefusedAsync(
            404,
            "RESOURCE_DOES_NOT_EXIST",
            "GET",
            "registered-models/alias?name=aliases&alias=champion"
        );
        foreach (var alias in (string[])["latest", "v3", "", "a b"])
        {
            await Http.RefusedAsync(
                400,
                "INVALID_PARAMETER_VALUE",
                "POST",
                "registered-models/alias",
                $$"""{"name":"aliases","alias":"{{alias}}","version":"1"}"""
            );
        }
    }

    [Fact]
    public async Task Clients_of_the_first_generation_find_the_registry_at_its_first_address()
    {
        const string preview = "/api/2.0/preview/mlflow/";
        await Http.PostOkAsync(preview + "registered-models/create", """{"name":"preview"}""");
        var run = await RunWithModelAsync();
        await Http.PostOkAsync(
            preview + "model-versions/create",
            $$"""{"name":"preview","source":"mlflow-artifacts:/0/{{run}}/artifacts/model","run_id":"{{run}}"}"""
        );
        Assert.Equal(
            "1",
            (await Http.GetOkAsync(preview + "model-versions/get?name=preview&version=1"))["model_version"]![
                "version"
            ]!.GetValue<string>()
        );
        Assert.Contains(
            (await Http.GetOkAsync(preview + "registered-models/list"))["registered_models"]!.AsArray(),
            model => model!["name"]!.GetValue<string>() == "preview"
        );
        await Http.OkAsync(
            "PATCH",
            preview + "registered-models/update",
            """{"name":"preview","new_name":"preview 2"}"""
        );
        await Http.GetOkAsync("registered-models/get?name=preview%202");
    }

    [Fact]
    public async Task Two_registrations_at_once_get_two_numbers()
    {
        await ModelAsync("race");
        var run = await RunWithModelAsync();
        var made = await Task.WhenAll(
            Enumerable.Range(0, 16).Select(_ => RegisterAsync("race", $"runs:/{run}/model"))
        );
        Assert.Equal(
            Enumerable.Range(1, 16),
            made.Select(version =>
                    int.Parse(
                        version["version"]!.GetValue<string>(),
                        System.Globalization.CultureInfo.InvariantCulture
                    )
                )
                .Order()
        );
    }

    private Task<JsonNode> ModelAsync(string name) =>
        Http.PostOkAsync("registered-models/create", $$"""{"name":"{{name}}"}""");

    private async Task<JsonNode> RegisterAsync(
        string name,
        string source,
        string? run = null,
        string? description = null
    )
    {
        var body = new JsonObject { ["name"] = name, ["source"] = source };
        if (run is not null)
        {
            body["run_id"] = run;
        }
        if (description is not null)
        {
            body["description"] = description;
        }
        return (await Http.PostOkAsync("model-versions/create", body.ToJsonString()))["model_version"]!;
    }

    private async Task<string> RunWithModelAsync()
    {
        var run = await host.RunAsync();
        await PutAsync(Http, $"0/{run}/artifacts/model/MLmodel", "flavors:");
        return run;
    }

    private static async Task PutAsync(HttpClient client, string path, string text)
    {
        using var put = await client.PutAsync(
            "/api/2.0/mlflow-artifacts/artifacts/" + path,
            new StringContent(text),
            Calls.Token
        );
        Assert.Equal(200, (int)put.StatusCode);
    }

    private static string Pairs(JsonNode? tags) =>
        string.Join(' ', tags!.AsArray().Select(tag => $"{tag!["key"]}={tag["value"]}"));

    private static string Stages(JsonNode answer) =>
        string.Join(
            ' ',
            answer["model_versions"]!
                .AsArray()
                .Select(version => $"{version!["version"]}:{version["current_stage"]}")
        );
}
