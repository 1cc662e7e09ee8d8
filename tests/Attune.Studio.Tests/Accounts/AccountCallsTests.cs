using System.Net;
using System.Text.Json.Nodes;
using Attune.Studio.Audit;

namespace Attune.Studio.Tests.Accounts;

public sealed class AccountCallsTests(TestHost host) : IClassFixture<TestHost>
{
    private const string Users = "/attune/v1/users";

    [Fact]
    public async Task Owners_make_accounts_and_others_may_not()
    {
        var invitation = await SendAsync(
            host.Http,
            "POST",
            Users,
            """{"name":"owner-1","role":"owner"}""",
            200
        );
        Assert.Contains(
            "/invitation?code=",
            invitation!["address"]!.GetValue<string>(),
            StringComparison.Ordinal
        );
        foreach (
            var (role, status) in ((string, int)[])[("owner", 200), ("contributor", 403), ("reader", 403)]
        )
        {
            using var client = await ClientOfAsync("caller-" + role, role);
            var name = "made-by-" + role;
            await SendAsync(client, "GET", Users, null, status);
            await SendAsync(client, "POST", Users, $$"""{"name":"{{name}}"}""", status);
            await SendAsync(client, "PATCH", $"{Users}/owner-1", """{"role":"owner"}""", status);
            await SendAsync(client, "POST", $"{Users}/owner-1/invite", null, status);
            await SendAsync(client, "DELETE", $"{Users}/{name}", null, status);
        }
    }

    [Fact]
    public async Task Everyone_manages_their_own_tokens_and_only_owners_those_of_others()
    {
        using var anna = await ClientOfAsync("anna", "reader");
        using var ben = await ClientOfAsync("ben", "contributor");
        await SendAsync(ben, "GET", $"{Users}/anna/tokens", null, 403);
        await SendAsync(ben, "POST", $"{Users}/anna/tokens", "{}", 403);
        var made = await SendAsync(
            anna,
            "POST",
            $"{Users}/anna/tokens",
            """{"label":"mine","role":"owner"}""",
            200
        );
        Assert.Equal("reader", made!["role"]!.GetValue<string>());
        using var second = host.Client(made["token"]!.GetValue<string>());
        await SendAsync(second, "GET", $"{Users}/anna/tokens", null, 200);
        await SendAsync(ben, "DELETE", $"{Users}/anna/tokens/{made["id"]}", null, 403);
        await SendAsync(host.Http, "DELETE", $"{Users}/anna/tokens/{made["id"]}", null, 200);
        await SendAsync(second, "GET", $"{Users}/anna/tokens", null, 401);
        var listed = await SendAsync(anna, "GET", $"{Users}/anna/tokens", null, 200);
        Assert.All(listed!["tokens"]!.AsArray(), token => Assert.Null(token!["token"]));
    }

    [Theory]
    [InlineData("POST", Users, """{"name":"../x"}""", 400)]
    [InlineData("POST", Users, """{"name":"x","role":"king"}""", 400)]
    [InlineData("POST", Users, """{}""", 400)]
    [InlineData("PATCH", Users + "/nobody", """{"role":"owner"}""", 404)]
    [InlineData("DELETE", Users + "/nobody", null, 404)]
    [InlineData("DELETE", Users + "/nobody/tokens/x", null, 404)]
    [InlineData("POST", Users + "/nobody/tokens", "{}", 404)]
    [InlineData("POST", Users + "/nobody/tokens", """{"days":1000000000}""", 400)]
    [InlineData("POST", Users + "/nobody/tokens", """{"days":-1}""", 400)]
    public async Task What_cannot_be_is_refused_in_words(string method, string path, string? body, int status)
    {
        var refusal = await SendAsync(host.Http, method, path, body, status);
        Assert.NotEmpty(refusal!["message"]!.GetValue<string>());
    }

    [Fact]
    public async Task Each_change_is_written_down_with_who_made_it_and_how_it_was_answered()
    {
        using var reader = await ClientOfAsync("curious", "reader");
        await SendAsync(reader, "POST", Users, """{"name":"mallory"}""", 403);
        await SendAsync(host.Http, "POST", Users, """{"name":"carol"}""", 200);
        await SendAsync(host.Http, "POST", Users, """{"name":"carol"}""", 400);
        var entries = AuditLog.ReadAll(host.Home).ToList();
        Assert.Contains(
            entries,
            entry => entry is { Who: "curious", What: "POST /attune/v1/users", Result: 403 }
        );
        Assert.Contains(
            entries,
            entry => entry is { Who: "host", What: "POST /attune/v1/users", Result: 200 }
        );
        Assert.Equal((200, 400), (entries[^2].Result, entries[^1].Result));
        Assert.DoesNotContain(entries, entry => entry.What.StartsWith("GET", StringComparison.Ordinal));
    }

    private async Task<HttpClient> ClientOfAsync(string name, string role)
    {
        await SendAsync(host.Http, "POST", Users, $$"""{"name":"{{name}}","role":"{{role}}"}""", 200);
        var token = await SendAsync(host.Http, "POST", $"{Users}/{name}/tokens", "{}", 200);
        return host.Client(token!["token"]!.GetValue<string>());
    }

    private static async Task<JsonNode?> SendAsync(
        HttpClient client,
        string method,
        string path,
        string? body,
        int status
    )
    {
        using var response = await client.SendAsync(method, path, body);
        var text = await response.Content.ReadAsStringAsync(TestHost.Token);
        Assert.True((int)response.StatusCode == status, $"{method} {path}: {response.StatusCode} {text}");
        return response.StatusCode == HttpStatusCode.Unauthorized ? null : JsonNode.Parse(text);
    }
}
