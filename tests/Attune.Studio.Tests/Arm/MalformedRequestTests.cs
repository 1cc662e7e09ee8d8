using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Attune.Studio.SignIn;
using CsCheck;

namespace Attune.Studio.Tests.Arm;

public sealed class MalformedRequestTests(ArmHost host) : IClassFixture<ArmHost>
{
    private static readonly string[] Paths =
    [
        "/computes/NAME",
        "/jobs/NAME",
        "/jobs/NAME/cancel",
        "/data/NAME",
        "/data/NAME/versions/NAME",
        "/codes/NAME/versions/NAME",
        "/environments/NAME/versions/NAME",
        "/computes/NAME/start",
        "/computes/NAME/listNodes",
        "/computes/NAME/operations/NAME",
        "/datastores/NAME",
        "/datastores/NAME/listSecrets",
        "/jobs",
        "",
        "/NAME/NAME",
    ];

    private static readonly Gen<string> Name = Gen.OneOf(
        OneOf(
            "a",
            "x_1",
            "workspaceblobstore",
            "%00",
            "%2e",
            "a%2fb",
            "..",
            "%F0%9F%92%A9",
            "a b",
            "a;b",
            "%",
            "%zz",
            "'",
            "\"",
            new string('n', 300)
        ),
        Gen.String[Gen.Char.AlphaNumeric, 1, 12]
    );

    // Bodies that begin as good ones, with parts exchanged for something else.
    private static readonly string[] Bodies =
    [
        """{"location":"local","tags":{"a":"b"},"properties":{"computeType":"AmlCompute","description":"d","properties":{"vmSize":"s","vmPriority":"Dedicated","scaleSettings":{"maxNodeCount":2,"minNodeCount":0,"nodeIdleTimeBeforeScaleDown":"PT1S"}}}}""",
        """{"properties":{"jobType":"Sweep","limits":{"jobLimitsType":"Sweep","maxTotalTrials":1,"timeout":"PT1S"},"objective":{"goal":"Maximize","primaryMetric":"m"},"samplingAlgorithm":{"samplingAlgorithmType":"Random","seed":1,"rule":"Sobol","logbase":"e"},"earlyTermination":{"policyType":"Bandit","slackFactor":0.1,"evaluationInterval":1},"searchSpace":{"x":["uniform",[0,1]],"y":["choice",[[1,{"k":["normal",[0,1]]}]]]},"inputs":{"i":{"jobInputType":"literal","value":"1"}},"outputs":{"o":{"jobOutputType":"uri_folder"}},"computeId":"none","trial":{"command":"false","environmentVariables":{"A":"b"},"distribution":{"distributionType":"Mpi"},"resources":{"instanceCount":1}}}}""",
        """{"properties":{"dataType":"uri_file","dataUri":"azureml://datastores/d/paths/p","codeUri":"c","image":"i","isArchived":true,"tags":{"a":"b"},"build":{"contextUri":"x"}}}""",
        """{"location":"l","sku":{"name":"n"},"identity":{"type":"t"},"properties":{"friendlyName":"f","description":"d","hbiWorkspace":false}}""",
    ];

    private static readonly Gen<string> Junk = OneOf(
        "null",
        "[]",
        "{}",
        "-1",
        "0",
        "1e999",
        "1e308",
        "99999999999999999999",
        "true",
        "\"\"",
        "\"\\u0000\"",
        "\"\\ud800\"",
        "[[[[]]]]",
        "\"PT1M\"",
        "\"P1Y\"",
        "{\"type\":\"tpe\"}",
        "{\"attune\":{\"type\":\"choice\"}}",
        "[\"choice\",[[]]]",
        "\"" + "x".PadLeft(5000, 'y') + "\""
    );

