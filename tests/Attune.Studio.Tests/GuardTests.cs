using System.Net;
using System.Net.Sockets;
using Attune.Studio.SignIn;
using CsCheck;

namespace Attune.Studio.Tests;

public sealed class GuardTests(TestHost host) : IClassFixture<TestHost>
{
    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    [InlineData("192.168.1.5")]
    [InlineData("example.org")]
    [InlineData("")]
    public async Task It_listens_on_this_machine_only(string bind)
    {
        var parts = new StudioParts(host.Database, host.Inbox, host, null, host.Log);
        var error = await Assert.ThrowsAsync<StudioStartException>(() =>
            StudioHost.StartAsync(
                new StudioOptions
                {
                    Home = host.Home,
                    Bind = bind,
                    Port = 0,
                },
                parts,
                Calls.Token
            )
        );
        Assert.Equal(2, error.ExitCode);
    }

    [Fact]
    public async Task A_taken_port_is_said_or_left_for_another()
    {
        var parts = new StudioParts(host.Database, host.Inbox, host, null, host.Log);
        var home = Directory.CreateTempSubdirectory("attune-port-").FullName;
        try
        {
            using var other = new TcpListener(IPAddress.Loopback, 0);
            other.Start();
            var port = ((IPEndPoint)other.LocalEndpoint).Port;
            await File.WriteAllTextAsync(Path.Combine(home, "port"), $"{port}\n", Calls.Token);
            var error = await Assert.ThrowsAsync<StudioStartException>(() =>
                StudioHost.StartAsync(new StudioOptions { Home = home, MayMove = false }, parts, Calls.Token)
            );
            Assert.Equal(1, error.ExitCode);
            Assert.Contains($"{port}", error.Message, StringComparison.Ordinal);
            int moved;
            await using (
                var studio = await StudioHost.StartAsync(
                    new StudioOptions { Home = home },
                    parts,
                    Calls.Token
                )
            )
            {
                moved = studio.Address.Port;
                Assert.NotEqual(port, moved);
            }
            await using var again = await StudioHost.StartAsync(
                new StudioOptions { Home = home, MayMove = false },
                parts,
                Calls.Token
            );
            Assert.Equal(moved, again.Address.Port);
        }
        finally
        {
            Directory.Delete(home, recursive: true);
        }
    }

    [Theory]
    [InlineData("localhost", 200)]
    [InlineData("LOCALHOST:1", 200)]
    [InlineData("127.0.0.1", 200)]
    [InlineData("[::1]", 200)]
    [InlineData("evil.example", 400)]
    [InlineData("localhost.evil.example", 400)]
    [InlineData("127.0.0.1.nip.example", 400)]
    [InlineData("", 400)]
    public async Task It_answers_to_its_own_names_only(string name, int expected)
    {
        foreach (var target in (string[])["/health", "/api/2.0/mlflow/experiments/get?experiment_id=0"])
        {
            var (status, body) = await RawHttp.SendAsync(
                host.Studio.Address,
                "GET",
                target,
                HostToken.Of(host.Home),
                name
            );
            Assert.Equal(expected, status);
            Assert.DoesNotContain("evil", body, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task It_does_not_say_what_it_is_made_of()
    {
        using var response = await host.Http.SendAsync("GET", "/health");
        Assert.False(response.Headers.Contains("Server"));
    }

    [Fact]
    public async Task No_body_makes_it_fail()
    {
        var before = host.Log.Lines.Count;
        HostCall[] calls =
        [
            .. HostCall
                .Of(host.Studio)
                .Where(call => call.Path.StartsWith("/api", StringComparison.Ordinal))
                .Where(call => call.Method is not ("GET" or "PUT")),
        ];
        var value = Gen.OneOf(
            Gen.String.Select(text => System.Text.Json.JsonSerializer.Serialize(text)),
            Gen.Double.Select(number =>
                double.IsFinite(number)
                    ? number.ToString("R", System.Globalization.CultureInfo.InvariantCulture)
                    : "NaN"
            ),
            Gen.Long.Select(number => number.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            Gen.OneOf(
                Gen.Const("null"),
                Gen.Const("true"),
                Gen.Const("[]"),
                Gen.Const("{}"),
                Gen.Const("[{}]"),
                Gen.Const("[null]"),
                Gen.Const("[[]]"),
                Gen.Const("\"\\ud800\""),
                Gen.Const("1e999"),
                Gen.Const("[{\"key\":\"a\",\"value\":1,\"timestamp\":1}]")
            ),
            Gen.Const("[" + new string('[', 100))
        );
        var name = Gen.OneOf([.. Members.Select(Gen.Const)]);
        var json = Gen.Select(name, value, (key, item) => $"\"{key}\":{item}")
            .Array[0, 6]
            .Select(members => "{" + string.Join(',', members) + "}");
        var body = Gen.OneOf(
            json,
            json.SelectMany(text => Gen.Int[0, text.Length].Select(cut => text[..cut])),
            Gen.String,
            Gen.Const("{\"run_id\":\"" + "x")
        );
        await Gen.Select(Gen.Int[0, calls.Length - 1], body)
            .SampleAsync(
                async (call, text) =>
                {
                    using var response = await host.Http.SendAsync(
                        calls[call].Method,
                        calls[call].Path,
                        text
                    );
                    var answer = await response.Content.ReadAsStringAsync(Calls.Token);
                    Assert.True(
                        (int)response.StatusCode is >= 200 and < 500 or 501,
                        $"{calls[call]} {text}: {response.StatusCode} {answer}"
                    );
                    Assert.DoesNotContain("   at ", answer, StringComparison.Ordinal);
                },
                iter: 3_000
            );
        Assert.DoesNotContain(
            host.Log.Lines.Skip(before),
            line => line.StartsWith("Error", StringComparison.Ordinal)
        );
    }

    private static readonly string[] Members =
    [
        "run_id",
        "run_uuid",
        "experiment_id",
        "experiment_ids",
        "name",
        "new_name",
        "key",
        "value",
        "timestamp",
        "step",
        "metrics",
        "params",
        "tags",
        "filter",
        "order_by",
        "max_results",
        "page_token",
        "run_view_type",
        "view_type",
        "status",
        "end_time",
        "start_time",
        "datasets",
        "models",
        "model_json",
        "source_run_id",
        "artifact_location",
        "run_name",
    ];
}
