using System.Text.Json.Nodes;

namespace Attune.Studio.Tests.MLflow;

/// <summary>What Python's clients 1.30 to 3.6 were seen to send for one call of a script each, played with a trial's token where a trial may.</summary>
public sealed class ClientConversationTests(TestHost host) : IClassFixture<TestHost>
{
    private const string Files = "/api/2.0/mlflow-artifacts/artifacts/";

    private HttpClient Http => host.Http;

    [Fact]
    public async Task Set_experiment_makes_one_that_is_new()
    {
        await Http.RefusedAsync(
            404,
            "RESOURCE_DOES_NOT_EXIST",
            "GET",
            "experiments/get-by-name?experiment_name=brand+new"
        );
        var id = (await Http.PostOkAsync("experiments/create", """{"name":"brand new","tags":[]}"""))[
            "experiment_id"
        ]!.GetValue<string>();
        var experiment = (await Http.GetOkAsync($"experiments/get?experiment_id={id}"))["experiment"]!;
        Assert.Equal("brand new", experiment["name"]!.GetValue<string>());
        Assert.Equal($"mlflow-artifacts:/{id}", experiment["artifact_location"]!.GetValue<string>());
    }

    [Fact]
    public async Task Start_run_log_and_end_run_outside_a_trial()
    {
        var run = (
            await Http.PostOkAsync(
                "runs/create",
                """{"experiment_id":"0","user_id":"me","run_name":"calm-fox-1","start_time":1700000000000,"tags":[{"key":"mlflow.user","value":"me"},{"key":"mlflow.source.name","value":"train.py"},{"key":"mlflow.source.type","value":"LOCAL"},{"key":"mlflow.runName","value":"calm-fox-1"}]}"""
            )
        )["run"]!["info"]!["run_id"]!.GetValue<string>();
        await Http.PostOkAsync(
            "runs/log-metric",
            $$"""{"run_uuid":"{{run}}","run_id":"{{run}}","key":"auc","value":0.5,"timestamp":1700000000001,"step":0}"""
        );
        await Http.PostOkAsync(
            "runs/log-parameter",
            $$"""{"run_uuid":"{{run}}","run_id":"{{run}}","key":"lr","value":"0.1"}"""
        );
        await Http.PostOkAsync(
            "runs/set-tag",
            $$"""{"run_uuid":"{{run}}","run_id":"{{run}}","key":"mlflow.note.content","value":"a note"}"""
        );
        await Http.GetOkAsync($"runs/get?run_uuid={run}&run_id={run}");
        var ended = await Http.PostOkAsync(
            "runs/update",
            $$"""{"run_uuid":"{{run}}","run_id":"{{run}}","status":"FINISHED","end_time":1700000000009}"""
        );
        Assert.Equal("FINISHED", ended["run_info"]!["status"]!.GetValue<string>());
        Assert.Equal("calm-fox-1", ended["run_info"]!["run_name"]!.GetValue<string>());
    }

    [Fact]
    public async Task Start_run_in_a_trial_takes_up_the_trials_own()
    {
        var trial = await host.TrialAsync("talk_0");
        using var script = host.ClientOf(trial);
        await script.GetOkAsync("runs/get?run_uuid=talk_0&run_id=talk_0");
        await script.PostOkAsync(
            "runs/update",
            """{"run_uuid":"talk_0","run_id":"talk_0","status":"RUNNING"}"""
        );
        var run = (await script.GetOkAsync("runs/get?run_uuid=talk_0&run_id=talk_0"))["run"]!;
        Assert.Equal("RUNNING", run["info"]!["status"]!.GetValue<string>());
        Assert.Null(run["info"]!["end_time"]);
    }

    [Fact]
    public async Task Several_at_once_and_asynchronous_logging_come_as_batches()
    {
        var (script, run) = await TrialAsync("batch_0");
        await script.PostOkAsync(
            "runs/log-batch",
            $$"""{"run_id":"{{run}}","metrics":[{"key":"a","value":1.0,"timestamp":1,"step":0},{"key":"b","value":"NaN","timestamp":1,"step":0}]}"""
        );
        await script.PostOkAsync(
            "runs/log-batch",
            $$"""{"run_id":"{{run}}","params":[{"key":"lr","value":"0.1"}]}"""
        );
        await script.PostOkAsync(
            "runs/log-batch",
            $$"""{"run_id":"{{run}}","tags":[{"key":"t","value":"1"}]}"""
        );
        var data = (await script.GetOkAsync($"runs/get?run_id={run}"))["run"]!["data"]!;
        Assert.Equal(2, data["metrics"]!.AsArray().Count);
        script.Dispose();
    }

