using System.Net.Http.Headers;
using System.Text;
using Attune.Studio.SignIn;

namespace Attune.Studio.Tests;

public sealed class SignInTests(TestHost host) : IClassFixture<TestHost>
{
    [Fact]
    public async Task Every_call_wants_a_sign_in_but_those_that_say_how_it_is_and_the_door_itself()
    {
        using var stranger = host.Client(null);
        using var liar = host.Client("attune-host.nonsense");
        foreach (var call in HostCall.Of(host.Studio))
        {
            Assert.Equal(HostCall.Open.Contains(call.Path), call.IsOpen);
            foreach (var client in (HttpClient[])[stranger, liar])
            {
                using var response = await client.SendAsync(call.Method, call.Path, call.Body);
                var status = (int)response.StatusCode;
                // A form that did not come from the door's own page opens nothing; nor does no invitation.
                Assert.True(
                    call.IsOpen ? status is 200 or 400 or 410 or 429 : status == 401,
                    $"{call.Method} {call.Path}: {status}"
                );
                Assert.DoesNotContain(
                    response.Headers.TryGetValues("Set-Cookie", out var cookies) ? cookies : [],
                    cookie => cookie.StartsWith("attune-session", StringComparison.Ordinal)
                );
            }
        }
        await stranger.RefusedAsync(401, "UNAUTHENTICATED", "GET", "nothing/here");
    }

    [Fact]
    public async Task A_trial_may_not_make_the_calls_of_people_nor_see_a_page_nor_open_a_socket()
    {
        using var trial = host.ClientOf(await host.TrialAsync("roles_0"));
        var refused = 0;
        foreach (var call in HostCall.Of(host.Studio).Where(call => call.IsForPeople))
        {
            using var response = await trial.SendAsync(call.Method, call.Path, call.Body);
            Assert.True((int)response.StatusCode == 403, $"{call.Method} {call.Path}: {response.StatusCode}");
            refused++;
        }
        Assert.True(refused > 90, $"only {refused} calls are for people alone");
    }

    [Theory]
    [InlineData("GET", "runs/get?run_id=OTHER", null)]
    [InlineData("GET", "runs/get?run_id=none", null)]
    [InlineData("POST", "runs/update", """{"run_id":"OTHER","status":"FAILED"}""")]
    [InlineData("POST", "runs/log-metric", """{"run_id":"OTHER","key":"m","value":1,"timestamp":1}""")]
    [InlineData(
        "POST",
        "runs/log-batch",
        """{"run_id":"OTHER","metrics":[{"key":"m","value":1,"timestamp":1}]}"""
    )]
    [InlineData("POST", "runs/log-parameter", """{"run_id":"OTHER","key":"m","value":"1"}""")]
    [InlineData("POST", "runs/set-tag", """{"run_id":"OTHER","key":"m","value":"1"}""")]
    [InlineData("POST", "runs/delete-tag", """{"run_id":"OTHER","key":"m"}""")]
    [InlineData("POST", "runs/log-model", """{"run_id":"OTHER","model_json":"{}"}""")]
    [InlineData("POST", "runs/log-inputs", """{"run_id":"OTHER"}""")]
    [InlineData("POST", "runs/outputs", """{"run_id":"OTHER"}""")]
    [InlineData("POST", "runs/delete", """{"run_id":"OTHER"}""")]
    [InlineData("POST", "runs/restore", """{"run_id":"OTHER"}""")]
    [InlineData("POST", "runs/delete", """{"run_id":"matrix_0"}""")]
    [InlineData("POST", "runs/create", """{"experiment_id":"0"}""")]
    [InlineData(
        "POST",
        "runs/create",
        """{"experiment_id":"EXPERIMENT","tags":[{"key":"mlflow.parentRunId","value":"OTHER"}]}"""
    )]
    [InlineData("POST", "runs/search", """{"experiment_ids":["0"]}""")]
    [InlineData("POST", "runs/set-tag", """{"run_id":"matrix_0","key":"attune.trial","value":"OTHER"}""")]
    [InlineData("POST", "experiments/create", """{"name":"mine"}""")]
    [InlineData("GET", "experiments/get?experiment_id=0", null)]
    [InlineData("GET", "experiments/get-by-name?experiment_name=Default", null)]
    [InlineData("GET", "metrics/get-history?run_id=OTHER&metric_key=m", null)]
    [InlineData("GET", "metrics/get-history-bulk?run_id=OTHER&metric_key=m", null)]
    [InlineData("GET", "metrics/get-history-bulk-interval?run_ids=OTHER&metric_key=m", null)]
    [InlineData("GET", "artifacts/list?run_id=OTHER", null)]
    [InlineData("GET", "/get-artifact?run_uuid=OTHER&path=x", null)]
    [InlineData("GET", "/api/2.0/mlflow-artifacts/artifacts?path=0/OTHER/artifacts", null)]
    [InlineData("GET", "/api/2.0/mlflow-artifacts/artifacts/0/OTHER/artifacts/x", null)]
    [InlineData("PUT", "/api/2.0/mlflow-artifacts/artifacts/0/OTHER/artifacts/x", "x")]
    [InlineData("DELETE", "/api/2.0/mlflow-artifacts/artifacts/0/OTHER/artifacts/x", null)]
    [InlineData(
        "POST",
        "/api/2.0/mlflow-artifacts/mpu/create/0/OTHER/artifacts",
        """{"path":"x","num_parts":1}"""
    )]
    [InlineData("POST", "logged-models", """{"experiment_id":"EXPERIMENT","source_run_id":"OTHER"}""")]
    [InlineData("GET", "logged-models/m-1", null)]
    public async Task A_trials_token_is_good_for_its_own_run_only(string method, string path, string? json)
    {
        var trial = await host.TrialAsync("matrix_0");
        var other = await host.TrialAsync("matrix_1");
        using var client = host.ClientOf(trial);
        string Fill(string text) =>
            text.Replace("OTHER", other.Run, StringComparison.Ordinal)
                .Replace(
                    "EXPERIMENT",
                    trial.ExperimentId.ToString(System.Globalization.CultureInfo.InvariantCulture),
                    StringComparison.Ordinal
                );
        await client.RefusedAsync(
            403,
            "PERMISSION_DENIED",
            method,
            Fill(path),
            json is null ? null : Fill(json)
        );
        Assert.Empty(await host.Database.Measurements.ReadAsync(other.Run, null, 0, 1, Calls.Token));
    }

