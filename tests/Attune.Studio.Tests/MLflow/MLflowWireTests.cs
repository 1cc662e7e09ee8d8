using System.Text.Json.Nodes;

namespace Attune.Studio.Tests;

/// <summary>Every row of the protocol's tables, on the wire.</summary>
public sealed class MLflowWireTests(TestHost host) : IClassFixture<TestHost>
{
    private HttpClient Http => host.Http;

    [Fact]
    public async Task Health_and_version_are_texts_at_the_root()
    {
        using var stranger = host.Client(null);
        Assert.Equal("OK", await stranger.GetStringAsync("/health", Calls.Token));
        Assert.Matches(@"^\d+\.\d+", await stranger.GetStringAsync("/version", Calls.Token));
    }

    [Fact]
    public async Task The_default_experiment_exists()
    {
        var experiment = (await Http.GetOkAsync("experiments/get?experiment_id=0"))["experiment"]!;
        Assert.Equal("Default", experiment["name"]!.GetValue<string>());
        Assert.Equal("0", experiment["experiment_id"]!.GetValue<string>());
        Assert.Equal("active", experiment["lifecycle_stage"]!.GetValue<string>());
    }

    [Fact]
    public async Task An_experiment_is_created_found_renamed_tagged_deleted_and_restored()
    {
        var id = (
            await Http.PostOkAsync(
                "experiments/create",
                """{"name":"e1","tags":[{"key":"a","value":"1"}],"unknown":{"x":[]}}"""
            )
        )["experiment_id"]!.GetValue<string>();
        await Http.RefusedAsync(
            400,
            "RESOURCE_ALREADY_EXISTS",
            "POST",
            "experiments/create",
            """{"name":"e1"}"""
        );
        Assert.Equal(
            id,
            (await Http.GetOkAsync("experiments/get-by-name?experiment_name=e1"))["experiment"]![
                "experiment_id"
            ]!.GetValue<string>()
        );
        await Http.RefusedAsync(
            404,
            "RESOURCE_DOES_NOT_EXIST",
            "GET",
            "experiments/get-by-name?experiment_name=none"
        );
        await Http.RefusedAsync(404, "RESOURCE_DOES_NOT_EXIST", "GET", "experiments/get?experiment_id=999");
        Assert.Equal(
            "{}",
            (
                await Http.PostOkAsync(
                    "experiments/update",
                    $$"""{"experiment_id":"{{id}}","new_name":"e2"}"""
                )
            ).ToJsonString()
        );
        await Http.PostOkAsync(
            "experiments/set-experiment-tag",
            $$"""{"experiment_id":"{{id}}","key":"b","value":"2"}"""
        );
        await Http.PostOkAsync("experiments/delete", $$"""{"experiment_id":"{{id}}"}""");
        var deleted = (await Http.GetOkAsync($"experiments/get?experiment_id={id}"))["experiment"]!;
        Assert.Equal("deleted", deleted["lifecycle_stage"]!.GetValue<string>());
        await Http.RefusedAsync(
            400,
            "INVALID_PARAMETER_VALUE",
            "POST",
            "runs/create",
            $$"""{"experiment_id":"{{id}}"}"""
        );
        await Http.PostOkAsync("experiments/restore", $$"""{"experiment_id":"{{id}}"}""");
        var found = (
            await Http.PostOkAsync(
                "experiments/search",
                """{"filter":"name LIKE 'e%' AND tags.b = '2'","max_results":10}"""
            )
        )["experiments"]!.AsArray();
        Assert.Equal("e2", Assert.Single(found)!["name"]!.GetValue<string>());
        Assert.Contains(
            (await Http.GetOkAsync("experiments/list"))["experiments"]!.AsArray(),
            item => item!["name"]!.GetValue<string>() == "Default"
        );
        Assert.Equal(2, found[0]!["tags"]!.AsArray().Count);
    }