    [Fact]
    public async Task Log_artifacts_list_them_and_fetch_them()
    {
        var (script, run) = await TrialAsync("art_0");
        var info = (await script.GetOkAsync($"runs/get?run_id={run}"))["run"]!["info"]!;
        var root = info["artifact_uri"]!.GetValue<string>()["mlflow-artifacts:/".Length..];
        await PutAsync(script, $"{root}/plots/roc%20curve.png", "png");
        await PutAsync(script, $"{root}/note.txt", "text");
        var top = await script.GetOkAsync(
            $"/api/2.0/mlflow-artifacts/artifacts?path={Uri.EscapeDataString(root)}"
        );
        Assert.Equal("note.txt plots", Names(top));
        // MLflow 3 looks among logged models as well when a folder is listed.
        var none = await script.PostOkAsync(
            "logged-models/search",
            $$"""{"experiment_ids":["{{info["experiment_id"]}}"],"filter":"name = 'plots'","max_results":50,"order_by":[]}"""
        );
        Assert.Equal("{}", none.ToJsonString());
        var below = await script.GetOkAsync(
            $"/api/2.0/mlflow-artifacts/artifacts?path={Uri.EscapeDataString(root + "/plots")}"
        );
        Assert.Equal("roc curve.png", Names(below));
        Assert.Equal("png", await script.GetStringAsync($"{Files}{root}/plots/roc%20curve.png", Calls.Token));
        script.Dispose();
    }

    [Fact]
    public async Task Log_model_of_the_second_generation()
    {
        var (script, run) = await TrialAsync("two_0");
        var root = await RootAsync(script, run);
        foreach (
            var file in (string[])
                [
                    "MLmodel",
                    "model.pkl",
                    "conda.yaml",
                    "python_env.yaml",
                    "requirements.txt",
                    "metadata/MLmodel",
                ]
        )
        {
            await PutAsync(script, $"{root}/model/{file}", file);
        }
        await script.PostOkAsync(
            "runs/log-model",
            $$$"""{"run_id":"{{{run}}}","model_json":"{\"run_id\":\"{{{run}}}\",\"artifact_path\":\"model\",\"flavors\":{}}"}"""
        );
        await RegisterAsync(script, "two", run, $"mlflow-artifacts:/{root}/model", null);
        script.Dispose();
    }

    [Fact]
    public async Task Log_model_of_the_third_generation()
    {
        var (script, run) = await TrialAsync("three_0");
        var experiment = host.Find(run)!.ExperimentId;
        var info = (
            await script.PostOkAsync(
                "logged-models",
                $$"""{"experiment_id":"{{experiment}}","name":"model","source_run_id":"{{run}}","model_type":"","params":[],"tags":[]}"""
            )
        )["model"]!["info"]!;
        var id = info["model_id"]!.GetValue<string>();
        await script.PostOkAsync(
            "runs/outputs",
            $$"""{"run_id":"{{run}}","models":[{"model_id":"{{id}}","step":0}]}"""
        );
        await script.GetOkAsync($"logged-models/{id}");
        var root = info["artifact_uri"]!.GetValue<string>()["mlflow-artifacts:/".Length..];
        foreach (var file in (string[])["MLmodel", "model.pkl", "conda.yaml"])
        {
            await PutAsync(script, $"{root}/{file}", file);
        }
        var ready = await script.OkAsync(
            "PATCH",
            $"logged-models/{id}",
            $$"""{"model_id":"{{id}}","status":"LOGGED_MODEL_READY"}"""
        );
        Assert.Equal("LOGGED_MODEL_READY", ready["model"]!["info"]!["status"]!.GetValue<string>());
        var listed = await script.GetOkAsync(
            $"/api/2.0/mlflow-artifacts/artifacts?path={Uri.EscapeDataString(root)}"
        );
        Assert.Equal("MLmodel conda.yaml model.pkl", Names(listed));
        await RegisterAsync(script, "three", run, $"models:/{id}", id);
        await script.OkAsync(
            "PATCH",
            $"logged-models/{id}/tags",
            """{"tags":[{"key":"mlflow.modelVersions","value":"[{\"name\": \"three\", \"version\": 1}]"}]}"""
        );
        script.Dispose();
    }

