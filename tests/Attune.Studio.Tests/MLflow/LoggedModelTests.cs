using System.Text.Json.Nodes;

namespace Attune.Studio.Tests.MLflow;

/// <summary>The models that MLflow 3 clients log, on the wire.</summary>
public sealed class LoggedModelTests(TestHost host) : IClassFixture<TestHost>, IAsyncLifetime
{
    private string _experiment = "";

    private HttpClient Http => host.Http;

    public async ValueTask InitializeAsync() =>
        _experiment = (await Http.PostOkAsync("experiments/create", $$"""{"name":"{{Guid.NewGuid()}}"}"""))[
            "experiment_id"
        ]!.GetValue<string>();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_metric_with_a_model_belongs_to_run_and_model()
    {
        var run = await host.RunAsync(_experiment);
        var id = await ModelAsync("m", run);
        await Http.PostOkAsync(
            "runs/log-metric",
            $$"""{"run_id":"{{run}}","key":"auc","value":0.5,"timestamp":1,"step":0,"model_id":"{{id}}"}"""
        );
        await Http.PostOkAsync(
            "runs/log-batch",
            $$"""
            {"run_id":"{{run}}","metrics":[
              {"key":"auc","value":0.9,"timestamp":2,"step":1,"model_id":"{{id}}"},
              {"key":"auc","value":"NaN","timestamp":3,"step":1,"model_id":"{{id}}","dataset_name":"test","dataset_digest":"d1"},
              {"key":"other","value":7,"timestamp":3},
              {"key":"lost","value":7,"timestamp":3,"model_id":"m-unknown"}]}
            """
        );
        var metrics = (await Http.GetOkAsync($"logged-models/{id}"))["model"]!["data"]!["metrics"]!.AsArray();
        Assert.Equal(
            ["auc=0.9@1 ", "auc=NaN@1 test"],
            metrics.Select(metric =>
                $"{metric!["key"]}={metric["value"]}@{metric["step"]} {metric["dataset_name"]}"
            )
        );
        Assert.All(metrics, metric => Assert.Equal(id, metric!["model_id"]!.GetValue<string>()));
        Assert.All(metrics, metric => Assert.Equal(run, metric!["run_id"]!.GetValue<string>()));
        Assert.Equal(
            ["auc", "lost", "other"],
            (await Http.GetOkAsync($"runs/get?run_id={run}"))["run"]!["data"]!["metrics"]!
                .AsArray()
                .Select(metric => metric!["key"]!.GetValue<string>())
        );
    }