    [Fact]
    public async Task Experiments_come_in_pages()
    {
        for (var i = 0; i < 3; i++)
        {
            await Http.PostOkAsync("experiments/create", $$"""{"name":"page{{i}}"}""");
        }
        var first = await Http.PostOkAsync(
            "experiments/search",
            """{"filter":"name LIKE 'page%'","max_results":2,"order_by":["name DESC"]}"""
        );
        Assert.Equal(
            ["page2", "page1"],
            first["experiments"]!.AsArray().Select(item => item!["name"]!.GetValue<string>())
        );
        var token = first["next_page_token"]!.GetValue<string>();
        var second = await Http.PostOkAsync(
            "experiments/search",
            $$"""{"filter":"name LIKE 'page%'","max_results":2,"order_by":["name DESC"],"page_token":"{{token}}"}"""
        );
        Assert.Equal("page0", Assert.Single(second["experiments"]!.AsArray())!["name"]!.GetValue<string>());
        Assert.Null(second["next_page_token"]);
        await Http.RefusedAsync(
            400,
            "INVALID_PARAMETER_VALUE",
            "POST",
            "experiments/search",
            """{"page_token":"nonsense"}"""
        );
    }

    [Fact]
    public async Task A_run_is_created_with_a_name_and_read_back()
    {
        var made = (
            await Http.PostOkAsync(
                "runs/create",
                """{"experiment_id":"0","user_id":"me","start_time":"17","tags":[{"key":"mlflow.source.name","value":"x.py"}]}"""
            )
        )["run"]!;
        var info = made["info"]!;
        var id = info["run_id"]!.GetValue<string>();
        Assert.Equal(id, info["run_uuid"]!.GetValue<string>());
        Assert.Equal("0", info["experiment_id"]!.GetValue<string>());
        Assert.Equal(17, info["start_time"]!.GetValue<long>());
        Assert.Equal("RUNNING", info["status"]!.GetValue<string>());
        Assert.Equal($"mlflow-artifacts:/0/{id}/artifacts", info["artifact_uri"]!.GetValue<string>());
        Assert.Null(made["data"]!["metrics"]);
        Assert.NotEmpty(info["run_name"]!.GetValue<string>());
        Assert.Contains(
            made["data"]!["tags"]!.AsArray(),
            tag => tag!["key"]!.GetValue<string>() == "mlflow.runName"
        );
        var updated = (
            await Http.PostOkAsync(
                "runs/update",
                $$"""{"run_id":"{{id}}","status":"FINISHED","end_time":99,"run_name":"n"}"""
            )
        )["run_info"]!;
        Assert.Equal(
            ("FINISHED", 99L, "n"),
            (
                updated["status"]!.GetValue<string>(),
                updated["end_time"]!.GetValue<long>(),
                updated["run_name"]!.GetValue<string>()
            )
        );
        await Http.PostOkAsync("runs/update", $$"""{"run_id":"{{id}}","status":"WHATEVER"}""");
        var read = (await Http.GetOkAsync($"runs/get?run_id={id}"))["run"]!;
        Assert.Equal("FINISHED", read["info"]!["status"]!.GetValue<string>());
        Assert.Equal("n", Tag(read, "mlflow.runName"));
        await Http.RefusedAsync(404, "RESOURCE_DOES_NOT_EXIST", "GET", "runs/get?run_id=none");
        await Http.RefusedAsync(400, "INVALID_PARAMETER_VALUE", "GET", "runs/get");
    }

