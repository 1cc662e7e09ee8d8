using System.Text;
using System.Text.Json.Nodes;

namespace Attune.Studio.Tests.MLflow;

/// <summary>Large files that come in parts.</summary>
public sealed class UploadTests(TestHost host) : IClassFixture<TestHost>
{
    private const string Calls = "/api/2.0/mlflow-artifacts/mpu";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Parts_sent_in_any_order_and_twice_become_one_file()
    {
        var trial = await host.TrialAsync("parts_0");
        using var script = host.ClientOf(trial);
        var folder = $"{trial.ExperimentId}/parts_0/artifacts/model";
        var begun = await script.PostOkAsync(
            $"{Calls}/create/{folder}",
            """{"path":"/home/me/work/big.bin","num_parts":3}"""
        );
        var credentials = begun["credentials"]!.AsArray();
        Assert.Equal([1, 2, 3], credentials.Select(each => each!["part_number"]!.GetValue<int>()));
        var parts = new JsonArray();
        foreach (
            var (number, text) in ((int, string)[])[(3, "three"), (1, "wrong"), (2, "two-"), (1, "one-")]
        )
        {
            var credential = credentials[number - 1]!;
            // As the clients do it: to the address as given, with the headers as given and none of their own.
            using var stranger = new HttpClient();
            using var request = new HttpRequestMessage(HttpMethod.Put, credential["url"]!.GetValue<string>())
            {
                Content = new ByteArrayContent(Encoding.UTF8.GetBytes(text)),
            };
            foreach (var (name, value) in credential["headers"]!.AsObject())
            {
                request.Headers.TryAddWithoutValidation(name, value!.GetValue<string>());
            }
            using var response = await stranger.SendAsync(request, Token);
            Assert.Equal(200, (int)response.StatusCode);
            if (text != "wrong")
            {
                parts.Add(
                    new JsonObject
                    {
                        ["part_number"] = number,
                        ["etag"] = response.Headers.ETag!.Tag,
                        ["url"] = credential["url"]!.GetValue<string>(),
                    }
                );
            }
        }
        Assert.Null((await host.Http.GetOkAsync("artifacts/list?run_id=parts_0"))["files"]);
        var whole = new JsonObject
        {
            ["path"] = "big.bin",
            ["upload_id"] = begun["upload_id"]!.GetValue<string>(),
            ["parts"] = parts,
        };
        Assert.Equal(
            "{}",
            (await script.PostOkAsync($"{Calls}/complete/{folder}", whole.ToJsonString())).ToJsonString()
        );
        Assert.Equal(
            "one-two-three",
            await File.ReadAllTextAsync(Path.Combine(trial.Artifacts, "model", "big.bin"), Token)
        );
        Assert.DoesNotContain(
            Directory.GetDirectories(Path.Combine(host.Home, "workspaces/default/uploads")),
            left => left.Contains(begun["upload_id"]!.GetValue<string>(), StringComparison.Ordinal)
        );
        await script.RefusedAsync(
            404,
            "RESOURCE_DOES_NOT_EXIST",
            "POST",
            $"{Calls}/complete/{folder}",
            whole.ToJsonString()
        );
    }

    [Fact]
    public async Task An_upload_that_is_given_up_leaves_nothing()
    {
        var run = await host.RunAsync();
        var begun = await host.Http.PostOkAsync(
            $"{Calls}/create/0/{run}/artifacts",
            """{"path":"x.bin","num_parts":1}"""
        );
        var id = begun["upload_id"]!.GetValue<string>();
        await host.Http.PostOkAsync(
            $"{Calls}/abort/0/{run}/artifacts",
            $$"""{"path":"x.bin","upload_id":"{{id}}"}"""
        );
        await host.Http.RefusedAsync(404, "RESOURCE_DOES_NOT_EXIST", "PUT", $"{Calls}/part/{id}/1", "x");
        Assert.Null((await host.Http.GetOkAsync($"artifacts/list?run_id={run}"))["files"]);
    }

    [Fact]
    public async Task What_is_not_whole_or_not_the_callers_is_refused()
    {
        var trial = await host.TrialAsync("broken_0");
        using var script = host.ClientOf(trial);
        using var other = host.ClientOf(await host.TrialAsync("broken_1"));
        var folder = $"{trial.ExperimentId}/broken_0/artifacts";
        var begun = await script.PostOkAsync($"{Calls}/create/{folder}", """{"path":"x","num_parts":2}""");
        var id = begun["upload_id"]!.GetValue<string>();
        using var put = await script.PutAsync($"{Calls}/part/{id}/1", new StringContent("one"), Token);
        var tag = put.Headers.ETag!.Tag.Trim('"');
        foreach (
            var parts in (string[])
                [
                    "[]",
                    "null",
                    "[null]",
                    """[{"part_number":2,"etag":"TAG"}]""",
                    """[{"part_number":1,"etag":"00000000000000000000000000000000"}]""",
                    """[{"part_number":1,"etag":"../../../../../../../etc/passwd0"}]""",
                    """[{"part_number":1,"etag":"TAG"},{"part_number":1,"etag":"TAG"}]""",
                    """[{"part_number":1,"etag":"TAG"},{"part_number":3,"etag":"TAG"}]""",
                ]
        )
        {
            await script.RefusedAsync(
                400,
                "INVALID_PARAMETER_VALUE",
                "POST",
                $"{Calls}/complete/{folder}",
                $$"""{"path":"x","upload_id":"{{id}}","parts":{{parts.Replace("TAG", tag, StringComparison.Ordinal)}}}"""
            );
        }
        foreach (var number in (string[])["0", "10001", "-1", "one"])
        {
            await script.RefusedAsync(
                400,
                "INVALID_PARAMETER_VALUE",
                "PUT",
                $"{Calls}/part/{id}/{number}",
                "x"
            );
        }
        foreach (
            var body in (string[])
                [
                    """{"num_parts":1}""",
                    """{"path":"","num_parts":1}""",
                    """{"path":"a/","num_parts":1}""",
                    """{"path":"..","num_parts":1}""",
                    """{"path":"a%2fb","num_parts":1}""",
                    """{"path":"x","num_parts":0}""",
                    """{"path":"x","num_parts":10001}""",
                ]
        )
        {
            await script.RefusedAsync(
                400,
                "INVALID_PARAMETER_VALUE",
                "POST",
                $"{Calls}/create/{folder}",
                body
            );
        }
        await script.RefusedAsync(
            400,
            "INVALID_PARAMETER_VALUE",
            "POST",
            $"{Calls}/create/{trial.ExperimentId}/broken_0/artifacts/..%2f..",
            """{"path":"x","num_parts":1}"""
        );
        await script.RefusedAsync(
            403,
            "PERMISSION_DENIED",
            "POST",
            $"{Calls}/create/registry/m/1",
            """{"path":"x","num_parts":1}"""
        );
        // The id alone is no right: the caller must be one who may write to the place.
        await other.RefusedAsync(403, "PERMISSION_DENIED", "PUT", $"{Calls}/part/{id}/2", "x");
        await other.RefusedAsync(
            403,
            "PERMISSION_DENIED",
            "POST",
            $"{Calls}/abort/{folder}",
            $$"""{"path":"x","upload_id":"{{id}}"}"""
        );
        using var stranger = host.Client(null);
        await stranger.RefusedAsync(401, "UNAUTHENTICATED", "PUT", $"{Calls}/part/{id}/2", "x");
    }
}
