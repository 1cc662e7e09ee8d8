using System.Text.Json.Nodes;

namespace Attune.Studio.Tests.MLflow;

/// <summary>Searches for registered models and their versions.</summary>
public sealed class RegistrySearchTests(RegistrySearchTests.Filled filled)
    : IClassFixture<RegistrySearchTests.Filled>
{
    private HttpClient Http => filled.Host.Http;

    [Theory]
    [InlineData("", "apple banana cherry")]
    [InlineData("name = 'apple'", "apple")]
    [InlineData("name != 'apple'", "banana cherry")]
    [InlineData("name LIKE '%an%'", "banana")]
    [InlineData("name ILIKE 'CHER_Y'", "cherry")]
    [InlineData("attributes.name IN ('apple','cherry')", "apple cherry")]
    [InlineData("tags.colour = 'red'", "apple cherry")]
    [InlineData("tag.colour != 'red' AND name LIKE '%'", "banana")]
    [InlineData("tags.`colour` LIKE 'y%'", "banana")]
    [InlineData("tags.none = 'x'", "")]
    [InlineData("tags.`mlflow.prompt.is_prompt` != 'true'", "apple banana cherry")]
    [InlineData("name LIKE 'a%' and tag.`mlflow.prompt.is_prompt` != 'true'", "apple")]
    [InlineData("tags.`mlflow.prompt.is_prompt` = 'true'", "")]
    public async Task A_filter_finds_models(string filter, string expected) =>
        Assert.Equal(expected, Models(await Http.GetOkAsync(Query("registered-models/search", filter))));

    [Theory]
    [InlineData("name = 'apple' OR name = 'banana'")]
    [InlineData("name IS NULL")]
    [InlineData("name = apple")]
    [InlineData("name > 'a'")]
    [InlineData("run_id = 'x'")]
    [InlineData("metrics.auc > 1")]
    [InlineData("params.x = '1'")]
    [InlineData("(name = 'a')")]
    [InlineData("colour.x = 'y'")]
    public async Task A_wrong_filter_is_refused(string filter) =>
        await Http.RefusedAsync(
            400,
            "INVALID_PARAMETER_VALUE",
            "GET",
            Query("registered-models/search", filter)
        );

    [Theory]
    [InlineData("", "banana/2 cherry/1 banana/1 apple/1")]
    [InlineData("name = 'banana'", "banana/2 banana/1")]
    [InlineData("run_id = 'RUN'", "banana/2 cherry/1 banana/1 apple/1")]
    [InlineData("run_id IN ('RUN','x') AND name LIKE 'b%'", "banana/2 banana/1")]
    [InlineData("run_id != 'RUN'", "")]
    [InlineData("source_path = 'runs:/RUN/model'", "banana/2 cherry/1 banana/1 apple/1")]
    [InlineData("source_path LIKE '%nothing%'", "")]
    [InlineData("tags.stage = 'two'", "banana/2")]
    [InlineData("version_number >= 2", "banana/2")]
    [InlineData("name='cherry' AND tag.`mlflow.prompt.is_prompt` != 'true'", "cherry/1")]
    public async Task A_filter_finds_versions(string filter, string expected)
    {
        filter = filter.Replace("RUN", filled.Run, StringComparison.Ordinal);
        Assert.Equal(
            expected.Split(' ').Order(),
            Versions(await Http.GetOkAsync(Query("model-versions/search", filter))).Split(' ').Order()
        );
    }

    [Theory]
    [InlineData("registered-models/search", "name DESC", "cherry banana apple")]
    [InlineData("registered-models/search", "attribute.name ASC", "apple banana cherry")]
    [InlineData("registered-models/search", "creation_timestamp", "apple banana cherry")]
    [InlineData(
        "model-versions/search",
        "name&order_by=version_number DESC",
        "apple/1 banana/2 banana/1 cherry/1"
    )]
    [InlineData(
        "model-versions/search",
        "version_number&order_by=name DESC",
        "cherry/1 banana/1 apple/1 banana/2"
    )]
    public async Task An_order_is_kept_to(string call, string order, string expected)
    {
        var answer = await Http.GetOkAsync(
            $"{call}?order_by={order.Replace(" ", "%20", StringComparison.Ordinal)}"
        );
        Assert.Equal(expected, call[0] == 'r' ? Models(answer) : Versions(answer));
    }

    [Fact]
    public async Task Results_come_in_pages()
    {
        var first = await Http.GetOkAsync("registered-models/search?max_results=2");
        Assert.Equal("apple banana", Models(first));
        var token = Uri.EscapeDataString(first["next_page_token"]!.GetValue<string>());
        var second = await Http.GetOkAsync($"registered-models/search?max_results=2&page_token={token}");
        Assert.Equal("cherry", Models(second));
        Assert.Null(second["next_page_token"]);
        var versions = await Http.GetOkAsync("model-versions/search?max_results=3&order_by=name");
        Assert.Equal(3, versions["model_versions"]!.AsArray().Count);
        Assert.NotNull(versions["next_page_token"]);
        foreach (
            var wrong in (string[])
                [
                    "registered-models/search?max_results=0",
                    "registered-models/search?max_results=1001",
                    "registered-models/search?max_results=x",
                    "registered-models/search?page_token=x",
                    "registered-models/search?order_by=nothing",
                    "registered-models/search?order_by=name%20sideways",
                    "model-versions/search?max_results=200001",
                    "model-versions/search?filter=metrics.x%20%3E%201",
                    "model-versions/search?order_by=x",
                ]
        )
        {
            await Http.RefusedAsync(400, "INVALID_PARAMETER_VALUE", "GET", wrong);
        }
    }

    private static string Query(string call, string filter) =>
        $"{call}?filter={Uri.EscapeDataString(filter)}";

    private static string Models(JsonNode answer) =>
        string.Join(
            ' ',
            (answer["registered_models"]?.AsArray() ?? []).Select(model => model!["name"]!.GetValue<string>())
        );

    private static string Versions(JsonNode answer) =>
        string.Join(
            ' ',
            (answer["model_versions"]?.AsArray() ?? []).Select(version =>
                $"{version!["name"]}/{version["version"]}"
            )
        );

    /// <summary>A host with three models.</summary>
    public sealed class Filled : IAsyncLifetime
    {
        public TestHost Host { get; } = new();

        public string Run { get; private set; } = "";

        public async ValueTask InitializeAsync()
        {
            await Host.InitializeAsync();
            Run = await Host.RunAsync();
            using var put = await Host.Http.PutAsync(
                $"/api/2.0/mlflow-artifacts/artifacts/0/{Run}/artifacts/model/MLmodel",
                new StringContent("x"),
                Calls.Token
            );
            foreach (
                var (name, colour) in ((string, string)[])
                    [("apple", "red"), ("banana", "yellow"), ("cherry", "red")]
            )
            {
                await Host.Http.PostOkAsync(
                    "registered-models/create",
                    $$"""{"name":"{{name}}","tags":[{"key":"colour","value":"{{colour}}"}]}"""
                );
            }
            foreach (var name in (string[])["apple", "banana", "cherry", "banana"])
            {
                await Host.Http.PostOkAsync(
                    "model-versions/create",
                    $$"""{"name":"{{name}}","source":"runs:/{{Run}}/model"}"""
                );
            }
            await Host.Http.PostOkAsync(
                "model-versions/set-tag",
                """{"name":"banana","version":"2","key":"stage","value":"two"}"""
            );
        }

        public ValueTask DisposeAsync() => Host.DisposeAsync();
    }
}
