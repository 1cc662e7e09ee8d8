using System.Net;
using System.Net.WebSockets;
using System.Text;
using Attune.Studio.SignIn;
using Microsoft.Extensions.Time.Testing;

namespace Attune.Studio.Tests;

public sealed class SessionTests : IAsyncLifetime
{
    private readonly TestHost _host = new();

    public ValueTask InitializeAsync() => _host.InitializeAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_code_is_swapped_once_for_a_session_that_scripts_and_other_sites_cannot_use()
    {
        using var browser = new Browsing(_host);
        var code = _host.Studio.SignInAddress();
        using var entered = await browser.Http.GetAsync(code, Calls.Token);
        Assert.Equal(HttpStatusCode.SeeOther, entered.StatusCode);
        Assert.Equal("/", entered.Headers.Location!.OriginalString);
        var cookie = Assert.Single(entered.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        using (var page = await browser.Http.GetAsync("/jobs", Calls.Token))
        {
            Assert.Equal(HttpStatusCode.OK, page.StatusCode);
            Assert.Equal("text/html", page.Content.Headers.ContentType!.MediaType);
        }
        using var other = new Browsing(_host);
        using var again = await other.Http.GetAsync(code, Calls.Token);
        Assert.Equal(HttpStatusCode.Unauthorized, again.StatusCode);
        var text = code.Query["?code=".Length..];
        Assert.DoesNotContain(_host.Log.Lines, line => line.Contains(text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_session_outlives_the_host_and_its_keys_are_the_owners_alone()
    {
        using var browser = await Browsing.SignedInAsync(_host);
        await _host.StopAsync();
        await _host.StartAsync();
        using (var page = await browser.Http.GetAsync("/jobs", Calls.Token))
        {
            Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        }
        var keys = Path.Combine(_host.Home, "keys", "web");
        if (!OperatingSystem.IsWindows())
        {
            const UnixFileMode owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            Assert.Equal(owner | UnixFileMode.UserExecute, File.GetUnixFileMode(keys));
            foreach (var key in Directory.GetFiles(keys))
            {
                Assert.Equal(owner, File.GetUnixFileMode(key));
            }
        }
        Assert.NotEmpty(Directory.GetFiles(keys));
    }

    [Fact]
    public void A_code_ages()
    {
        var time = new FakeTimeProvider();
        var codes = new SignInCodes(time);
        var (first, second) = (codes.Issue(Session.LocalOwner), codes.Issue(Session.LocalOwner));
        time.Advance(SignInCodes.Lifetime - TimeSpan.FromSeconds(1));
        Assert.Equal(Session.LocalOwner, codes.Redeem(first));
        Assert.Null(codes.Redeem(first));
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Null(codes.Redeem(second));
        Assert.Null(codes.Redeem(""));
    }

    [Fact]
    public async Task Whoever_guesses_codes_must_wait()
    {
        using var browser = new Browsing(_host);
        for (var i = 0; i < 5; i++)
        {
            using var wrong = await browser.Http.GetAsync($"/sign-in?code=guess{i}", Calls.Token);
            Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        }
        using var late = await browser.Http.GetAsync(_host.Studio.SignInAddress(), Calls.Token);
        Assert.Equal(HttpStatusCode.TooManyRequests, late.StatusCode);
        // The page itself, which says what to do, is no try.
        using var page = await browser.Http.GetAsync("/sign-in", Calls.Token);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
    }

    [Theory]
    [InlineData("/jobs?state=running", "/jobs?state=running")]
    [InlineData("https://evil.example/", "/")]
    [InlineData("//evil.example/", "/")]
    [InlineData("/\\evil.example", "/")]
    [InlineData("jobs", "/")]
    public async Task A_sign_in_leads_nowhere_but_into_the_studio(string asked, string led)
    {
        using var browser = new Browsing(_host);
        using var entered = await browser.Http.GetAsync(
            $"{_host.Studio.SignInAddress()}&return={Uri.EscapeDataString(asked)}",
            Calls.Token
        );
        Assert.Equal(led, entered.Headers.Location!.OriginalString);
    }

    [Theory]
    [InlineData("OWN", 101)]
    [InlineData(null, 403)]
    [InlineData("null", 403)]
    [InlineData("http://evil.example", 403)]
    [InlineData("https://127.0.0.1", 403)]
    [InlineData("http://127.0.0.1:1", 403)]
    public async Task The_pages_socket_opens_for_the_hosts_own_pages_only(string? origin, int status)
    {
        using var browser = await Browsing.SignedInAsync(_host);
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.Cookies = browser.Cookies;
        if (origin is not null)
        {
            socket.Options.SetRequestHeader(
                "Origin",
                origin == "OWN" ? _host.Studio.Address.GetLeftPart(UriPartial.Authority) : origin
            );
        }
        var address = new UriBuilder(_host.Studio.Address) { Scheme = "ws", Path = "/_blazor" }.Uri;
        if (status == 101)
        {
            await socket.ConnectAsync(address, Calls.Token);
        }
        else
        {
            await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(address, Calls.Token));
        }
        Assert.Equal(status, (int)socket.HttpStatusCode);
    }

    [Fact]
    public async Task A_socket_without_a_session_is_refused()
    {
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.SetRequestHeader("Origin", _host.Studio.Address.GetLeftPart(UriPartial.Authority));
        var address = new UriBuilder(_host.Studio.Address) { Scheme = "ws", Path = "/_blazor" }.Uri;
        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(address, Calls.Token));
        Assert.Equal(401, (int)socket.HttpStatusCode);
    }

    [Theory]
    [InlineData("POST", "/sign-out")]
    [InlineData("POST", "/api/2.0/mlflow/experiments/create")]
    [InlineData("DELETE", "/attune/v1/workspaces/default/jobs/x")]
    [InlineData("POST", "/_blazor/negotiate")]
    public async Task Another_site_changes_nothing_with_a_persons_cookie(string method, string path)
    {
        using var browser = await Browsing.SignedInAsync(_host);
        foreach (var origin in (string?[])[null, "null", "http://evil.example"])
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path)
            {
                Content = new StringContent("""{"name":"stolen"}""", Encoding.UTF8, "application/json"),
            };
            if (origin is not null)
            {
                request.Headers.Add("Origin", origin);
            }
            using var response = await browser.Http.SendAsync(request, Calls.Token);
            Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        }
        using var page = await browser.Http.GetAsync("/jobs", Calls.Token);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
    }

