using System.Text.Json.Nodes;

namespace Attune.Studio.Tests;

public sealed class SearchTests(TestHost host) : IClassFixture<TestHost>, IAsyncLifetime
{
    private string _experiment = "";

    public async ValueTask InitializeAsync()
    {
        _experiment = (
            await host.Http.PostOkAsync("experiments/create", $$"""{"name":"{{Guid.NewGuid()}}"}""")
        )["experiment_id"]!.GetValue<string>();
        await AddAsync(
            "a",
            10,
            """{"key":"auc","value":0.5,"timestamp":1},{"key":"my metric","value":1,"timestamp":1}""",
            "lr",
            "0.1",
            "red"
        );
        await AddAsync("b", 20, """{"key":"auc","value":0.9,"timestamp":1}""", "lr", "1.0", "Blue");
        await AddAsync("c", 30, """{"key":"auc","value":"NaN","timestamp":1}""", "trees", "10", "blue");
        await AddAsync("d", 40, "", "trees", "100", "red");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("", "d c b a")]
    [InlineData("metrics.auc > 0.4", "b a")]
    [InlineData("metric.auc >= 0.9 and params.lr = '1.0'", "b")]
    [InlineData("metrics.auc != 7", "b a")]
    [InlineData("metrics.`my metric` = 1", "a")]
    [InlineData("metrics.\"my metric\" <= 1e0", "a")]
    [InlineData("params.lr != '0.1'", "b")]
    [InlineData("parameters.lr LIKE '%.0'", "b")]
    [InlineData("tags.colour LIKE 'b%'", "c")]
    [InlineData("tag.colour ILIKE 'BLU_'", "c b")]
    [InlineData("attributes.run_name IN ('a', \"d\")", "d a")]
    [InlineData("run_name = 'c' AND status = 'RUNNING'", "c")]
    [InlineData("attr.start_time > 15 AND start_time < 35", "c b")]
    [InlineData("run_id NOT IN ('x')", "d c b a")]
    [InlineData("tags.none = 'x'", "")]
    [InlineData("datasets.name = 'x'", "")]
    public async Task A_filter_finds(string filter, string expected) =>
        Assert.Equal(expected, await FindAsync(filter));

    [Theory]
    [InlineData("metrics.auc DESC", "b a c d")]
    [InlineData("metrics.auc ASC", "a b c d")]
    [InlineData("params.lr desc", "b a d c")]
    [InlineData("attributes.start_time", "a b c d")]
    [InlineData("tags.`colour` ASC", "b c d a")]
    public async Task An_order_sorts_numbers_first_then_nan_then_what_lacks_the_key(
        string order,
        string expected
    ) => Assert.Equal(expected, await FindAsync("", order));

    [Theory]
    [InlineData("metrics.auc > 0.4 OR metrics.auc < 1")]
    [InlineData("NOT metrics.auc > 1")]
    [InlineData("(metrics.auc > 1)")]
    [InlineData("metrics.auc IS NULL")]
    [InlineData("metrics.auc LIKE 'x'")]
    [InlineData("metrics.auc > 'x'")]
    [InlineData("params.lr > 'x'")]
    [InlineData("params.lr = 5")]
    [InlineData("params.lr = 'unclosed")]
    [InlineData("colour.x = 'x'")]
    [InlineData("unknown = 'x'")]
    [InlineData("metrics. > 5")]
    [InlineData("metrics.auc >")]
    [InlineData("AND")]
    [InlineData("run_id IN ('a' 'b')")]
    [InlineData("metrics.auc > 1 AND")]
    [InlineData("metrics.`a > 1")]
    public async Task A_wrong_filter_is_refused(string filter)
    {
        var body = new JsonObject { ["experiment_ids"] = new JsonArray(_experiment), ["filter"] = filter };
        await host.Http.RefusedAsync(
            400,
            "INVALID_PARAMETER_VALUE",
            "POST",
            "runs/search",
            body.ToJsonString()
        );
    }

    [Fact]
    public async Task Results_come_in_pages_and_deleted_runs_when_asked_for()
    {
        var first = await SearchAsync(new JsonObject { ["max_results"] = 3 });
        var second = await SearchAsync(
            new JsonObject
            {
                ["max_results"] = 3,
                ["page_token"] = first["next_page_token"]!.GetValue<string>(),
            }
        );
        Assert.Equal("d c b a", Names(first) + " " + Names(second));
        Assert.Null(second["next_page_token"]);
        var id = second["runs"]![0]!["info"]!["run_id"]!.GetValue<string>();
        await host.Http.PostOkAsync("runs/delete", $$"""{"run_id":"{{id}}"}""");
        Assert.Equal("d c b", Names(await SearchAsync([])));
        Assert.Equal("a", Names(await SearchAsync(new JsonObject { ["run_view_type"] = "DELETED_ONLY" })));
        Assert.Equal("d c b a", Names(await SearchAsync(new JsonObject { ["run_view_type"] = "ALL" })));
        Assert.Equal(
            "{}",
            (await host.Http.PostOkAsync("runs/search", """{"experiment_ids":[]}""")).ToJsonString()
        );
    }

    private async Task<string> FindAsync(string filter, string? order = null)
    {
        var body = new JsonObject { ["filter"] = filter };
        if (order is not null)
        {
            body["order_by"] = new JsonArray(order);
        }
        return Names(await SearchAsync(body));
    }

    private Task<JsonNode> SearchAsync(JsonObject body)
    {
        body["experiment_ids"] = new JsonArray(_experiment);
        return host.Http.PostOkAsync("runs/search", body.ToJsonString());
    }

    private static string Names(JsonNode answer) =>
        string.Join(
            ' ',
            (answer["runs"]?.AsArray() ?? []).Select(run => run!["info"]!["run_name"]!.GetValue<string>())
        );

    private async Task AddAsync(
        string name,
        long start,
        string metrics,
        string parameter,
        string value,
        string colour
    )
    {
        var made = await host.Http.PostOkAsync(
            "runs/create",
            $$"""{"experiment_id":"{{_experiment}}","run_name":"{{name}}","start_time":{{start}}}"""
        );
        var run = made["run"]!["info"]!["run_id"]!.GetValue<string>();
        await host.Http.PostOkAsync(
            "runs/log-batch",
            $$"""{"run_id":"{{run}}","metrics":[{{metrics}}],"params":[{"key":"{{parameter}}","value":"{{value}}"}],"tags":[{"key":"colour","value":"{{colour}}"}]}"""
        );
    }
}
