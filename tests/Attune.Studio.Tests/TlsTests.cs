using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Attune.Studio.SignIn;

namespace Attune.Studio.Tests;

public sealed class TlsTests(TestHost host) : IClassFixture<TestHost>
{
    [Fact]
    public async Task A_host_answers_with_TLS_beside_plain_http_and_a_client_that_trusts_its_certificate_alone_is_content()
    {
        using var home = new OwnHome();
        await using var studio = await StartAsync(
            home.Path,
            new StudioOptions { Home = home.Path, Tls = true }
        );
        Assert.Equal("https", studio.SecureAddress!.Scheme);
        var trusted = X509Certificate2.CreateFromPem(HomeCertificate.Of(home.Path, TimeProvider.System).Pem);
        using var client = new HttpClient(Trusting(trusted));
        foreach (var name in (string[])["localhost", "127.0.0.1"])
        {
            var address = new UriBuilder("https", name, studio.SecureAddress.Port, "health").Uri;
            Assert.Equal("OK", await client.GetStringAsync(address, Calls.Token));
        }
        Assert.Equal("OK", await client.GetStringAsync(new Uri(studio.Address, "health"), Calls.Token));
        using var stranger = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        await Assert.ThrowsAsync<HttpRequestException>(() =>
            stranger.GetStringAsync(new Uri(studio.SecureAddress, "health"), Calls.Token)
        );
    }

    [Fact]
    public async Task The_next_host_of_a_home_has_the_same_ports_and_the_same_certificate()
    {
        using var home = new OwnHome();
        var options = new StudioOptions { Home = home.Path, Tls = true };
        Uri address;
        string pem;
        await using (var first = await StartAsync(home.Path, options))
        {
            address = first.SecureAddress!;
            pem = HomeCertificate.Of(home.Path, TimeProvider.System).Pem;
        }
        await using var second = await StartAsync(home.Path, options);
        Assert.Equal(address, second.SecureAddress);
        Assert.Equal(pem, HomeCertificate.Of(home.Path, TimeProvider.System).Pem);
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    [InlineData("192.0.2.1")]
    [InlineData("nonsense")]
    public async Task Another_bind_than_this_machines_own_needs_TLS(string bind)
    {
        using var home = new OwnHome();
        var error = await Assert.ThrowsAsync<StudioStartException>(() =>
            StartAsync(home.Path, new StudioOptions { Home = home.Path, Bind = bind })
        );
        Assert.Equal(2, error.ExitCode);
        Assert.Contains("TLS", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_open_bind_is_open_with_TLS_only_and_still_wants_a_token()
    {
        using var home = new OwnHome();
        await using var studio = await StartAsync(
            home.Path,
            new StudioOptions
            {
                Home = home.Path,
                Bind = "0.0.0.0",
                Tls = true,
                Names = ["attune.example"],
            }
        );
        Assert.True(studio.Address.IsLoopback);
        Assert.Equal(Environment.MachineName, studio.SecureAddress!.Host, ignoreCase: true);
        using var client = new HttpClient(
            new SocketsHttpHandler
            {
                UseProxy = false,
                SslOptions = new SslClientAuthenticationOptions
                {
                    TargetHost = "attune.example",
                    RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                        HomeCertificate
                            .NamesOf((X509Certificate2)certificate!)
                            .Contains("attune.example", StringComparer.Ordinal),
                },
            }
        );
        async Task<int> StatusAsync(string called, string path)
        {
            using var request = new HttpRequestMessage(
                HttpMethod.Get,
                new UriBuilder("https", "127.0.0.1", studio.SecureAddress!.Port, path).Uri
            );
            request.Headers.Host = called;
            using var response = await client.SendAsync(request, Calls.Token);
            return (int)response.StatusCode;
        }
        Assert.Equal(200, await StatusAsync("attune.example", "health"));
        Assert.Equal(401, await StatusAsync("attune.example", "api/2.0/mlflow/experiments/search"));
        Assert.Equal(400, await StatusAsync("evil.example", "health"));
    }

    [Fact]
    public void The_certificate_is_renewed_in_its_last_month_and_when_a_name_is_missing()
    {
        using var home = new OwnHome();
        var time = new SetClock { Now = TimeProvider.System.GetUtcNow() };
        var certificate = HomeCertificate.Of(home.Path, time);
        var first = certificate.Current();
        Assert.True(first.HasPrivateKey);
        Assert.Equal(365, (first.NotAfter.ToUniversalTime() - time.GetUtcNow()).TotalDays, 1.0);
        time.Now += TimeSpan.FromDays(330);
        Assert.Equal(first.Thumbprint, certificate.Current().Thumbprint);
        time.Now += TimeSpan.FromDays(10);
        var second = certificate.Current();
        Assert.NotEqual(first.Thumbprint, second.Thumbprint);
        Assert.Equal(second.Thumbprint, HomeCertificate.Of(home.Path, time).Current().Thumbprint);
        var named = HomeCertificate.Of(home.Path, time, "attune.example", "192.0.2.7").Current();
        Assert.Contains("attune.example", HomeCertificate.NamesOf(named));
        Assert.Contains("192.0.2.7", HomeCertificate.NamesOf(named));
        Assert.Equal(named.Thumbprint, HomeCertificate.Of(home.Path, time).Current().Thumbprint);
    }

    [Fact]
    public void What_is_shown_holds_no_key_and_the_file_is_for_its_owner_alone()
    {
        using var home = new OwnHome();
        var certificate = HomeCertificate.Of(home.Path, TimeProvider.System);
        Assert.DoesNotContain("PRIVATE", certificate.Pem, StringComparison.Ordinal);
        Assert.Contains("PRIVATE", File.ReadAllText(certificate.File), StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite,
                File.GetUnixFileMode(certificate.File)
            );
        }
        File.WriteAllText(certificate.File, "half a file");
        Assert.True(HomeCertificate.Of(home.Path, TimeProvider.System).Current().HasPrivateKey);
    }

    private Task<StudioHost> StartAsync(string home, StudioOptions options) =>
        StudioHost.StartAsync(
            options with
            {
                Home = home,
            },
            new StudioParts(host.Database, host.Inbox, host, null, host.Log),
            Calls.Token
        );

    /// <summary>A handler that trusts one certificate and no authority of the machine.</summary>
    internal static SocketsHttpHandler Trusting(X509Certificate2 certificate) =>
        new()
        {
            UseProxy = false,
            SslOptions = new SslClientAuthenticationOptions
            {
                CertificateChainPolicy = PolicyOf(certificate),
            },
        };

    internal static X509ChainPolicy PolicyOf(X509Certificate2 certificate)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        policy.CustomTrustStore.Add(certificate);
        return policy;
    }

    private sealed class SetClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
