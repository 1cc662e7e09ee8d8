using System.Text.Json.Nodes;

namespace Attune.Studio.Tests.MLflow;

/// <summary>The rows of the protocol's error contract, each with its status, code and what its text must say.</summary>
public sealed class ErrorContractTests(TestHost host) : IClassFixture<TestHost>
{
    private HttpClient Http => host.Http;

    [Theory]
    [InlineData("POST", "experiments/create", "{}", "name")]
    [InlineData("GET", "experiments/get", null, "experiment_id")]
    [InlineData("GET", "experiments/get-by-name", null, "experiment_name")]
    [InlineData("POST", "experiments/update", """{"new_name":"x"}""", "experiment_id")]
    [InlineData("POST", "experiments/update", """{"experiment_id":"0"}""", "new_name")]
    [InlineData("POST", "experiments/delete", "{}", "experiment_id")]
    [InlineData("POST", "experiments/restore", "{}", "experiment_id")]
    [InlineData("POST", "experiments/set-experiment-tag", """{"key":"k"}""", "experiment_id")]
    [InlineData("POST", "experiments/set-experiment-tag", """{"experiment_id":"0"}""", "key")]
    [InlineData("POST", "experiments/delete-experiment-tag", """{"key":"k"}""", "experiment_id")]
    [InlineData("POST", "experiments/delete-experiment-tag", """{"experiment_id":"0"}""", "key")]
    [InlineData("GET", "runs/get", null, "run_id")]
    [InlineData("POST", "runs/update", """{"status":"FAILED"}""", "run_id")]
    [InlineData("POST", "runs/delete", "{}", "run_id")]
    [InlineData("POST", "runs/restore", "{}", "run_id")]
    [InlineData("POST", "runs/log-metric", """{"key":"m","value":1,"timestamp":1}""", "run_id")]
    [InlineData("POST", "runs/log-metric", """{"run_id":"r","key":"m","timestamp":1}""", "value")]
    [InlineData("POST", "runs/log-metric", """{"run_id":"r","key":"m","value":1}""", "timestamp")]
    [InlineData("POST", "runs/log-parameter", """{"key":"k","value":"v"}""", "run_id")]
    [InlineData("POST", "runs/log-parameter", """{"run_id":"r","value":"v"}""", "key")]
    [InlineData("POST", "runs/set-tag", """{"run_id":"r","value":"v"}""", "key")]
    [InlineData("POST", "runs/delete-tag", """{"key":"k"}""", "run_id")]
    [InlineData("POST", "runs/log-batch", "{}", "run_id")]
    [InlineData("POST", "runs/log-model", """{"model_json":"{}"}""", "run_id")]
    [InlineData("POST", "runs/log-model", """{"run_id":"RUN"}""", "model_json")]
    [InlineData("POST", "runs/log-inputs", "{}", "run_id")]
    [InlineData("POST", "runs/outputs", "{}", "run_id")]
    [InlineData("GET", "metrics/get-history?metric_key=m", null, "run_id")]
    [InlineData("GET", "metrics/get-history?run_id=RUN", null, "metric_key")]
    [InlineData("GET", "artifacts/list", null, "run_id")]
    [InlineData("GET", "/get-artifact?run_uuid=RUN", null, "path")]
    [InlineData("GET", "/api/2.0/mlflow-artifacts/artifacts", null, "path")]
    [InlineData("POST", "registered-models/create", "{}", "name")]
    [InlineData("GET", "registered-models/get", null, "name")]
    [InlineData("PATCH", "registered-models/update", "{}", "name")]
    [InlineData("POST", "registered-models/rename", """{"name":"x"}""", "new_name")]
    [InlineData("DELETE", "registered-models/delete", "{}", "name")]
    [InlineData("POST", "registered-models/get-latest-versions", "{}", "name")]
    [InlineData("GET", "registered-models/get-latest-versions", null, "name")]
    [InlineData("POST", "registered-models/set-tag", """{"key":"k"}""", "name")]
    [InlineData("DELETE", "registered-models/delete-tag", """{"key":"k"}""", "name")]
    [InlineData("POST", "registered-models/alias", """{"name":"x","version":"1"}""", "alias")]
    [InlineData("POST", "registered-models/alias", """{"name":"x","alias":"a"}""", "version")]
    [InlineData("GET", "registered-models/alias?name=x", null, "alias")]
    [InlineData("DELETE", "registered-models/alias", """{"name":"x"}""", "alias")]
    [InlineData("POST", "model-versions/create", """{"name":"x"}""", "source")]
    [InlineData("GET", "model-versions/get?name=x", null, "version")]
    [InlineData("GET", "model-versions/get?version=1", null, "name")]
    [InlineData("PATCH", "model-versions/update", """{"name":"x"}""", "version")]
    [InlineData("DELETE", "model-versions/delete", """{"version":"1"}""", "name")]
    [InlineData("POST", "model-versions/transition-stage", """{"name":"x","version":"1"}""", "stage")]
    [InlineData("GET", "model-versions/get-download-uri?name=x", null, "version")]
    [InlineData("GET", "/model-versions/get-artifact?name=x&version=1", null, "path")]
    [InlineData("POST", "logged-models", "{}", "experiment_id")]
    public async Task A_missing_field_is_named(string method, string call, string? body, string field)
    {
        var run = await host.RunAsync();
        var message = await Http.RefusedAsync(
            400,
            "INVALID_PARAMETER_VALUE",
            method,
            call.Replace("RUN", run, StringComparison.Ordinal),
            body?.Replace("RUN", run, StringComparison.Ordinal)
        );
        Assert.StartsWith(
            $"Missing value for required parameter '{field}'",
            message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("GET", "runs/get?run_id=none", null)]
    [InlineData("POST", "runs/update", """{"run_id":"none"}""")]
    [InlineData("POST", "runs/delete", """{"run_id":"none"}""")]
    [InlineData("POST", "runs/restore", """{"run_id":"none"}""")]
    [InlineData("POST", "runs/log-metric", """{"run_id":"none","key":"m","value":1,"timestamp":1}""")]
    [InlineData("POST", "runs/log-parameter", """{"run_id":"none","key":"k","value":"v"}""")]
    [InlineData("POST", "runs/log-batch", """{"run_id":"none"}""")]
    [InlineData("POST", "runs/set-tag", """{"run_id":"none","key":"k","value":"v"}""")]
    [InlineData("POST", "runs/delete-tag", """{"run_id":"none","key":"k"}""")]
    [InlineData("POST", "runs/delete-tag", """{"run_id":"RUN","key":"none"}""")]
    [InlineData("POST", "runs/log-model", """{"run_id":"none","model_json":"{}"}""")]
    [InlineData("POST", "runs/log-inputs", """{"run_id":"none"}""")]
    [InlineData("POST", "runs/outputs", """{"run_id":"none"}""")]
    [InlineData("POST", "runs/create", """{"experiment_id":"999"}""")]
    [InlineData("GET", "metrics/get-history?run_id=none&metric_key=m", null)]
    [InlineData("GET", "metrics/get-history-bulk?run_id=none&metric_key=m", null)]
    [InlineData("GET", "metrics/get-history-bulk-interval?run_ids=none&metric_key=m", null)]
    [InlineData("GET", "artifacts/list?run_id=none", null)]
    [InlineData("GET", "/get-artifact?run_uuid=none&path=x", null)]
    [InlineData("GET", "/get-artifact?run_uuid=RUN&path=none", null)]
    [InlineData("GET", "/api/2.0/mlflow-artifacts/artifacts/0/RUN/artifacts/none", null)]
    [InlineData("GET", "experiments/get?experiment_id=999", null)]
    [InlineData("GET", "experiments/get?experiment_id=x", null)]
    [InlineData("GET", "experiments/get-by-name?experiment_name=none", null)]
    [InlineData("POST", "experiments/update", """{"experiment_id":"999","new_name":"x"}""")]
    [InlineData("POST", "experiments/delete", """{"experiment_id":"999"}""")]
    [InlineData("POST", "experiments/restore", """{"experiment_id":"999"}""")]
    [InlineData(
        "POST",
        "experiments/set-experiment-tag",
        """{"experiment_id":"999","key":"k","value":"v"}"""
    )]
    [InlineData("POST", "experiments/delete-experiment-tag", """{"experiment_id":"0","key":"none"}""")]
    [InlineData("POST", "logged-models", """{"experiment_id":"999"}""")]
    [InlineData("POST", "logged-models", """{"experiment_id":"0","source_run_id":"none"}""")]
    [InlineData("GET", "logged-models/m-none", null)]
    public async Task What_is_not_there_is_not_found(string method, string call, string? body)
    {
        var run = await host.RunAsync();
        await Http.RefusedAsync(
            404,
            "RESOURCE_DOES_NOT_EXIST",
            method,
            call.Replace("RUN", run, StringComparison.Ordinal),
            body?.Replace("RUN", run, StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("runs/log-metric", """{"run_id":"RUN","key":"m","value":1,"timestamp":1}""")]
    [InlineData("runs/log-parameter", """{"run_id":"RUN","key":"k","value":"v"}""")]
    [InlineData("runs/log-batch", """{"run_id":"RUN","tags":[{"key":"k","value":"v"}]}""")]
    [InlineData("runs/set-tag", """{"run_id":"RUN","key":"k","value":"v"}""")]
    [InlineData("runs/delete-tag", """{"run_id":"RUN","key":"mlflow.runName"}""")]
    [InlineData("runs/log-model", """{"run_id":"RUN","model_json":"{}"}""")]
    [InlineData("runs/log-inputs", """{"run_id":"RUN"}""")]
    [InlineData("runs/outputs", """{"run_id":"RUN"}""")]
    [InlineData("runs/update", """{"run_id":"RUN","status":"FAILED"}""")]
    public async Task A_deleted_run_takes_no_writes(string call, string body)
    {
        var run = await host.RunAsync();
        await Http.PostOkAsync("runs/delete", $$"""{"run_id":"{{run}}"}""");
        var message = await Http.RefusedAsync(
            400,
            "INVALID_PARAMETER_VALUE",
            "POST",
            call,
            body.Replace("RUN", run, StringComparison.Ordinal)
        );
        Assert.Contains("must be in the 'active' state", message, StringComparison.Ordinal);
        Assert.Equal(
            "deleted",
            (await Http.GetOkAsync($"runs/get?run_id={run}"))["run"]!["info"]![
                "lifecycle_stage"
            ]!.GetValue<string>()
        );
    }

    [Theory]
    [InlineData("POST", "runs/search", """{"experiment_ids":["0"],"max_results":50001}""")]
    [InlineData("POST", "runs/search", """{"experiment_ids":["0"],"max_results":0}""")]
    [InlineData("POST", "runs/search", """{"experiment_ids":["0"],"page_token":"?"}""")]
    [InlineData("POST", "runs/search", """{"experiment_ids":["0"],"run_view_type":"SOME"}""")]
    [InlineData("POST", "runs/search", """{"experiment_ids":["0"],"order_by":["metrics.a sideways"]}""")]
    [InlineData("POST", "experiments/search", """{"max_results":50001}""")]
    [InlineData("GET", "experiments/search?max_results=-1", null)]
    [InlineData("GET", "metrics/get-history?run_id=RUN&metric_key=m&max_results=25001", null)]
    [InlineData("GET", "metrics/get-history?run_id=RUN&metric_key=m&page_token=x", null)]
    [InlineData("GET", "metrics/get-history-bulk?metric_key=m", null)]
    public async Task A_page_that_cannot_be_is_refused(string method, string call, string? body)
    {
        var run = await host.RunAsync();
        await Http.RefusedAsync(
            400,
            "INVALID_PARAMETER_VALUE",
            method,
            call.Replace("RUN", run, StringComparison.Ordinal),
            body
        );
    }

    [Theory]
    [InlineData("1.5")]
    [InlineData("\"1.5\"")]
    [InlineData("\"NaN\"")]
    [InlineData("\"Infinity\"")]
    [InlineData("\"-Infinity\"")]
    [InlineData("1e308")]
    [InlineData("-0.0")]
    public async Task A_number_comes_back_as_it_went(string value)
    {
        var run = await host.RunAsync();
        await Http.PostOkAsync(
            "runs/log-metric",
            $$$"""{"run_id":"{{{run}}}","run_uuid":"{{{run}}}","key":"m","value":{{{value}}},"timestamp":"5","step":"-7","nonsense":{"a":[1]}}"""
        );
        var point = (await Http.GetOkAsync($"metrics/get-history?run_id={run}&metric_key=m"))["metrics"]![0]!;
        var expected = double.Parse(value.Trim('"'), System.Globalization.CultureInfo.InvariantCulture);
        var text = point["value"]!.ToJsonString();
        Assert.Equal(
            expected,
            double.Parse(text.Trim('"'), System.Globalization.CultureInfo.InvariantCulture)
        );
        Assert.Equal(!double.IsFinite(expected), text.StartsWith('"'));
        Assert.Equal("5", point["timestamp"]!.ToJsonString());
        Assert.Equal("-7", point["step"]!.ToJsonString());
    }

    [Fact]
    public async Task The_latest_metric_has_the_highest_step_then_time_then_value()
    {
        var run = await host.RunAsync();
        async Task<string> LatestAsync(string points)
        {
            await Http.PostOkAsync("runs/log-batch", $$"""{"run_id":"{{run}}","metrics":[{{points}}]}""");
            var data = (await Http.GetOkAsync($"runs/get?run_id={run}"))["run"]!["data"]!;
            return data["metrics"]![0]!["value"]!.ToString();
        }
        Assert.Equal("1", await LatestAsync("""{"key":"m","value":1,"timestamp":5,"step":3}"""));
        Assert.Equal("1", await LatestAsync("""{"key":"m","value":9,"timestamp":9,"step":-3}"""));
        Assert.Equal("1", await LatestAsync("""{"key":"m","value":9,"timestamp":4,"step":3}"""));
        Assert.Equal("2", await LatestAsync("""{"key":"m","value":2,"timestamp":5,"step":3}"""));
        // In a tie NaN counts as 0.
        Assert.Equal("2", await LatestAsync("""{"key":"m","value":"NaN","timestamp":5,"step":3}"""));
        Assert.Equal("-4", await LatestAsync("""{"key":"m","value":-4,"timestamp":5,"step":4}"""));
        Assert.Equal("NaN", await LatestAsync("""{"key":"m","value":"NaN","timestamp":5,"step":4}"""));
    }

    [Theory]
    [InlineData("runs/create", """{"experiment_id":"0","tags":[null]}""")]
    [InlineData("runs/search", """{"experiment_ids":[null]}""")]
    [InlineData("runs/search", """{"experiment_ids":["0"],"order_by":[null]}""")]
    [InlineData("runs/log-batch", """{"run_id":"RUN","metrics":[null]}""")]
    [InlineData("runs/log-batch", """{"run_id":"RUN","tags":[null]}""")]
    [InlineData("runs/log-inputs", """{"run_id":"RUN","datasets":[null]}""")]
    [InlineData("runs/log-inputs", """{"run_id":"RUN","datasets":[{"tags":[null]}]}""")]
    [InlineData("runs/log-inputs", """{"run_id":"RUN","models":[null]}""")]
    [InlineData("runs/outputs", """{"run_id":"RUN","models":[null]}""")]
    [InlineData("experiments/create", """{"name":"null","tags":[null]}""")]
    [InlineData("experiments/search", """{"order_by":[null]}""")]
    [InlineData("experiments/search-datasets", """{"experiment_ids":[null]}""")]
    [InlineData("registered-models/create", """{"name":"null","tags":[null]}""")]
    [InlineData("registered-models/get-latest-versions", """{"name":"null","stages":[null]}""")]
    [InlineData("model-versions/create", """{"name":"null","source":"runs:/RUN","tags":[null]}""")]
    [InlineData("logged-models", """{"experiment_id":"0","params":[null]}""")]
    [InlineData("logged-models/search", """{"datasets":[null]}""")]
    [InlineData("logged-models/search", """{"order_by":[null]}""")]
    public async Task Null_in_a_list_is_refused(string call, string body)
    {
        var run = await host.RunAsync();
        await Http.RefusedAsync(
            400,
            "INVALID_PARAMETER_VALUE",
            "POST",
            call,
            body.Replace("RUN", run, StringComparison.Ordinal)
        );
        // And nothing of it was kept that stands in the way of reading.
        await Http.GetOkAsync($"runs/get?run_id={run}");
        await Http.PostOkAsync("experiments/search-datasets", """{"experiment_ids":["0"]}""");
    }

    [Fact]
    public async Task An_experiment_of_that_name_may_be_deleted_and_still_is_in_the_way()
    {
        var id = (await Http.PostOkAsync("experiments/create", """{"name":"in the way"}"""))[
            "experiment_id"
        ]!.GetValue<string>();
        await Http.PostOkAsync("experiments/delete", $$"""{"experiment_id":"{{id}}"}""");
        await Http.RefusedAsync(
            400,
            "RESOURCE_ALREADY_EXISTS",
            "POST",
            "experiments/create",
            """{"name":"in the way"}"""
        );
        Assert.Contains(
            (await Http.PostOkAsync("experiments/search", """{"view_type":"DELETED_ONLY"}"""))[
                "experiments"
            ]!.AsArray(),
            experiment => experiment!["experiment_id"]!.GetValue<string>() == id
        );
    }

    [Fact]
    public async Task An_experiments_tag_is_set_and_deleted()
    {
        var id = (await Http.PostOkAsync("experiments/create", """{"name":"tagged"}"""))[
            "experiment_id"
        ]!.GetValue<string>();
        await Http.PostOkAsync(
            "experiments/set-experiment-tag",
            $$"""{"experiment_id":"{{id}}","key":"k","value":"v"}"""
        );
        JsonNode? Tags(JsonNode answer) => answer["experiment"]!["tags"];
        Assert.NotNull(Tags(await Http.GetOkAsync($"experiments/get?experiment_id={id}")));
        await Http.PostOkAsync(
            "experiments/delete-experiment-tag",
            $$"""{"experiment_id":"{{id}}","key":"k"}"""
        );
        Assert.Null(Tags(await Http.GetOkAsync($"experiments/get?experiment_id={id}")));
    }
}
