using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Attune.Studio.SignIn;

namespace Attune.Studio.Tests;

/// <summary>The name, the path and the marks of a session's cookie on each way into a host.</summary>
public sealed class SessionCookieTests : IAsyncLifetime
{
    private readonly TestHost _host = new();
    private readonly OwnHome _home = new();
    private StudioHost? _studio;

    public async ValueTask InitializeAsync()
    {
        await _host.InitializeAsync();
        _studio = await StudioHost.StartAsync(
            new StudioOptions
            {
                Home = _home.Path,
                Tls = true,
                PathPrefix = "/attune",
            },
            new StudioParts(_host.Database, _host.Inbox, _host, null, _host.Log),
            Calls.Token
        );
    }

    public async ValueTask DisposeAsync()
    {
        await _studio!.DisposeAsync();
        _home.Dispose();
        await _host.DisposeAsync();
    }

    [Theory]
    [InlineData(true, "", "__Host-attune-session-", "/")]
    [InlineData(true, "/attune", "__Secure-attune-session-", "/attune")]
    [InlineData(true, "/w/default", "__Host-attune-session-", "/")]
    [InlineData(true, "/attune/w/default", "__Secure-attune-session-", "/attune")]
    [InlineData(false, "", "attune-session-", "/")]
    [InlineData(false, "/attune", "attune-session-", "/attune")]
    public async Task It_is_bound_to_the_way_on_which_it_was_given(
        bool tls,
        string under,
        string name,
        string path
    )
    {
        using var client = Client(tls);
        var cookie = await SignInAsync(client, under);
        Assert.StartsWith(name, cookie[0], StringComparison.Ordinal);
        Assert.Contains("path=" + path, cookie);
        Assert.Contains("httponly", cookie);
        Assert.Contains("samesite=lax", cookie);
        // With a domain no browser would take the first of the names, and neighbours would get the others.
        Assert.DoesNotContain(cookie, part => part.StartsWith("domain", StringComparison.Ordinal));
        Assert.Equal(tls, cookie.Contains("secure"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, under, cookie[0]));

        using var left = await SendAsync(client, "POST", under + "/sign-out", cookie[0]);
        Assert.Equal(HttpStatusCode.SeeOther, left.StatusCode);
        var taken = Parts(left);
        Assert.StartsWith(name, taken[0], StringComparison.Ordinal);
        Assert.EndsWith("=", taken[0], StringComparison.Ordinal);
        Assert.Contains("path=" + path, taken);
        // Browsers keep a cookie of the first two names when one without the mark would take it away.
        Assert.Equal(tls, taken.Contains("secure"));
    }

    [Fact]
    public async Task With_TLS_a_cookie_that_anybody_without_TLS_could_have_set_counts_for_nothing()
    {
        using var client = Client(tls: true);
        var (name, value) = Split((await SignInAsync(client, ""))[0]);
        var bare = name["__Host-".Length..];
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, "", $"{name}={value}"));
        foreach (var other in (string[])[bare, "__Secure-" + bare])
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(client, "", $"{other}={value}"));
        }
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(client, "/attune", $"{bare}={value}"));
    }

    private static (string Name, string Value) Split(string cookie)
    {
        var at = cookie.IndexOf('=', StringComparison.Ordinal);
        return (cookie[..at], cookie[(at + 1)..]);
    }

    private HttpClient Client(bool tls) =>
        new(
            new SocketsHttpHandler
            {
                UseProxy = false,
                UseCookies = false,
                AllowAutoRedirect = false,
                SslOptions = new SslClientAuthenticationOptions
                {
                    CertificateChainPolicy = TlsTests.PolicyOf(
                        X509Certificate2.CreateFromPem(
                            HomeCertificate.Of(_home.Path, TimeProvider.System).Pem
                        )
                    ),
                },
            }
        )
        {
            BaseAddress = tls
                ? new UriBuilder("https", "localhost", _studio!.SecureAddress!.Port).Uri
                : _studio!.Address,
        };

    private async Task<string[]> SignInAsync(HttpClient client, string under)
    {
        using var entered = await client.GetAsync(under + _studio!.SignInAddress().PathAndQuery, Calls.Token);
        Assert.Equal(HttpStatusCode.SeeOther, entered.StatusCode);
        return Parts(entered);
    }

    private static string[] Parts(HttpResponseMessage response)
    {
        var parts = Assert.Single(response.Headers.GetValues("Set-Cookie")).Split("; ");
        return [parts[0], .. parts[1..].Select(part => part.ToLowerInvariant())];
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string under, string cookie)
    {
        using var response = await SendAsync(client, "GET", under + "/jobs", cookie);
        return response.StatusCode;
    }

    private static async Task<HttpResponseMessage> SendAsync(
        HttpClient client,
        string method,
        string path,
        string cookie
    )
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.Add("Cookie", cookie);
        request.Headers.Add("Origin", client.BaseAddress!.GetLeftPart(UriPartial.Authority));
        return await client.SendAsync(request, Calls.Token);
    }
}