    [Fact]
    public async Task Metrics_are_logged_read_back_and_kept_once()
    {
        var run = await host.RunAsync();
        Assert.Equal(
            "{}",
            (
                await Http.PostOkAsync(
                    "runs/log-metric",
                    $$"""{"run_id":"{{run}}","key":"m","value":"1.5","timestamp":"5","step":"2"}"""
                )
            ).ToJsonString()
        );
        await Http.PostOkAsync(
            "runs/log-metric",
            $$"""{"run_id":"{{run}}","run_uuid":"{{run}}","key":"m","value":1.5,"timestamp":5,"step":2,"model_id":"m-1"}"""
        );
        await Http.PostOkAsync(
            "runs/log-metric",
            $$"""{"run_id":"{{run}}","key":"m","value":"NaN","timestamp":6,"step":-3}"""
        );
        await Http.PostOkAsync(
            "runs/log-metric",
            $$"""{"run_id":"{{run}}","key":"m","value":"-Infinity","timestamp":4}"""
        );
        await Http.PostOkAsync(
            "runs/log-metric",
            $$"""{"run_id":"{{run}}","key":"m","value":1e308,"timestamp":4,"step":9223372036854775807}"""
        );
        var history = await Http.GetOkAsync($"metrics/get-history?run_id={run}&metric_key=m&max_results=3");
        Assert.Equal(
            ["1.5@2", "NaN@-3", "-Infinity@0"],
            history["metrics"]!.AsArray().Select(point => $"{point!["value"]}@{point["step"]}")
        );
        var token = Uri.EscapeDataString(history["next_page_token"]!.GetValue<string>());
        var rest = await Http.GetOkAsync(
            $"metrics/get-history?run_id={run}&metric_key=m&max_results=3&page_token={token}"
        );
        Assert.Equal(
            9223372036854775807,
            Assert.Single(rest["metrics"]!.AsArray())!["step"]!.GetValue<long>()
        );
        Assert.Null(rest["next_page_token"]);
        var latest = Assert.Single(
            (await Http.GetOkAsync($"runs/get?run_id={run}"))["run"]!["data"]!["metrics"]!.AsArray()
        )!;
        Assert.Equal(1e308, latest["value"]!.GetValue<double>());
        Assert.Equal(
            "{}",
            (await Http.GetOkAsync($"metrics/get-history?run_id={run}&metric_key=none")).ToJsonString()
        );
    }

    [Theory]
    [InlineData("""{"key":"m","value":1,"timestamp":1}""")]
    [InlineData("""{"run_id":"R","value":1,"timestamp":1}""")]
    [InlineData("""{"run_id":"R","key":"m","timestamp":1}""")]
    [InlineData("""{"run_id":"R","key":"m","value":1}""")]
    [InlineData("""{"run_id":"R","key":"m","value":"one","timestamp":1}""")]
    [InlineData("""{"run_id":"R","key":"m","value":true,"timestamp":1}""")]
    [InlineData("""{"run_id":"R","key":"m","value":1,"timestamp":"x"}""")]
    [InlineData("""{"run_id":"R","key":"m","value":1,"timestamp":1,"step":1.5}""")]
    [InlineData("""{"run_id":"R","key":"a#b","value":1,"timestamp":1}""")]
    [InlineData("""{"run_id":"R","key":"../x","value":1,"timestamp":1}""")]
    [InlineData("""{"run_id":"R","key":"a//b","value":1,"timestamp":1}""")]
    [InlineData("""{"run_id":"R","key":"/a","value":1,"timestamp":1}""")]
    [InlineData("""{"run_id":"R","key":"\ud800","value":1,"timestamp":1}""")]
    [InlineData("""{"run_id":"R","key":"LONG","value":1,"timestamp":1}""")]
    public async Task A_wrong_metric_is_refused(string json)
    {
        var run = await host.RunAsync();
        json = json.Replace("\"R\"", $"\"{run}\"", StringComparison.Ordinal)
            .Replace("LONG", new string('k', 251), StringComparison.Ordinal);
        await Http.RefusedAsync(400, "INVALID_PARAMETER_VALUE", "POST", "runs/log-metric", json);
    }