    private static readonly Gen<string> Body = Gen.OneOf(
        Gen.Select(
            OneOf(Bodies),
            Gen.Int[0, 1_000_000].Array[1, 3],
            Junk.Array[3],
            (body, places, junk) =>
                places.Zip(junk).Aggregate(body, (text, each) => Exchange(text, each.First, each.Second))
        ),
        Gen.Select(OneOf(Bodies), Gen.Int[0, 400], (body, cut) => body[..Math.Min(cut, body.Length)]),
        Gen.Select(
            OneOf(Bodies),
            Gen.Int[0, 400],
            Gen.Char,
            (body, at, put) => body.Insert(Math.Min(at, body.Length), put.ToString())
        ),
        Junk
    );

    private static readonly Gen<(string Method, string Path, string Query, string Body)> Request = Gen.Select(
        OneOf("GET", "PUT", "POST", "PATCH", "DELETE"),
        OneOf(Paths),
        Name,
        OneOf(
            "api-version=2022-10-01",
            "api-version=2022-10-01",
            "api-version=2022-10-01&$skip=%00&$top=x",
            "api-version=2022-10-01&$skip=OTk6YQ&listViewType=all&tag=%ff",
            "api-version=2022-10-01&underlyingResourceAction=Delete",
            "api-version=",
            "",
            "api-version=2022-10-01&listViewType=?"
        ),
        Body,
        (method, path, name, query, body) =>
            (method, path.Replace("NAME", name, StringComparison.Ordinal), query, body)
    );

    private static Gen<string> OneOf(params string[] texts) =>
        Gen.Int[0, texts.Length - 1].Select(i => texts[i]);

    [Fact]
    public async Task Five_thousand_malformed_requests_break_nothing()
    {
        var token = HostToken.Of(host.Home.Root);
        var statuses = new int[6];
        await Request.SampleAsync(
            async request =>
            {
                var body = Encoding.UTF8.GetBytes(request.Body);
                var (status, answer) = await RawHttp.SendAsync(
                    host.Studio.Address,
                    request.Method,
                    $"{ArmHost.Workspace}{request.Path.Replace(' ', '+').Replace("\"", "%22", StringComparison.Ordinal)}?{request.Query}",
                    token + "\r\nContent-Type: application/json",
                    body: Encoding.UTF8.GetString(body)
                );
                Interlocked.Increment(ref statuses[status / 100]);
                Assert.True(status < 500, $"{request}: {status} {answer}");
                if (status >= 400 && answer.Length > 0)
                {
                    var error = JsonNode.Parse(answer)!["error"]!;
                    Assert.NotEmpty(error["code"]!.GetValue<string>());
                    Assert.NotEmpty(error["message"]!.GetValue<string>());
                }
            },
            iter: 5_000,
            threads: 2
        );
        Assert.True(
            statuses[4] > 2_000,
            string.Join(' ', statuses.Select(n => n.ToString(CultureInfo.InvariantCulture)))
        );
        Assert.Equal(200, (await host.SendAsync("GET", "/jobs")).Status);
    }

    // Another value in the place of the value that stands at or after a place.
    private static string Exchange(string text, int place, string junk)
    {
        try
        {
            var root = JsonNode.Parse(text);
            var places = new List<(JsonNode Parent, object Key)>();
            Collect(root!, places);
            if (places.Count == 0)
            {
                return junk;
            }
            var (parent, key) = places[place % places.Count];
            const string mark = "\"@@here@@\"";
            var put = JsonNode.Parse(mark);
            if (parent is JsonObject map)
            {
                map[(string)key] = put;
            }
            else
            {
                ((JsonArray)parent)[(int)key] = put;
            }
            return root!.ToJsonString().Replace(mark, junk, StringComparison.Ordinal);
        }
        catch (Exception error) when (error is System.Text.Json.JsonException or InvalidOperationException)
        {
            return text;
        }
    }

    private static void Collect(JsonNode node, List<(JsonNode, object)> places)
    {
        if (node is JsonObject map)
        {
            foreach (var (name, value) in map)
            {
                places.Add((map, name));
                if (value is not null)
                {
                    Collect(value, places);
                }
            }
        }
        else if (node is JsonArray list)
        {
            for (var i = 0; i < list.Count; i++)
            {
                places.Add((list, i));
                if (list[i] is { } item)
                {
                    Collect(item, places);
                }
            }
        }
    }
}
