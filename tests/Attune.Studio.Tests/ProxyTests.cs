using System.Net;
using Attune.Studio.Audit;
using Attune.Studio.SignIn;

namespace Attune.Studio.Tests;

/// <summary>What a host makes of what a proxy says, and of what somebody says who is none.</summary>
public sealed class ProxyTests(TestHost host) : IClassFixture<TestHost>
{
    private const string Caller = "203.0.113.9";
    private const string Name = "lab.example.org";

    [Fact]
    public async Task Behind_a_trusted_proxy_the_caller_the_name_and_TLS_are_those_of_the_browser()
    {
        using var home = new OwnHome();
        await using var studio = await StartAsync(home.Path, "127.0.0.1");
        using var client = Client(studio);

        using var entered = await SendAsync(
            client,
            "GET",
            "/attune" + studio.SignInAddress().PathAndQuery,
            $"198.51.100.1, {Caller}"
        );
        Assert.Equal(HttpStatusCode.SeeOther, entered.StatusCode);
        var cookie = Assert.Single(entered.Headers.GetValues("Set-Cookie"));
        Assert.Contains("; secure", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.True(entered.Headers.Contains("Strict-Transport-Security"));
        var entry = AuditLog.ReadAll(home.Path).Last(entry => entry.What == "sign in by code");
        Assert.Equal(Caller, entry.From);

        using var elsewhere = await SendAsync(
            client,
            "POST",
            "/attune/sign-out",
            Caller,
            cookie,
            "http://" + Name
        );
        Assert.Equal(HttpStatusCode.Forbidden, elsewhere.StatusCode);
        using var left = await SendAsync(
            client,
            "POST",
            "/attune/sign-out",
            Caller,
            cookie,
            "https://" + Name
        );
        Assert.Equal(HttpStatusCode.SeeOther, left.StatusCode);
    }

    [Theory]
    [InlineData()]
    [InlineData("192.0.2.1", "198.51.100.0/24")]
    public async Task What_anybody_else_says_of_the_caller_is_not_read(params string[] trusted)
    {
        using var home = new OwnHome();
        await using var studio = await StartAsync(home.Path, trusted);
        using var client = Client(studio);
        using var entered = await SendAsync(client, "GET", studio.SignInAddress().PathAndQuery, Caller);
        Assert.Equal(HttpStatusCode.SeeOther, entered.StatusCode);
        Assert.DoesNotContain(
            "; secure",
            Assert.Single(entered.Headers.GetValues("Set-Cookie")),
            StringComparison.OrdinalIgnoreCase
        );
        Assert.False(entered.Headers.Contains("Strict-Transport-Security"));
        Assert.Equal(
            "127.0.0.1",
            AuditLog.ReadAll(home.Path).Last(entry => entry.What == "sign in by code").From
        );
    }

    [Fact]
    public async Task A_name_that_is_none_of_the_hosts_is_refused_from_a_trusted_proxy_too()
    {
        using var home = new OwnHome();
        await using var studio = await StartAsync(home.Path, "127.0.0.0/8");
        using var client = Client(studio);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/health");
        request.Headers.Add("X-Forwarded-Host", "evil.example");
        using var refused = await client.SendAsync(request, Calls.Token);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
    }

    [Fact]
    public async Task A_prefix_that_looks_like_the_beginning_of_the_hosts_own_calls_hides_none_of_them()
    {
        using var home = new OwnHome();
        await using var studio = await StartAsync(home.Path);
        using var client = Client(studio);
        client.DefaultRequestHeaders.Authorization = new("Bearer", HostToken.Of(home.Path));
        foreach (var path in (string[])["/attune/v1/users", "/attune/attune/v1/users", "/attune/health"])
        {
            using var answer = await client.GetAsync(path, Calls.Token);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }

    [Fact]
    public async Task Each_caller_behind_a_proxy_has_tries_of_its_own()
    {
        using var home = new OwnHome();
        await using var studio = await StartAsync(home.Path, "127.0.0.1");
        using var client = Client(studio);
        for (var i = 0; i < 6; i++)
        {
            using var wrong = await SendAsync(client, "GET", $"/sign-in?code=guess{i}", Caller);
            Assert.Equal(
                i < 5 ? HttpStatusCode.Unauthorized : HttpStatusCode.TooManyRequests,
                wrong.StatusCode
            );
        }
        using var other = await SendAsync(client, "GET", "/sign-in?code=guess", "203.0.113.10");
        Assert.Equal(HttpStatusCode.Unauthorized, other.StatusCode);
    }

    [Theory]
    [InlineData("front.example.org")]
    [InlineData("0.0.0.0/0")]
    [InlineData("::/0")]
    [InlineData("10.0.0.0/99")]
    [InlineData("")]
    public async Task A_proxy_that_cannot_be_one_is_refused_at_the_start(string proxy)
    {
        using var home = new OwnHome();
        var error = await Assert.ThrowsAsync<StudioStartException>(() => StartAsync(home.Path, proxy, "*"));
        Assert.Equal(2, error.ExitCode);
        Assert.Contains($"'{proxy}'", error.Message, StringComparison.Ordinal);
        Assert.Contains("'*'", error.Message, StringComparison.Ordinal);
    }

    private static HttpClient Client(StudioHost studio) =>
        new(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false })
        {
            BaseAddress = studio.Address,
        };

    /// <summary>Passes a call on, as a proxy that ends TLS does.</summary>
    private static async Task<HttpResponseMessage> SendAsync(
        HttpClient client,
        string method,
        string path,
        string caller,
        string? cookie = null,
        string? origin = null
    )
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.Add("X-Forwarded-For", caller);
        request.Headers.Add("X-Forwarded-Proto", "https");
        request.Headers.Add("X-Forwarded-Host", Name);
        if (cookie is not null)
        {
            request.Headers.Add("Cookie", cookie.Split(';')[0]);
        }
        if (origin is not null)
        {
            request.Headers.Add("Origin", origin);
        }
        return await client.SendAsync(request, Calls.Token);
    }

    private Task<StudioHost> StartAsync(string home, params string[] trusted) =>
        StudioHost.StartAsync(
            new StudioOptions
            {
                Home = home,
                PathPrefix = "/attune",
                Names = [Name],
                TrustedProxies = trusted,
            },
            new StudioParts(host.Database, host.Inbox, host, null, host.Log),
            Calls.Token
        );
}