    [Fact]
    public async Task A_batch_is_kept_whole_or_not_at_all()
    {
        var run = await host.RunAsync();
        await Http.PostOkAsync(
            "runs/log-batch",
            $$"""{"metrics":[{"key":"a/b c:d","value":1,"timestamp":1,"step":0}],"params":[{"key":"p","value":"1"}],"tags":[{"key":"t","value":"x"}],"run_id":"{{run}}"}"""
        );
        await Http.PostOkAsync(
            "runs/log-batch",
            $$"""{"run_id":"{{run}}","params":[{"key":"p","value":"1"},{"key":"q","value":null}]}"""
        );
        await Http.RefusedAsync(
            400,
            "INVALID_PARAMETER_VALUE",
            "POST",
            "runs/log-batch",
            $$"""{"run_id":"{{run}}","metrics":[{"key":"n","value":1,"timestamp":1}],"params":[{"key":"p","value":"2"}],"tags":[{"key":"u","value":"x"}]}"""
        );
        await Http.RefusedAsync(
            400,
            "INVALID_PARAMETER_VALUE",
            "POST",
            "runs/log-batch",
            $$"""{"run_id":"{{run}}","params":[{"key":"z","value":"1"},{"key":"z","value":"2"}]}"""
        );
        await Http.RefusedAsync(
            400,
            "INVALID_PARAMETER_VALUE",
            "POST",
            "runs/log-parameter",
            $$"""{"run_id":"{{run}}","key":"p","value":"2"}"""
        );
        await Http.PostOkAsync("runs/log-parameter", $$"""{"run_id":"{{run}}","key":"p","value":"1"}""");
        await Http.PostOkAsync("runs/log-batch", $$"""{"run_id":"{{run}}"}""");
        await Http.RefusedAsync(
            404,
            "RESOURCE_DOES_NOT_EXIST",
            "POST",
            "runs/log-batch",
            """{"run_id":"none","metrics":[{"key":"n","value":1,"timestamp":1}]}"""
        );
        var data = (await Http.GetOkAsync($"runs/get?run_id={run}"))["run"]!["data"]!;
        Assert.Equal("a/b c:d", Assert.Single(data["metrics"]!.AsArray())!["key"]!.GetValue<string>());
        Assert.Equal(["p", "q"], data["params"]!.AsArray().Select(pair => pair!["key"]!.GetValue<string>()));
        Assert.DoesNotContain(data["tags"]!.AsArray(), tag => tag!["key"]!.GetValue<string>() == "u");
    }

    [Fact]
    public async Task A_batch_has_limits()
    {
        var run = await host.RunAsync();
        string Metrics(int count) =>
            string.Join(
                ',',
                Enumerable
                    .Range(0, count)
                    .Select(i => $$"""{"key":"m","value":{{i}},"timestamp":1,"step":{{i}}}""")
            );
        string Texts(int count) =>
            string.Join(',', Enumerable.Range(0, count).Select(i => $$"""{"key":"k{{i}}","value":"v"}"""));
        await Http.PostOkAsync("runs/log-batch", $$"""{"run_id":"{{run}}","metrics":[{{Metrics(1000)}}]}""");
        foreach (
            var body in (string[])
                [
                    $"\"metrics\":[{Metrics(1001)}]",
                    $"\"params\":[{Texts(101)}]",
                    $"\"tags\":[{Texts(101)}]",
                    $"\"metrics\":[{Metrics(950)}],\"params\":[{Texts(51)}]",
                    $"\"tags\":[{{\"key\":\"t\",\"value\":\"{new string('x', 1_000_001)}\"}}]",
                ]
        )
        {
            await Http.RefusedAsync(
                400,
                "INVALID_PARAMETER_VALUE",
                "POST",
                "runs/log-batch",
                $$"""{"run_id":"{{run}}",{{body}}}"""
            );
        }
        await Http.RefusedAsync(
            400,
            "INVALID_PARAMETER_VALUE",
            "POST",
            "runs/search",
            """{"experiment_ids":["0"],"max_results":50001}"""
        );
    }

    [Fact]
    public async Task Long_values_are_cut_silently()
    {
        var run = await host.RunAsync();
        await Http.PostOkAsync(
            "runs/log-parameter",
            $$"""{"run_id":"{{run}}","key":"p","value":"{{new string('x', 7000)}}"}"""
        );
        await Http.PostOkAsync(
            "runs/set-tag",
            $$"""{"run_id":"{{run}}","key":"t","value":"{{new string('x', 9000)}}"}"""
        );
        var read = (await Http.GetOkAsync($"runs/get?run_id={run}"))["run"]!;
        Assert.Equal(6000, read["data"]!["params"]![0]!["value"]!.GetValue<string>().Length);
        Assert.Equal(8000, Tag(read, "t")!.Length);
    }

