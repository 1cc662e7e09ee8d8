using System.Text.Json.Nodes;

namespace Attune.Studio.Tests.MLflow;

/// <summary>What may be registered, and by whom.</summary>
public sealed class ModelSourceTests(TestHost host) : IClassFixture<TestHost>
{
    private HttpClient Http => host.Http;

    [Fact]
    public async Task A_source_names_a_run_a_model_or_a_version()
    {
        await ModelAsync("sources");
        var trial = await host.TrialAsync("src_0");
        using var script = host.ClientOf(trial);
        var place = $"{trial.ExperimentId}/src_0/artifacts";
        await PutAsync(script, $"{place}/model/MLmodel", "run");
        await PutAsync(script, $"{place}/model.pkl", "file");
        var (id, root) = await LoggedAsync(script, trial.ExperimentId, "clf");
        await PutAsync(script, $"{root}/MLmodel", "logged");

        foreach (
            var (source, file, text, model) in ((string, string, string, string?)[])
                [
                    ("runs:/src_0/model", "MLmodel", "run", null),
                    ("runs:/src_0/model/", "MLmodel", "run", null),
                    ("runs:/src_0/outputs/model", "MLmodel", "run", null),
                    ("runs:/src_0/model.pkl", "model.pkl", "file", null),
                    ("runs:/src_0/clf", "MLmodel", "logged", id),
                    ($"mlflow-artifacts:/{place}/model", "MLmodel", "run", null),
                    ($"mlflow-artifacts:/{root}", "MLmodel", "logged", id),
                    ($"models:/{id}", "MLmodel", "logged", id),
                    ("azureml://jobs/src_0/outputs/artifacts/paths/model", "MLmodel", "run", null),
                    (
                        "azureml://jobs/src_0/outputs/artifacts/paths/outputs/model.pkl",
                        "model.pkl",
                        "file",
                        null
                    ),
                    ("models:/sources/1", "MLmodel", "run", null),
                ]
        )
        {
            var made = (await RegisterAsync("sources", source))["model_version"]!;
            Assert.Equal("src_0", made["run_id"]!.GetValue<string>());
            Assert.Equal(model, made["model_id"]?.GetValue<string>());
            Assert.Equal(
                text,
                await Http.GetStringAsync(
                    $"/model-versions/get-artifact?name=sources&version={made["version"]}&path={file}",
                    Calls.Token
                )
            );
        }
        // The logged model knows what became of it.
        var info = (await Http.GetOkAsync($"logged-models/{id}"))["model"]!["info"]!;
        Assert.Equal("""{"name":"sources","version":"5"}""", info["registrations"]![0]!.ToJsonString());
    }

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("./model")]
    [InlineData("../model")]
    [InlineData("model")]
    [InlineData("file:///etc")]
    [InlineData("file:/etc")]
    [InlineData("FILE:///etc")]
    [InlineData("http://169.254.169.254/latest")]
    [InlineData("https://example.org/model")]
    [InlineData("s3://bucket/model")]
    [InlineData("gs://bucket/model")]
    [InlineData("dbfs:/model")]
    [InlineData("ftp://x/y")]
    [InlineData("runs:/")]
    [InlineData("runs://RUN/model")]
    [InlineData("runs:/RUN/../../../../etc")]
    [InlineData("runs:/RUN/model/../../..")]
    [InlineData("runs:/RUN/%2e%2e/x")]
    [InlineData("runs:/RUN/a#/../..")]
    [InlineData("runs:/RUN/a;/x")]
    [InlineData("runs:/RUN/a\\..\\b")]
    [InlineData("mlflow-artifacts://evil.example/0/RUN/artifacts/model")]
    [InlineData("mlflow-artifacts:/0/RUN/artifacts/../../x")]
    [InlineData("mlflow-artifacts:/0/RUN")]
    [InlineData("models:/")]
    [InlineData("models:/m")]
    [InlineData("models:/m/1/2")]
    [InlineData("models:/m/one")]
    [InlineData("azureml://jobs/RUN/logs")]
    [InlineData("azureml://datastores/x/paths/y")]
    [InlineData("runs:/RUN/a\0b")]
    public async Task No_other_source_is_taken(string source)
    {
        await ModelAsync("refused");
        var run = await host.RunAsync();
        await host.Http.RefusedAsync(
            400,
            "INVALID_PARAMETER_VALUE",
            "POST",
            "model-versions/create",
            Body("refused", source.Replace("RUN", run, StringComparison.Ordinal))
        );
        Assert.Null(
            (await Http.GetOkAsync("registered-models/get?name=refused"))["registered_model"]![
                "latest_versions"
            ]
        );
    }

    [Theory]
    [InlineData("runs:/none/model")]
    [InlineData("runs:/RUN/none")]
    [InlineData("runs:/RUN")]
    [InlineData("mlflow-artifacts:/0/RUN/artifacts/none")]
    [InlineData("mlflow-artifacts:/7/RUN/artifacts")]
    [InlineData("models:/m-0123456789abcdef0123456789abcdef")]
    [InlineData("models:/none/1")]
    public async Task A_source_without_files_is_not_found(string source)
    {
        await ModelAsync("missing");
        var run = await host.RunAsync();
        await Http.RefusedAsync(
            404,
            "RESOURCE_DOES_NOT_EXIST",
            "POST",
            "model-versions/create",
            Body("missing", source.Replace("RUN", run, StringComparison.Ordinal))
        );
    }

    [Fact]
    public async Task A_version_wants_its_model_its_source_and_the_right_run()
    {
        await ModelAsync("wants");
        var run = await host.RunAsync();
        await PutAsync(Http, $"0/{run}/artifacts/model/MLmodel", "x");
        await Http.RefusedAsync(
            404,
            "RESOURCE_DOES_NOT_EXIST",
            "POST",
            "model-versions/create",
            Body("no such model", $"runs:/{run}/model")
        );
        Assert.Contains(
            "'source'",
            await Http.RefusedAsync(
                400,
                "INVALID_PARAMETER_VALUE",
                "POST",
                "model-versions/create",
                """{"name":"wants"}"""
            ),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "'name'",
            await Http.RefusedAsync(
                400,
                "INVALID_PARAMETER_VALUE",
                "POST",
                "model-versions/create",
                $$"""{"source":"runs:/{{run}}/model"}"""
            ),
            StringComparison.Ordinal
        );
        var other = await host.RunAsync();
        await Http.RefusedAsync(
            400,
            "INVALID_PARAMETER_VALUE",
            "POST",
            "model-versions/create",
            $$"""{"name":"wants","source":"runs:/{{run}}/model","run_id":"{{other}}"}"""
        );
    }

    [Fact]
    public async Task A_trial_registers_what_it_made_and_sees_no_more()
    {
        var trial = await host.TrialAsync("own_0");
        var other = await host.TrialAsync("own_1");
        using var script = host.ClientOf(trial);
        using var stranger = host.ClientOf(other);
        await PutAsync(script, $"{trial.ExperimentId}/own_0/artifacts/model/MLmodel", "x");
        await PutAsync(stranger, $"{other.ExperimentId}/own_1/artifacts/model/MLmodel", "y");
        await script.PostOkAsync("registered-models/create", """{"name":"own"}""");
        await script.PostOkAsync("model-versions/create", Body("own", "runs:/own_0/model"));
        await script.GetOkAsync("model-versions/get?name=own&version=1");
        await script.GetOkAsync("model-versions/get-download-uri?name=own&version=1");
        Assert.Equal(
            "x",
            await script.GetStringAsync(
                "/api/2.0/mlflow-artifacts/artifacts/registry/own/1/MLmodel",
                Calls.Token
            )
        );
        await script.RefusedAsync(
            403,
            "PERMISSION_DENIED",
            "POST",
            "model-versions/create",
            Body("own", "runs:/own_1/model")
        );
        await script.RefusedAsync(
            403,
            "PERMISSION_DENIED",
            "POST",
            "model-versions/create",
            """{"name":"own","source":"runs:/own_0/model","run_id":"own_1"}"""
        );
        foreach (
            var call in (string[])
                [
                    "model-versions/get?name=own&version=1",
                    "model-versions/get?name=own&version=2",
                    "model-versions/get-download-uri?name=own&version=1",
                    "/model-versions/get-artifact?name=own&version=1&path=MLmodel",
                    "/api/2.0/mlflow-artifacts/artifacts/registry/own/1/MLmodel",
                    "/api/2.0/mlflow-artifacts/artifacts?path=registry/own/1",
                ]
        )
        {
            await stranger.RefusedAsync(403, "PERMISSION_DENIED", "GET", call);
        }
        await stranger.RefusedAsync(
            403,
            "PERMISSION_DENIED",
            "POST",
            "model-versions/create",
            Body("own", "models:/own/1")
        );
    }

    private static string Body(string name, string source) =>
        new JsonObject { ["name"] = name, ["source"] = source }.ToJsonString();

    private async Task ModelAsync(string name)
    {
        using var _ = await Http.SendAsync(
            "POST",
            "registered-models/create",
            new JsonObject { ["name"] = name }.ToJsonString()
        );
    }

    private Task<JsonNode> RegisterAsync(string name, string source) =>
        Http.PostOkAsync("model-versions/create", Body(name, source));

    private static async Task<(string Id, string Root)> LoggedAsync(
        HttpClient client,
        long experiment,
        string name
    )
    {
        var info = (
            await client.PostOkAsync(
                "logged-models",
                $$"""{"experiment_id":"{{experiment}}","name":"{{name}}"}"""
            )
        )["model"]!["info"]!;
        return (
            info["model_id"]!.GetValue<string>(),
            info["artifact_uri"]!.GetValue<string>()["mlflow-artifacts:/".Length..]
        );
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
}