    [Fact]
    public async Task A_trial_makes_runs_below_its_own_and_sees_its_experiment()
    {
        var trial = await host.TrialAsync("nest_0");
        using var client = host.ClientOf(trial);
        var child = (
            await client.PostOkAsync(
                "runs/create",
                $$"""{"experiment_id":"{{trial.ExperimentId}}","tags":[{"key":"mlflow.parentRunId","value":"nest_0"}]}"""
            )
        )["run"]!["info"]!["run_id"]!.GetValue<string>();
        var grandchild = (
            await client.PostOkAsync(
                "runs/create",
                $$"""{"experiment_id":"{{trial.ExperimentId}}","tags":[{"key":"mlflow.parentRunId","value":"{{child}}"}]}"""
            )
        )["run"]!["info"]!["run_id"]!.GetValue<string>();
        var other = (
            await client.PostOkAsync("runs/create", $$"""{"experiment_id":"{{trial.ExperimentId}}"}""")
        )["run"]!;
        Assert.Contains(
            other["data"]!["tags"]!.AsArray(),
            tag =>
                tag!["key"]!.GetValue<string>() == "mlflow.parentRunId"
                && tag["value"]!.GetValue<string>() == "nest_0"
        );
        await client.PostOkAsync(
            "runs/log-metric",
            $$"""{"run_id":"{{grandchild}}","key":"m","value":1,"timestamp":1}"""
        );
        await client.GetOkAsync($"experiments/get?experiment_id={trial.ExperimentId}");
        await client.GetOkAsync("experiments/get-by-name?experiment_name=sweep");
        Assert.Equal(
            4,
            (await client.PostOkAsync("runs/search", $$"""{"experiment_ids":["{{trial.ExperimentId}}"]}"""))[
                "runs"
            ]!
                .AsArray()
                .Count
        );
        Assert.Single((await client.GetOkAsync("experiments/search"))["experiments"]!.AsArray());
        await client.PostOkAsync("runs/delete", $$"""{"run_id":"{{child}}"}""");
        using var sibling = host.ClientOf(await host.TrialAsync("nest_1"));
        await sibling.RefusedAsync(403, "PERMISSION_DENIED", "GET", $"runs/get?run_id={grandchild}");
        var message = await client.RefusedAsync(
            403,
            "PERMISSION_DENIED",
            "GET",
            "experiments/get-by-name?experiment_name=my-own"
        );
        Assert.Contains("set_experiment", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_counts_while_its_attempt_does()
    {
        var first = await host.TrialAsync("fence_0");
        using var old = host.ClientOf(first);
        await old.GetOkAsync("runs/get?run_id=fence_0");
        var second = await host.TrialAsync("fence_0", attempt: 2);
        var message = await old.RefusedAsync(
            403,
            "PERMISSION_DENIED",
            "POST",
            "runs/log-metric",
            """{"run_id":"fence_0","key":"m","value":1,"timestamp":1}"""
        );
        Assert.Contains("attempt 2", message, StringComparison.Ordinal);
        using var current = host.ClientOf(second);
        await current.PostOkAsync(
            "runs/log-metric",
            """{"run_id":"fence_0","key":"m","value":1,"timestamp":1}"""
        );
        Assert.Equal(
            2,
            Assert
                .Single(await host.Database.Measurements.ReadAsync("fence_0", null, 0, 9, Calls.Token))
                .Attempt
        );
        await host.TrialAsync("fence_0", attempt: 2, isLive: false);
        await current.RefusedAsync(403, "PERMISSION_DENIED", "GET", "runs/get?run_id=fence_0");
        host.Forget("fence_0");
        using var response = await current.SendAsync("GET", "runs/get?run_id=fence_0");
        Assert.Equal(503, (int)response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1), response.Headers.RetryAfter!.Delta);
    }

    [Fact]
    public async Task The_token_may_come_as_a_password()
    {
        var trial = await host.TrialAsync("basic_0");
        using var client = host.Client(null);
        var pair = $"attune:{host.Studio.Tokens.Issue("basic_0", trial.Attempt)}";
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic",
            Convert.ToBase64String(Encoding.UTF8.GetBytes(pair))
        );
        await client.GetOkAsync("runs/get?run_id=basic_0");
        foreach (
            var wrong in (string[])
                ["%%%", Convert.ToBase64String("root:x"u8), Convert.ToBase64String("attune:x"u8)]
        )
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", wrong);
            await client.RefusedAsync(401, "UNAUTHENTICATED", "GET", "runs/get?run_id=basic_0");
        }
    }

    [Fact]
    public void A_changed_token_proves_nothing()
    {
        var tokens = host.Studio.Tokens;
        var token = tokens.Issue("run_0", 1);
        Assert.Equal(("run_0", 1), tokens.Verify(token));
        for (var i = 0; i < token.Length; i++)
        {
            var changed = token.ToCharArray();
            changed[i] = changed[i] == 'A' ? 'B' : 'A';
            var verified = tokens.Verify(new string(changed));
            // The last digit of an unpadded sum carries bits that mean nothing.
            Assert.True(verified is null || i == token.Length - 1);
        }
        Assert.Null(tokens.Verify(tokens.Issue("run_0", 1).Replace(".1.", ".2.", StringComparison.Ordinal)));
        Assert.Null(new TrialTokens(new byte[32]).Verify(token));
    }

    [Fact]
    public void Keys_are_for_their_owner_alone()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }
        const UnixFileMode ownerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        foreach (var file in (string[])["host-token", "trial-secret"])
        {
            Assert.Equal(ownerOnly, File.GetUnixFileMode(Path.Combine(host.Home, "keys", file)));
        }
        Assert.Equal(
            ownerOnly | UnixFileMode.UserExecute,
            File.GetUnixFileMode(Path.Combine(host.Home, "keys"))
        );
    }

    [Fact]
    public async Task No_token_is_ever_logged()
    {
        using var client = host.Client("attune-host.secret-canary");
        await client.RefusedAsync(401, "UNAUTHENTICATED", "GET", "runs/get");
        Assert.DoesNotContain(
            host.Log.Lines,
            line =>
                line.Contains("canary", StringComparison.Ordinal)
                || line.Contains(HostToken.Of(host.Home), StringComparison.Ordinal)
        );
    }
}