    [Fact]
    public async Task Tags_are_set_changed_and_deleted()
    {
        var run = await host.RunAsync();
        await Http.PostOkAsync("runs/set-tag", $$"""{"run_id":"{{run}}","key":"t","value":"1"}""");
        await Http.PostOkAsync("runs/set-tag", $$"""{"run_id":"{{run}}","key":"t","value":"2"}""");
        Assert.Equal("2", Tag((await Http.GetOkAsync($"runs/get?run_id={run}"))["run"]!, "t"));
        await Http.PostOkAsync("runs/delete-tag", $$"""{"run_id":"{{run}}","key":"t"}""");
        await Http.RefusedAsync(
            404,
            "RESOURCE_DOES_NOT_EXIST",
            "POST",
            "runs/delete-tag",
            $$"""{"run_id":"{{run}}","key":"t"}"""
        );
        await Http.PostOkAsync(
            "runs/set-tag",
            $$"""{"run_id":"{{run}}","key":"mlflow.runName","value":"new name"}"""
        );
        Assert.Equal(
            "new name",
            (await Http.GetOkAsync($"runs/get?run_id={run}"))["run"]!["info"]!["run_name"]!.GetValue<string>()
        );
    }

    [Fact]
    public async Task A_deleted_run_takes_nothing_and_a_finished_one_does()
    {
        var run = await host.RunAsync();
        await Http.PostOkAsync("runs/update", $$"""{"run_id":"{{run}}","status":"FINISHED","end_time":1}""");
        await Http.PostOkAsync(
            "runs/log-metric",
            $$"""{"run_id":"{{run}}","key":"m","value":1,"timestamp":1}"""
        );
        await Http.PostOkAsync("runs/delete", $$"""{"run_id":"{{run}}"}""");
        await Http.RefusedAsync(
            400,
            "INVALID_PARAMETER_VALUE",
            "POST",
            "runs/log-metric",
            $$"""{"run_id":"{{run}}","key":"m","value":2,"timestamp":1}"""
        );
        await Http.RefusedAsync(
            400,
            "INVALID_PARAMETER_VALUE",
            "POST",
            "runs/update",
            $$"""{"run_id":"{{run}}","status":"RUNNING"}"""
        );
        await Http.PostOkAsync("runs/restore", $$"""{"run_id":"{{run}}"}""");
        await Http.PostOkAsync(
            "runs/log-metric",
            $$"""{"run_id":"{{run}}","key":"m","value":2,"timestamp":1}"""
        );
    }

    [Fact]
    public async Task Models_and_data_sets_of_a_run_are_kept()
    {
        var run = await host.RunAsync();
        await Http.PostOkAsync(
            "runs/log-model",
            $$"""{"run_id":"{{run}}","model_json":"{\"artifact_path\":\"model\"}"}"""
        );
        await Http.PostOkAsync(
            "runs/log-model",
            $$"""{"run_id":"{{run}}","model_json":"{\"artifact_path\":\"model2\"}"}"""
        );
        await Http.RefusedAsync(
            400,
            "INVALID_PARAMETER_VALUE",
            "POST",
            "runs/log-model",
            $$"""{"run_id":"{{run}}","model_json":"[1"}"""
        );
        var inputs =
            $$$"""{"run_id":"{{{run}}}","datasets":[{"tags":[{"key":"mlflow.data.context","value":"train"}],"dataset":{"name":"d","digest":"1","source_type":"local","source":"{}","schema":"s","profile":"p"}}]}""";
        await Http.PostOkAsync("runs/log-inputs", inputs);
        await Http.PostOkAsync("runs/log-inputs", inputs);
        await Http.PostOkAsync(
            "runs/outputs",
            $$"""{"run_id":"{{run}}","models":[{"model_id":"m-1","step":0}]}"""
        );
        var read = (await Http.GetOkAsync($"runs/get?run_id={run}"))["run"]!;
        Assert.Equal(2, JsonNode.Parse(Tag(read, "mlflow.log-model.history")!)!.AsArray().Count);
        Assert.Equal(
            "d",
            Assert.Single(read["inputs"]!["dataset_inputs"]!.AsArray())!["dataset"]![
                "name"
            ]!.GetValue<string>()
        );
        Assert.Equal("m-1", read["outputs"]!["model_outputs"]![0]!["model_id"]!.GetValue<string>());
        var summaries = (
            await Http.PostOkAsync("experiments/search-datasets", """{"experiment_ids":["0"]}""")
        )["dataset_summaries"]!.AsArray();
        Assert.Contains(summaries, item => item!["context"]!.GetValue<string>() == "train");
    }