    [Fact]
    public async Task Autologging_of_a_search_makes_runs_below_its_own()
    {
        var (script, run) = await TrialAsync("auto_0");
        var experiment = host.Find(run)!.ExperimentId;
        await script.PostOkAsync(
            "runs/log-batch",
            $$"""{"run_id":"{{run}}","params":[{"key":"max_depth","value":"3"}],"tags":[{"key":"estimator_name","value":"GridSearchCV"}]}"""
        );
        await script.PostOkAsync(
            "runs/log-inputs",
            $$$"""{"run_id":"{{{run}}}","datasets":[{"tags":[{"key":"mlflow.data.context","value":"train"}],"dataset":{"name":"dataset","digest":"83cc0d2b","source_type":"code","source":"{\"tags\": {}}","schema":"{}","profile":"{}"}}]}"""
        );
        await PutAsync(script, $"{await RootAsync(script, run)}/estimator.html", "<html>");
        for (var i = 0; i < 3; i++)
        {
            var child = (
                await script.PostOkAsync(
                    "runs/create",
                    $$"""{"experiment_id":"{{experiment}}","user_id":"me","start_time":1,"tags":[{"key":"mlflow.parentRunId","value":"{{run}}"}]}"""
                )
            )["run"]!["info"]!["run_id"]!.GetValue<string>();
            await script.PostOkAsync(
                "runs/log-batch",
                $$"""{"run_id":"{{child}}","metrics":[{"key":"mean_test_score","value":0.{{i}},"timestamp":1,"step":0}],"params":[{"key":"max_depth","value":"{{i}}"}]}"""
            );
            await script.PostOkAsync(
                "runs/update",
                $$"""{"run_id":"{{child}}","status":"FINISHED","end_time":2}"""
            );
        }
        await script.PostOkAsync(
            "runs/log-batch",
            $$"""{"run_id":"{{run}}","metrics":[{"key":"training_score","value":0.9,"timestamp":1,"step":0}]}"""
        );
        // search_runs, page by page, of the search's own children.
        var found = new List<string>();
        string? token = null;
        do
        {
            var page = await script.PostOkAsync(
                "runs/search",
                new JsonObject
                {
                    ["experiment_ids"] = new JsonArray($"{experiment}"),
                    ["filter"] = $"tags.mlflow.parentRunId = '{run}' and metrics.mean_test_score >= 0",
                    ["run_view_type"] = "ACTIVE_ONLY",
                    ["max_results"] = 2,
                    ["order_by"] = new JsonArray("metrics.mean_test_score DESC"),
                    ["page_token"] = token,
                }.ToJsonString()
            );
            found.AddRange(
                page["runs"]!
                    .AsArray()
                    .Select(each => each!["data"]!["params"]![0]!["value"]!.GetValue<string>())
            );
            token = page["next_page_token"]?.GetValue<string>();
        } while (token is not null);
        Assert.Equal(["2", "1", "0"], found);
        script.Dispose();
    }

    private async Task<(HttpClient Script, string Run)> TrialAsync(string run)
    {
        var script = host.ClientOf(await host.TrialAsync(run));
        script.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", "mlflow-python-client/3.6.0");
        script.DefaultRequestHeaders.TryAddWithoutValidation("X-Mlflow-Client-Version", "3.6.0");
        return (script, run);
    }

    /// <summary>register_model: a model that may be there, a version, and asking until it is ready.</summary>
    private static async Task RegisterAsync(
        HttpClient script,
        string name,
        string run,
        string source,
        string? model
    )
    {
        await script.PostOkAsync("registered-models/create", $$"""{"name":"{{name}}"}""");
        await script.RefusedAsync(
            400,
            "RESOURCE_ALREADY_EXISTS",
            "POST",
            "registered-models/create",
            $$"""{"name":"{{name}}"}"""
        );
        await script.GetOkAsync($"runs/get?run_id={run}");
        var request = new JsonObject
        {
            ["name"] = name,
            ["source"] = source,
            ["run_id"] = run,
            ["tags"] = new JsonArray(),
        };
        if (model is not null)
        {
            request["model_id"] = model;
        }
        var made = (await script.PostOkAsync("model-versions/create", request.ToJsonString()))[
            "model_version"
        ]!;
        Assert.Equal(model, made["model_id"]?.GetValue<string>());
        var polled = await script.GetOkAsync($"model-versions/get?name={name}&version={made["version"]}");
        Assert.Equal("READY", polled["model_version"]!["status"]!.GetValue<string>());
    }

    private static async Task<string> RootAsync(HttpClient script, string run) =>
        (await script.GetOkAsync($"runs/get?run_id={run}"))["run"]!["info"]![
            "artifact_uri"
        ]!.GetValue<string>()["mlflow-artifacts:/".Length..];

    private static async Task PutAsync(HttpClient client, string path, string text)
    {
        using var put = await client.PutAsync(Files + path, new StringContent(text), Calls.Token);
        Assert.Equal("{}", await put.Content.ReadAsStringAsync(Calls.Token));
    }

    private static string Names(JsonNode listed) =>
        string.Join(' ', listed["files"]!.AsArray().Select(file => file!["path"]!.GetValue<string>()));
}
