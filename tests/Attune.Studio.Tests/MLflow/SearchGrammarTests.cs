using System.Text.Json.Nodes;

namespace Attune.Studio.Tests.MLflow;

/// <summary>Every kind of key, operator and quote of the search language, for runs and experiments.</summary>
public sealed class SearchGrammarTests(SearchGrammarTests.Filled filled)
    : IClassFixture<SearchGrammarTests.Filled>
{
    private HttpClient Http => filled.Host.Http;

    [Theory]
    // Names of what a key belongs to, with their other forms.
    [InlineData("metrics.loss = 0.5", "a")]
    [InlineData("metric.loss = 0.5", "a")]
    [InlineData("params.lr = '0.1'", "a")]
    [InlineData("param.lr = '0.1'", "a")]
    [InlineData("parameter.lr = '0.1'", "a")]
    [InlineData("parameters.lr = '0.1'", "a")]
    [InlineData("tags.colour = 'red'", "a")]
    [InlineData("tag.colour = 'red'", "a")]
    [InlineData("attributes.run_name = 'a'", "a")]
    [InlineData("attribute.run_name = 'a'", "a")]
    [InlineData("attr.run_name = 'a'", "a")]
    [InlineData("run.run_name = 'a'", "a")]
    [InlineData("run_name = 'a'", "a")]
    [InlineData("datasets.name = 'diabetes'", "a")]
    [InlineData("dataset.name = 'diabetes'", "a")]
    // Every text attribute.
    [InlineData("status = 'FINISHED'", "b")]
    [InlineData("user_id = 'ann'", "a")]
    [InlineData("artifact_uri LIKE 'mlflow-artifacts:%'", "a b")]
    [InlineData("run_id = 'RUN'", "a")]
    [InlineData("run_id IN ('RUN', 'x')", "a")]
    [InlineData("run_id NOT IN ('RUN', 'x')", "b")]
    [InlineData("run_name IN ('b')", "b")]
    [InlineData("status != 'FINISHED'", "a")]
    [InlineData("user_id ILIKE 'ANN'", "a")]
    // Every numeric attribute and comparison.
    [InlineData("start_time = 10", "a")]
    [InlineData("start_time != 10", "b")]
    [InlineData("start_time > 10", "b")]
    [InlineData("start_time >= 10", "a b")]
    [InlineData("start_time < 20", "a")]
    [InlineData("start_time <= 1.0e1", "a")]
    [InlineData("end_time > 0", "b")]
    [InlineData("metrics.loss != 0.5", "b")]
    [InlineData("metrics.loss > -1 and metrics.loss <= 0.5", "a")]
    // Data sets: a run has several.
    [InlineData("datasets.digest = 'd2'", "a")]
    [InlineData("datasets.context IN ('train', 'test')", "a")]
    [InlineData("datasets.context LIKE 'tr%' AND datasets.name ILIKE 'DIA%'", "a")]
    [InlineData("datasets.name IN ('none')", "")]
    // Quotes, case and blanks.
    [InlineData("params.`a key` = \"it's\"", "a")]
    [InlineData("params.\"a key\" = \"it's\"", "a")]
    [InlineData("tags.`a.b/c:d` = 'x'", "a")]
    [InlineData("tags.a.b/c:d = 'x'", "a")]
    [InlineData("  metrics.loss=0.5   aNd\ttags.colour like 'r_d' ", "a")]
    [InlineData("tags.colour LIKE 'R%'", "")]
    [InlineData("tags.colour ILIKE 'R%'", "a")]
    [InlineData("tags.percent = '100%'", "a")]
    [InlineData("tags.percent LIKE '100%'", "a")]
    [InlineData("tags.percent LIKE '1.0%'", "")]
    public async Task A_run_is_found(string filter, string expected)
    {
        var body = new JsonObject
        {
            ["experiment_ids"] = new JsonArray(filled.Experiment),
            ["filter"] = filter.Replace("RUN", filled.Run, StringComparison.Ordinal),
            ["order_by"] = new JsonArray("attributes.start_time ASC"),
        };
        var found = await Http.PostOkAsync("runs/search", body.ToJsonString());
        Assert.Equal(
            expected,
            string.Join(
                ' ',
                (found["runs"]?.AsArray() ?? []).Select(run => run!["info"]!["run_name"]!.GetValue<string>())
            )
        );
    }

    [Theory]
    [InlineData("name = 'grammar'", "grammar")]
    [InlineData("attributes.name = 'grammar'", "grammar")]
    [InlineData("name LIKE 'gram%' AND name != 'grammar'", "grammar two")]
    [InlineData("name ILIKE 'GRAMMAR%'", "grammar two grammar")]
    [InlineData("name IN ('grammar', 'x')", "grammar")]
    [InlineData("tags.team = 'ours'", "grammar two")]
    [InlineData("tags.`team` ILIKE 'OURS' AND creation_time > 0", "grammar two")]
    [InlineData("name LIKE 'grammar%' AND last_update_time >= 0", "grammar two grammar")]
    [InlineData("name LIKE 'grammar%' AND creation_time < 5", "")]
    [InlineData("tags.none != 'x'", "")]
    public async Task An_experiment_is_found_the_newest_first(string filter, string expected)
    {
        foreach (var byQuery in (bool[])[true, false])
        {
            var found = byQuery
                ? await Http.GetOkAsync($"experiments/search?filter={Uri.EscapeDataString(filter)}")
                : await Http.PostOkAsync(
                    "experiments/search",
                    new JsonObject { ["filter"] = filter }.ToJsonString()
                );
            var names = (found["experiments"]?.AsArray() ?? []).Select(each =>
                each!["name"]!.GetValue<string>()
            );
            // Made within one millisecond they have an order of their own.
            Assert.Equal(expected.Split(' ').Order(), string.Join(' ', names).Split(' ').Order());
        }
    }

    [Theory]
    [InlineData("name ASC", "grammar|grammar two")]
    [InlineData("name DESC", "grammar two|grammar")]
    [InlineData("attributes.name desc", "grammar two|grammar")]
    [InlineData("creation_time", "grammar|grammar two")]
    public async Task Experiments_are_put_in_order(string order, string expected)
    {
        var body = new JsonObject
        {
            ["filter"] = "name LIKE 'grammar%'",
            ["order_by"] = new JsonArray(order, "experiment_id ASC"),
        };
        var found = await Http.PostOkAsync("experiments/search", body.ToJsonString());
        Assert.Equal(
            expected,
            string.Join(
                '|',
                found["experiments"]!.AsArray().Select(each => each!["name"]!.GetValue<string>())
            )
        );
    }

    [Theory]
    [InlineData("metrics.loss > 0.4 OR metrics.loss < 1")]
    [InlineData("NOT metrics.loss > 1")]
    [InlineData("(metrics.loss > 1)")]
    [InlineData("metrics.loss IS NULL")]
    [InlineData("tags.colour IS NOT NULL")]
    [InlineData("metrics.loss IN (1)")]
    [InlineData("params.lr IN ('0.1')")]
    [InlineData("tags.colour NOT IN ('red')")]
    [InlineData("start_time IN (10)")]
    [InlineData("start_time LIKE '1%'")]
    [InlineData("status > 'A'")]
    [InlineData("run_id IN ()")]
    [InlineData("run_id IN ('a',)")]
    [InlineData("run_id IN 'a'")]
    [InlineData("tags.colour = red")]
    [InlineData("tags.colour = `red`")]
    [InlineData("tags.colour == 'red'")]
    [InlineData("tags.colour 'red'")]
    [InlineData("tags.colour = 'red' tags.colour = 'red'")]
    [InlineData("tags.colour = 'red',")]
    [InlineData("datasets.schema = 'x'")]
    [InlineData("metrics.loss > one")]
    [InlineData("attributes.nothing = 'x'")]
    [InlineData("AND metrics.loss > 1")]
    [InlineData("'metrics.loss' > 1")]
    public async Task What_is_not_of_the_language_is_refused(string filter)
    {
        var body = new JsonObject
        {
            ["experiment_ids"] = new JsonArray(filled.Experiment),
            ["filter"] = filter,
        };
        await Http.RefusedAsync(400, "INVALID_PARAMETER_VALUE", "POST", "runs/search", body.ToJsonString());
    }

    /// <summary>A host with two experiments, and two runs in the first.</summary>
    public sealed class Filled : IAsyncLifetime
    {
        public TestHost Host { get; } = new();

        public string Experiment { get; private set; } = "";

        public string Run { get; private set; } = "";

        public async ValueTask InitializeAsync()
        {
            await Host.InitializeAsync();
            Experiment = (await Host.Http.PostOkAsync("experiments/create", """{"name":"grammar"}"""))[
                "experiment_id"
            ]!.GetValue<string>();
            await Host.Http.PostOkAsync(
                "experiments/create",
                """{"name":"grammar two","tags":[{"key":"team","value":"ours"}]}"""
            );
            Run = await RunAsync("a", 10, "ann", "0.5", "0.1");
            await Host.Http.PostOkAsync(
                "runs/log-batch",
                $$"""{"run_id":"{{Run}}","params":[{"key":"a key","value":"it's"}],"tags":[{"key":"colour","value":"red"},{"key":"a.b/c:d","value":"x"},{"key":"percent","value":"100%"}]}"""
            );
            await Host.Http.PostOkAsync(
                "runs/log-inputs",
                $$"""
                {"run_id":"{{Run}}","datasets":[
                  {"tags":[{"key":"mlflow.data.context","value":"train"}],"dataset":{"name":"diabetes","digest":"d1"} },
                  {"tags":[{"key":"mlflow.data.context","value":"test"}],"dataset":{"name":"diabetes2","digest":"d2"} }]}
                """
            );
            var other = await RunAsync("b", 20, "bob", "0.75", "0.2");
            await Host.Http.PostOkAsync(
                "runs/update",
                $$"""{"run_id":"{{other}}","status":"FINISHED","end_time":99}"""
            );
        }

        public ValueTask DisposeAsync() => Host.DisposeAsync();

        private async Task<string> RunAsync(string name, int start, string user, string loss, string rate)
        {
            var made = await Host.Http.PostOkAsync(
                "runs/create",
                $$"""{"experiment_id":"{{Experiment}}","run_name":"{{name}}","user_id":"{{user}}","start_time":{{start}} }"""
            );
            var run = made["run"]!["info"]!["run_id"]!.GetValue<string>();
            await Host.Http.PostOkAsync(
                "runs/log-batch",
                $$"""{"run_id":"{{run}}","metrics":[{"key":"loss","value":{{loss}},"timestamp":1}],"params":[{"key":"lr","value":"{{rate}}"}]}"""
            );
            return run;
        }
    }
}
