using System.Net;
using System.Text;
using System.Text.Json;
using Attune.Studio.SignIn;
using CsCheck;
using Microsoft.AspNetCore.Routing;

namespace Attune.Studio.Tests.MLflow;

/// <summary>Whatever is sent to the protocol's calls is answered: never a fault, never the inside of the host, never nothing.</summary>
public sealed class MalformedCallsTests(TestHost host) : IClassFixture<TestHost>
{
    private const int Calls = 10_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);

    private static readonly string[] Members =
    [
        .. "run_id run_uuid run_ids experiment_id experiment_ids experiment_name name new_name key value timestamp step metrics params".Split(
            ' '
        ),
        .. "tags filter order_by max_results page_token run_view_type view_type status end_time start_time datasets models model_json".Split(
            ' '
        ),
        .. "source_run_id artifact_location run_name version stage stages alias source model_id description archive_existing_versions".Split(
            ' '
        ),
        .. "metric_key start_step end_step path artifact_directory_path num_parts upload_id parts part_number etag url model_type".Split(
            ' '
        ),
    ];

    private static readonly string[] Nasty =
    [
        "",
        "0",
        "x",
        "none",
        "..",
        "../..",
        "..%2f..",
        "%2e%2e",
        "%",
        "%zz",
        "%00",
        "a%00b",
        "a;b",
        "a#b",
        "a:b",
        "\\",
        "//",
        "é",
        "%c3%28",
        "💥",
        "' OR '1'='1",
        "metrics.a > 1 AND",
        "name LIKE '%'",
        "tags.`a` = \"b\"",
        "a AND b AND c",
        "((((((((",
        "name DESC",
        "eyJvZmZzZXQiOjF9",
        "9223372036854775808",
        "-1",
        "1e999",
        "NaN",
        "null",
        "runs:/x/y",
        "models:/m-1",
        "mlflow-artifacts:/0/x/artifacts",
        "file:///etc/passwd",
        "m-0123456789abcdef0123456789abcdef",
        "latest",
        new string('a', 5_000),
    ];

    [Fact]
    public async Task Ten_thousand_malformed_calls_are_all_answered()
    {
        var before = host.Log.Lines.Count;
        (string Method, string Path)[] endpoints =
        [
            .. host
                .Studio.Endpoints.OfType<RouteEndpoint>()
                .SelectMany(endpoint =>
                    (endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []).Select(method =>
                        (method, "/" + endpoint.RoutePattern.RawText!.TrimStart('/'))
                    )
                )
                .Where(call =>
                    call.Item2.StartsWith("/api", StringComparison.Ordinal)
                    || call.Item2.StartsWith("/ajax-api", StringComparison.Ordinal)
                    || call.Item2.StartsWith("/get-artifact", StringComparison.Ordinal)
                    || call.Item2.StartsWith("/model-versions", StringComparison.Ordinal)
                ),
        ];
        Assert.InRange(endpoints.Length, 100, 1_000);
        using var client = host.Client(HostToken.Of(host.Home));
        client.Timeout = Patience;
        // What is there lets a call get further than its first check.
        var real = await FillAsync();
        var text = Gen.OneOf(OneOf(Nasty), Gen.String, OneOf(real));
        var value = Gen.OneOf(
            text.Select(item => JsonSerializer.Serialize(item)),
            Gen.Long.Select(number => number.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            OneOf(
                "null",
                "true",
                "[]",
                "{}",
                "[{}]",
                "[null]",
                "[[]]",
                "\"\\ud800\"",
                "1e999",
                "[1,\"a\"]",
                "[{\"key\":\"a\",\"value\":1,\"timestamp\":1}]",
                "[{\"field_name\":\"metrics.a\"}]",
                "[{\"key\":null}]",
                new string('[', 100)
            )
        );
        var json = Gen.Select(OneOf(Members), value, (key, item) => $"\"{key}\":{item}")
            .Array[0, 8]
            .Select(members => "{" + string.Join(',', members) + "}");
        var body = Gen.OneOf(
            json,
            json,
            json.SelectMany(whole => Gen.Int[0, whole.Length].Select(cut => whole[..cut])),
            Gen.String,
            Gen.Const("")
        );
        var query = Gen.Select(OneOf(Members), text, (key, item) => $"{key}={Escape(item)}")
            .Array[0, 5]
            .Select(pairs => string.Join('&', pairs));
        var hole = Gen.OneOf(
            Gen.Select(text, text, (first, second) => $"{Escape(first)}/{Escape(second)}"),
            OneOf([.. real.Select(id => $"0/{id}/artifacts/model/MLmodel")]),
            OneOf("registry/malformed/1/MLmodel", "registry/malformed/2", "0/models/x/artifacts/y")
        );
        var type = OneOf("application/json", "application/json", "text/plain", "application/x-protobuf");
        await Gen.Select(Gen.Int[0, endpoints.Length - 1], body, query, hole, type)
            .SampleAsync(
                async (index, sent, asked, filled, kind) =>
                {
                    var (method, path) = endpoints[index];
                    path = path.Replace("{**path}", filled, StringComparison.Ordinal);
                    foreach (var name in (string[])["{id}", "{key}", "{name}"])
                    {
                        path = path.Replace(name, filled.Split('/')[0], StringComparison.Ordinal);
                    }
                    if (path.Length + asked.Length > 8_000)
                    {
                        asked = ""; // the server's own limit answers longer ones
                    }
                    using var request = new HttpRequestMessage(new HttpMethod(method), $"{path}?{asked}");
                    if (method != "GET")
                    {
                        request.Content = new StringContent(sent, Encoding.UTF8, kind);
                    }
                    using var response = await client.SendAsync(
                        request,
                        TestContext.Current.CancellationToken
                    );
                    var answer = await response.Content.ReadAsStringAsync(
                        TestContext.Current.CancellationToken
                    );
                    var status = (int)response.StatusCode;
                    Assert.True(
                        status < 500 || response.StatusCode == HttpStatusCode.NotImplemented,
                        $"{method} {path}?{asked} {sent}: {status} {answer}"
                    );
                    Assert.DoesNotContain("   at ", answer, StringComparison.Ordinal);
                    Assert.DoesNotContain("Exception", answer, StringComparison.Ordinal);
                    Assert.DoesNotContain(host.Home, answer, StringComparison.Ordinal);
                    // What is no HTTP at all the server itself refuses, before anybody is asked.
                    if (status >= 400 && !(status is 400 or 414 && answer.Length == 0))
                    {
                        using var refusal = JsonDocument.Parse(answer);
                        Assert.NotEmpty(refusal.RootElement.GetProperty("error_code").GetString()!);
                        Assert.NotEmpty(refusal.RootElement.GetProperty("message").GetString()!);
                    }
                },
                iter: Calls
            );
        Assert.DoesNotContain(
            host.Log.Lines.Skip(before),
            line => line.StartsWith("Error", StringComparison.Ordinal)
        );
    }

    private async Task<string[]> FillAsync()
    {
        var run = await host.RunAsync();
        using var put = await host.Http.PutAsync(
            $"/api/2.0/mlflow-artifacts/artifacts/0/{run}/artifacts/model/MLmodel",
            new StringContent("x"),
            TestContext.Current.CancellationToken
        );
        await host.Http.PostOkAsync("registered-models/create", """{"name":"malformed"}""");
        await host.Http.PostOkAsync(
            "model-versions/create",
            $$"""{"name":"malformed","source":"runs:/{{run}}/model"}"""
        );
        var model = (
            await host.Http.PostOkAsync(
                "logged-models",
                $$"""{"experiment_id":"0","name":"logged","source_run_id":"{{run}}"}"""
            )
        )["model"]!["info"]!["model_id"]!.GetValue<string>();
        return [run, run, model, model, "malformed", "0", "1", "1", $"runs:/{run}/model", $"models:/{model}"];
    }

    private static Gen<string> OneOf(params string[] texts) => Gen.OneOf([.. texts.Select(Gen.Const)]);

    // What is escaped already, and what is not valid, goes out as it is.
    private static string Escape(string text) =>
        text.Contains('%', StringComparison.Ordinal) && text.All(c => c is > ' ' and < '\u007f' and not '#')
            ? text
            : Uri.EscapeDataString(text);
}