    [Fact]
    public async Task Histories_of_several_runs_come_at_once_and_thinned_out()
    {
        var runs = new[] { await host.RunAsync(), await host.RunAsync() };
        foreach (var run in runs)
        {
            var points = string.Join(
                ',',
                Enumerable
                    .Range(0, 900)
                    .Select(i => $$"""{"key":"m","value":{{i}},"timestamp":{{i}},"step":{{i}}}""")
            );
            await Http.PostOkAsync("runs/log-batch", $$"""{"run_id":"{{run}}","metrics":[{{points}}]}""");
        }
        var bulk = (
            await Http.GetOkAsync(
                $"/ajax-api/2.0/mlflow/metrics/get-history-bulk?run_id={runs[0]}&run_id={runs[1]}&metric_key=m"
            )
        )["metrics"]!.AsArray();
        Assert.Equal(1800, bulk.Count);
        var thin = (
            await Http.GetOkAsync(
                $"/ajax-api/2.0/mlflow/metrics/get-history-bulk-interval?run_ids={runs[0]}&metric_key=m&start_step=100&end_step=500&max_results=5"
            )
        )["metrics"]!.AsArray();
        Assert.Equal([100, 200, 300, 400, 500], thin.Select(point => point!["step"]!.GetValue<long>()));
        Assert.Equal(runs[0], thin[0]!["run_id"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("GET", "runs/log-metric")]
    [InlineData("POST", "nothing/here")]
    [InlineData("GET", "/nothing")]
    [InlineData("PUT", "experiments/create")]
    public async Task An_unknown_call_is_refused_in_the_protocols_form(string method, string path) =>
        await Http.RefusedAsync(404, "ENDPOINT_NOT_FOUND", method, path);

    [Fact]
    public async Task Only_json_bodies_are_taken()
    {
        foreach (
            var type in (string[])["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"]
        )
        {
            using var content = new StringContent(
                """{"name":"x"}""",
                new System.Net.Http.Headers.MediaTypeHeaderValue(type)
            );
            using var response = await Http.PostAsync(
                "/api/2.0/mlflow/experiments/create",
                content,
                Calls.Token
            );
            Assert.Equal(400, (int)response.StatusCode);
        }
        await Http.RefusedAsync(
            400,
            "INVALID_PARAMETER_VALUE",
            "POST",
            "experiments/create",
            """{"name":5}"""
        );
        await Http.RefusedAsync(400, "INVALID_PARAMETER_VALUE", "POST", "experiments/create", "[]");
        await Http.RefusedAsync(400, "INVALID_PARAMETER_VALUE", "POST", "experiments/create", "null");
        await Http.RefusedAsync(
            400,
            "INVALID_PARAMETER_VALUE",
            "POST",
            "experiments/create",
            """{"name":"x"} x"""
        );
        await Http.RefusedAsync(
            400,
            "INVALID_PARAMETER_VALUE",
            "POST",
            "experiments/create",
            """{"name":"x","artifact_location":"file:///etc"}"""
        );
    }

    [Fact]
    public async Task An_mlflow_3_client_logs_a_model()
    {
        var run = await host.RunAsync();
        var model = (
            await Http.PostOkAsync(
                "logged-models",
                $$"""{"experiment_id":"0","name":"clf","source_run_id":"{{run}}","model_type":"","params":[{"key":"a","value":"1"}],"tags":[]}"""
            )
        )["model"]!["info"]!;
        var id = model["model_id"]!.GetValue<string>();
        Assert.Matches("^m-[0-9a-f]{32}$", id);
        Assert.Equal("LOGGED_MODEL_PENDING", model["status"]!.GetValue<string>());
        var root = model["artifact_uri"]!.GetValue<string>()["mlflow-artifacts:/".Length..];
        using var put = await Http.PutAsync(
            $"/api/2.0/mlflow-artifacts/artifacts/{root}/MLmodel",
            new StringContent("flavors:"),
            Calls.Token
        );
        Assert.Equal(200, (int)put.StatusCode);
        Assert.Equal(
            "LOGGED_MODEL_READY",
            (await Http.OkAsync("PATCH", $"logged-models/{id}", """{"status":"LOGGED_MODEL_READY"}"""))[
                "model"
            ]!["info"]!["status"]!.GetValue<string>()
        );
        await Http.OkAsync("PATCH", $"logged-models/{id}/tags", """{"tags":[{"key":"t","value":"v"}]}""");
        await Http.OkAsync("DELETE", $"logged-models/{id}/tags/t");
        await Http.PostOkAsync($"logged-models/{id}/params", """{"params":[{"key":"b","value":"2"}]}""");
        var read = (await Http.GetOkAsync($"logged-models/{id}"))["model"]!;
        Assert.Null(read["info"]!["tags"]);
        Assert.Equal(2, read["data"]!["params"]!.AsArray().Count);
        Assert.Equal(
            "MLmodel",
            (await Http.GetOkAsync($"logged-models/{id}/artifacts/directories"))["files"]![0]![
                "path"
            ]!.GetValue<string>()
        );
        var found = (
            await Http.PostOkAsync(
                "logged-models/search",
                """{"experiment_ids":["0"],"filter":"name = 'clf'"}"""
            )
        )["models"]!.AsArray();
        Assert.Single(found);
        await Http.OkAsync("DELETE", $"logged-models/{id}");
        await Http.RefusedAsync(404, "RESOURCE_DOES_NOT_EXIST", "GET", $"logged-models/{id}");
    }

    [Fact]
    public async Task The_calls_of_a_script_in_a_trial_go_through()
    {
        var trial = await host.TrialAsync("lab_0");
        using var client = host.ClientOf(trial);
        Assert.Equal(
            "lab_0",
            (await client.GetOkAsync("runs/get?run_id=lab_0&run_uuid=lab_0"))["run"]!["info"]![
                "run_id"
            ]!.GetValue<string>()
        );
        await client.PostOkAsync(
            "runs/update",
            """{"run_id":"lab_0","run_uuid":"lab_0","status":"RUNNING"}"""
        );
        await client.PostOkAsync("runs/log-parameter", """{"run_id":"lab_0","key":"lr","value":"0.10"}""");
        await client.PostOkAsync(
            "runs/log-metric",
            """{"run_id":"lab_0","key":"AUC","value":0.8,"timestamp":1,"step":0}"""
        );
        using var put = await client.PutAsync(
            "/api/2.0/mlflow-artifacts/artifacts/" + $"{trial.ExperimentId}/lab_0/artifacts/ROC-Curve.png",
            new ByteArrayContent([1, 2, 3]),
            Calls.Token
        );
        Assert.Equal("{}", await put.Content.ReadAsStringAsync(Calls.Token));
        Assert.Equal(
            [1, 2, 3],
            await File.ReadAllBytesAsync(Path.Combine(trial.Artifacts, "ROC-Curve.png"), Calls.Token)
        );
        await client.PostOkAsync("runs/update", """{"run_id":"lab_0","status":"FINISHED","end_time":9}""");
        var point = Assert.Single(
            await host.Database.Measurements.ReadAsync("lab_0", null, 0, 10, Calls.Token)
        );
        Assert.Equal(1, point.Attempt);
        host.Forget("lab_0");
        var read = (await host.Http.GetOkAsync("runs/get?run_id=lab_0"))["run"]!;
        Assert.Equal("0.10", read["data"]!["params"]![0]!["value"]!.GetValue<string>());
    }

    private static string? Tag(JsonNode run, string key) =>
        run["data"]!["tags"]!
            .AsArray()
            .FirstOrDefault(tag => tag!["key"]!.GetValue<string>() == key)
            ?["value"]!.GetValue<string>();
}