    [Fact]
    public async Task Signing_out_ends_the_session()
    {
        using var browser = await Browsing.SignedInAsync(_host);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/sign-out");
        request.Headers.Add("Origin", _host.Studio.Address.GetLeftPart(UriPartial.Authority));
        using (var left = await browser.Http.SendAsync(request, Calls.Token))
        {
            Assert.Equal(HttpStatusCode.SeeOther, left.StatusCode);
        }
        using var page = await browser.Http.GetAsync("/jobs", Calls.Token);
        Assert.Equal(HttpStatusCode.Unauthorized, page.StatusCode);
    }

    [Fact]
    public async Task A_session_of_one_home_is_none_of_another()
    {
        await using var other = new TestHost();
        await other.InitializeAsync();
        using var browser = await Browsing.SignedInAsync(_host);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(other.Studio.Address, "jobs"));
        request.Headers.Add("Cookie", browser.Cookies.GetCookieHeader(_host.Studio.Address));
        using var http = new HttpClient(new HttpClientHandler { UseCookies = false });
        using var page = await http.SendAsync(request, Calls.Token);
        Assert.Equal(HttpStatusCode.Unauthorized, page.StatusCode);
    }

    [Theory]
    [InlineData("/health")]
    [InlineData("/sign-in")]
    [InlineData("/studio.css")]
    [InlineData("/jobs")]
    [InlineData("/api/2.0/mlflow/experiments/get?experiment_id=0")]
    public async Task Every_answer_tells_browsers_to_be_careful(string path)
    {
        using var browser = await Browsing.SignedInAsync(_host);
        using var response = await browser.Http.GetAsync(path, Calls.Token);
        Assert.True(response.IsSuccessStatusCode, $"{path}: {response.StatusCode}");
        string Header(string name) => string.Join(", ", response.Headers.GetValues(name));
        Assert.Equal("nosniff", Header("X-Content-Type-Options"));
        Assert.Equal("no-referrer", Header("Referrer-Policy"));
        Assert.Equal("same-origin", Header("Cross-Origin-Opener-Policy"));
        Assert.Equal("same-origin", Header("Cross-Origin-Resource-Policy"));
        Assert.Equal(
            "default-src 'self'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data:; "
                + "font-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'",
            Header("Content-Security-Policy")
        );
    }

    [Theory]
    [InlineData("/studio.css", "text/css")]
    [InlineData("/charts.js", "text/javascript")]
    [InlineData("/favicon.svg", "image/svg+xml")]
    [InlineData("/_framework/blazor.web.js", "text/javascript")]
    [InlineData("/lib/echarts/vizor-echarts-bundle-min.js", "text/javascript")]
    [InlineData(
        "/_content/Microsoft.FluentUI.AspNetCore.Components/Microsoft.FluentUI.AspNetCore.Components.lib.module.js",
        "text/javascript"
    )]
    public async Task What_browsers_load_comes_with_the_host_itself(string path, string type)
    {
        using var browser = new Browsing(_host);
        using var response = await browser.Http.GetAsync(path, Calls.Token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(type, response.Content.Headers.ContentType!.MediaType);
        Assert.NotEmpty(await response.Content.ReadAsByteArrayAsync(Calls.Token));
    }

    /// <summary>A browser's part of HTTP: it keeps cookies and follows nothing by itself.</summary>
    private sealed class Browsing : IDisposable
    {
        public Browsing(TestHost host) =>
            Http = new HttpClient(
                new HttpClientHandler { CookieContainer = Cookies, AllowAutoRedirect = false }
            )
            {
                BaseAddress = host.Studio.Address,
            };

        public CookieContainer Cookies { get; } = new();

        public HttpClient Http { get; }

        public static async Task<Browsing> SignedInAsync(TestHost host)
        {
            var browser = new Browsing(host);
            using var entered = await browser.Http.GetAsync(host.Studio.SignInAddress(), Calls.Token);
            Assert.Equal(HttpStatusCode.SeeOther, entered.StatusCode);
            return browser;
        }

        public void Dispose() => Http.Dispose();
    }
}