    [Fact]
    public async Task A_run_names_the_models_that_it_read_and_wrote()
    {
        var run = await host.RunAsync(_experiment);
        var id = await ModelAsync("m", run);
        await Http.PostOkAsync(
            "runs/outputs",
            $$"""{"run_id":"{{run}}","models":[{"model_id":"{{id}}","step":3}]}"""
        );
        await Http.PostOkAsync(
            "runs/log-inputs",
            $$"""{"run_id":"{{run}}","models":[{"model_id":"{{id}}"}]}"""
        );
        var read = (await Http.GetOkAsync($"runs/get?run_id={run}"))["run"]!;
        Assert.Equal(
            $$"""[{"model_id":"{{id}}","step":3}]""",
            read["outputs"]!["model_outputs"]!.ToJsonString()
        );
        Assert.Equal(id, read["inputs"]!["model_inputs"]![0]!["model_id"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("", "c b a")]
    [InlineData("metrics.auc > 0.4", "b a")]
    [InlineData("metrics.auc > 0.4 AND params.depth = '3'", "a")]
    [InlineData("name LIKE '%b%' OR", null)]
    [InlineData("name IN ('a', 'c')", "c a")]
    [InlineData("tags.kind ILIKE 'TREE'", "b a")]
    [InlineData("status = 'LOGGED_MODEL_READY'", "c")]
    [InlineData("model_type = 'agent'", "b")]
    [InlineData("attributes.creation_timestamp > 0", "c b a")]
    [InlineData("source_run_id != 'x'", "c b a")]
    [InlineData("colour = 'red'", null)]
    public async Task A_filter_finds(string filter, string? expected)
    {
        await ThreeAsync();
        var body = new JsonObject { ["filter"] = filter };
        if (expected is null)
        {
            body["experiment_ids"] = new JsonArray(_experiment);
            await Http.RefusedAsync(
                400,
                "INVALID_PARAMETER_VALUE",
                "POST",
                "logged-models/search",
                body.ToJsonString()
            );
            return;
        }
        Assert.Equal(expected.Split(' ').Order(), (await SearchAsync(body)).Split(' ').Order());
    }

    [Fact]
    public async Task An_order_a_data_set_and_pages_are_kept_to()
    {
        await ThreeAsync();
        Assert.Equal("a b c", await OrderAsync("""[{"field_name":"name"}]"""));
        Assert.Equal("c b a", await OrderAsync("""[{"field_name":"attributes.name","ascending":false}]"""));
        Assert.Equal("b a c", await OrderAsync("""[{"field_name":"metrics.auc","ascending":false}]"""));
        Assert.Equal(
            "a b c",
            await OrderAsync(
                """[{"field_name":"metrics.auc","ascending":false,"dataset_name":"test","dataset_digest":"d"},{"field_name":"name"}]"""
            )
        );
        var onTest = new JsonObject
        {
            ["filter"] = "metrics.auc > 0.1",
            ["datasets"] = JsonNode.Parse("""[{"dataset_name":"test"}]"""),
        };
        Assert.Equal("a", await SearchAsync(onTest));
        var first = await Http.PostOkAsync(
            "logged-models/search",
            $$"""{"experiment_ids":["{{_experiment}}"],"max_results":2,"order_by":[{"field_name":"name"}]}"""
        );
        Assert.Equal("a b", Names(first));
        var second = await Http.PostOkAsync(
            "logged-models/search",
            $$"""{"experiment_ids":["{{_experiment}}"],"max_results":2,"order_by":[{"field_name":"name"}],"page_token":"{{first["next_page_token"]}}"}"""
        );
        Assert.Equal("c", Names(second));
        Assert.Null(second["next_page_token"]);
        foreach (
            var wrong in (string[])
                [
                    "\"order_by\":[{}]",
                    "\"order_by\":[null]",
                    "\"order_by\":[{\"field_name\":\"name DESC\"}]",
                    "\"order_by\":[{\"field_name\":\"nothing\"}]",
                    "\"max_results\":0",
                    "\"max_results\":1001",
                    "\"page_token\":\"x\"",
                ]
        )
        {
            await Http.RefusedAsync(
                400,
                "INVALID_PARAMETER_VALUE",
                "POST",
                "logged-models/search",
                "{" + wrong + "}"
            );
        }
    }

    [Fact]
    public async Task A_deleted_model_is_shown_nowhere_and_its_files_stay_with_the_run()
    {
        var trial = await host.TrialAsync("logged_0");
        using var script = host.ClientOf(trial);
        var made = (
            await script.PostOkAsync(
                "logged-models",
                $$"""{"experiment_id":"{{trial.ExperimentId}}","name":"m"}"""
            )
        )["model"]!["info"]!;
        var id = made["model_id"]!.GetValue<string>();
        var root = made["artifact_uri"]!.GetValue<string>()["mlflow-artifacts:/".Length..];
        using (
            var put = await script.PutAsync(
                $"/api/2.0/mlflow-artifacts/artifacts/{root}/MLmodel",
                new StringContent("x"),
                Calls.Token
            )
        )
        {
            Assert.Equal(200, (int)put.StatusCode);
        }
        await Http.OkAsync("DELETE", $"logged-models/{id}");
        foreach (
            var (method, call, body) in ((string, string, string?)[])
                [
                    ("GET", $"logged-models/{id}", null),
                    ("PATCH", $"logged-models/{id}", """{"status":"LOGGED_MODEL_READY"}"""),
                    ("DELETE", $"logged-models/{id}", null),
                    ("PATCH", $"logged-models/{id}/tags", """{"tags":[]}"""),
                    ("DELETE", $"logged-models/{id}/tags/t", null),
                    ("POST", $"logged-models/{id}/params", """{"params":[]}"""),
                    ("GET", $"logged-models/{id}/artifacts/directories", null),
                ]
        )
        {
            await Http.RefusedAsync(404, "RESOURCE_DOES_NOT_EXIST", method, call, body);
        }
        Assert.True(File.Exists(Path.Combine(trial.Artifacts, "models", id, "MLmodel")));
    }

    [Theory]
    [InlineData("""{"name":"m"}""")]
    [InlineData("""{"experiment_id":"EXPERIMENT","name":"a/b"}""")]
    [InlineData("""{"experiment_id":"EXPERIMENT","name":"a:b"}""")]
    [InlineData("""{"experiment_id":"EXPERIMENT","params":[{"value":"x"}]}""")]
    [InlineData("""{"experiment_id":"EXPERIMENT","tags":[{"key":"a#b"}]}""")]
    [InlineData("""{"experiment_id":"EXPERIMENT","tags":[null]}""")]
    public async Task A_wrong_model_is_refused(string body) =>
        await Http.RefusedAsync(
            400,
            "INVALID_PARAMETER_VALUE",
            "POST",
            "logged-models",
            body.Replace("EXPERIMENT", _experiment, StringComparison.Ordinal)
        );

    private async Task ThreeAsync()
    {
        var run = await host.RunAsync(_experiment);
        var a = await ModelAsync("a", run, "tree", "3");
        var b = await ModelAsync("b", run, "tree", "4", "agent");
        var c = await ModelAsync("c", run, "linear", "4");
        await Http.OkAsync("PATCH", $"logged-models/{c}", """{"status":"LOGGED_MODEL_READY"}""");
        await Http.PostOkAsync(
            "runs/log-batch",
            $$"""
            {"run_id":"{{run}}","metrics":[
              {"key":"auc","value":0.9,"timestamp":2,"model_id":"{{b}}"},
              {"key":"auc","value":0.5,"timestamp":3,"model_id":"{{a}}","dataset_name":"test","dataset_digest":"d"}]}
            """
        );
    }

    private async Task<string> ModelAsync(
        string name,
        string run,
        string kind = "x",
        string depth = "1",
        string type = ""
    ) =>
        (
            await Http.PostOkAsync(
                "logged-models",
                $$"""{"experiment_id":"{{_experiment}}","name":"{{name}}","source_run_id":"{{run}}","model_type":"{{type}}","params":[{"key":"depth","value":"{{depth}}"}],"tags":[{"key":"kind","value":"{{kind}}"}]}"""
            )
        )["model"]!["info"]!["model_id"]!.GetValue<string>();

    private Task<string> OrderAsync(string order) =>
        SearchAsync(new JsonObject { ["order_by"] = JsonNode.Parse(order) });

    private async Task<string> SearchAsync(JsonObject body)
    {
        body["experiment_ids"] = new JsonArray(_experiment);
        return Names(await Http.PostOkAsync("logged-models/search", body.ToJsonString()));
    }

    private static string Names(JsonNode answer) =>
        string.Join(
            ' ',
            (answer["models"]?.AsArray() ?? []).Select(model => model!["info"]!["name"]!.GetValue<string>())
        );
}
