using System.Net;
using System.Text.Json.Nodes;
using Attune.Studio.Audit;
using Attune.Studio.SignIn;
using Attune.Studio.SignIn.Accounts;
using Microsoft.Extensions.DependencyInjection;

namespace Attune.Studio.Tests.Sessions;

/// <summary>Sessions as browsers have them and as owners and people end them.</summary>
public sealed class SessionCallsTests : IAsyncLifetime
{
    private const string Owners = "/attune/v1/users/owner/sessions";

    private readonly TestHost _host = new();

    public ValueTask InitializeAsync() => _host.InitializeAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_session_that_is_ended_lets_its_browser_in_no_more_and_others_stay()
    {
        using var desk = Client("Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0");
        using var lap = Client("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36");
        var (desks, laps) = (await SignInAsync(desk), await SignInAsync(lap));
        var listed = (await _host.Http.GetOkAsync(Owners))["sessions"]!.AsArray();
        Assert.Equal(
            ["Chrome on Windows", "Firefox on Linux"],
            listed.Select(one => one!["browser"]!.GetValue<string>()).Order()
        );
        Assert.All(listed, one => Assert.Equal("127.0.0.1", one!["address"]!.GetValue<string>()));
        await EndAsync(IdOf(listed, "Firefox on Linux"));
        Assert.Equal(HttpStatusCode.Redirect, await StatusAsync(desk, desks));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(lap, laps));

        // What was ended stays so when the host is started again, what was not goes on.
        await _host.StopAsync();
        await _host.StartAsync();
        Assert.Equal(HttpStatusCode.Redirect, await StatusAsync(desk, desks));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(lap, laps));
        await EndAsync(null);
        Assert.Equal(HttpStatusCode.Redirect, await StatusAsync(lap, laps));
        Assert.Empty((await _host.Http.GetOkAsync(Owners))["sessions"]!.AsArray());
        Assert.Equal(
            2,
            AuditLog
                .ReadAll(_host.Home)
                .Count(entry =>
                    entry is { Who: "host", Result: 200 }
                    && entry.What.StartsWith("DELETE " + Owners, StringComparison.Ordinal)
                )
        );
    }

    [Fact]
    public async Task A_cookie_that_was_kept_is_worth_nothing_after_signing_out_or_in_again()
    {
        using var browser = Client("Firefox/140.0");
        var first = await SignInAsync(browser);
        var second = await SignInAsync(browser, first);
        Assert.Equal(HttpStatusCode.Redirect, await StatusAsync(browser, first));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(browser, second));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/sign-out");
        request.Headers.Add("Cookie", second);
        request.Headers.Add("Origin", _host.Studio.Address.GetLeftPart(UriPartial.Authority));
        using var left = await browser.SendAsync(request, Calls.Token);
        Assert.Equal(HttpStatusCode.SeeOther, left.StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, await StatusAsync(browser, second));
    }

    [Fact]
    public async Task People_see_and_end_their_own_sessions_and_owners_those_of_all()
    {
        using var browser = Client("Firefox/140.0");
        await SignInAsync(browser);
        var id = (await _host.Http.GetOkAsync(Owners))["sessions"]![0]!["id"]!.GetValue<string>();
        using var anna = await ProgramOfAsync("anna", Role.Contributor);
        using var ben = await ProgramOfAsync("ben", Role.Owner);
        foreach (
            var (method, path) in ((string, string)[])
                [("GET", Owners), ("DELETE", Owners), ("DELETE", $"{Owners}/{id}")]
        )
        {
            await anna.RefusedAsync(403, "PERMISSION_DENIED", method, path);
        }
        await anna.GetOkAsync("/attune/v1/users/anna/sessions");
        await anna.OkAsync("DELETE", "/attune/v1/users/anna/sessions");
        await anna.RefusedAsync(
            404,
            "RESOURCE_DOES_NOT_EXIST",
            "DELETE",
            $"/attune/v1/users/anna/sessions/{id}"
        );
        await ben.RefusedAsync(404, "RESOURCE_DOES_NOT_EXIST", "GET", "/attune/v1/users/nobody/sessions");
        await ben.OkAsync("DELETE", $"{Owners}/{id}");
        Assert.Empty((await _host.Http.GetOkAsync(Owners))["sessions"]!.AsArray());
    }

    private static string IdOf(JsonArray listed, string browser) =>
        listed.First(one => one!["browser"]!.GetValue<string>() == browser)!["id"]!.GetValue<string>();

    private Task<JsonNode> EndAsync(string? id) =>
        _host.Http.OkAsync("DELETE", id is null ? Owners : $"{Owners}/{id}");

    private async Task<HttpClient> ProgramOfAsync(string name, Role role)
    {
        var accounts = _host.Studio.Services.GetRequiredService<AccountBook>();
        await accounts.InviteAsync(name, role, again: false, Calls.Token);
        return _host.Client(
            (await accounts.IssueAsync(name, "", role, TimeSpan.FromDays(1), Calls.Token)).Token
        );
    }

    private HttpClient Client(string userAgent)
    {
        var client = new HttpClient(new HttpClientHandler { UseCookies = false, AllowAutoRedirect = false })
        {
            BaseAddress = _host.Studio.Address,
        };
        client.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", userAgent);
        return client;
    }

    private async Task<string> SignInAsync(HttpClient client, string? cookie = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, _host.Studio.SignInAddress());
        if (cookie is not null)
        {
            request.Headers.Add("Cookie", cookie);
        }
        using var entered = await client.SendAsync(request, Calls.Token);
        Assert.Equal(HttpStatusCode.SeeOther, entered.StatusCode);
        return Assert.Single(entered.Headers.GetValues("Set-Cookie")).Split(';')[0];
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string cookie)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/jobs");
        request.Headers.Add("Cookie", cookie);
        using var response = await client.SendAsync(request, Calls.Token);
        return response.StatusCode;
    }
}
