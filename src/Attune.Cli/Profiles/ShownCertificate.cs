using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Attune.Client;

namespace Attune.Cli.Profiles;

/// <summary>The certificate that a host shows, asked for before anything secret is sent.</summary>
internal static class ShownCertificate
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>The SHA-256 sum of the certificate when this machine does not trust it by itself; null when it does.</summary>
    /// <exception cref="HttpRequestException">Nobody answers.</exception>
    public static async Task<string?> UnknownAsync(Uri address, CancellationToken cancellationToken)
    {
        var (certificate, errors) = await AskAsync(address, cancellationToken);
        using (certificate)
        {
            return errors == SslPolicyErrors.None ? null : HostLogin.FingerprintOf(certificate);
        }
    }

    /// <summary>The certificate in PEM, once it is known to be the one that is trusted.</summary>
    /// <exception cref="InvalidSpecException">It is another, or there is none.</exception>
    public static async Task<string> PemAsync(HostLogin login, CancellationToken cancellationToken)
    {
        if (login.Address.Scheme != Uri.UriSchemeHttps)
        {
            throw Remote.Wrong(
                "certificate",
                $"{login.Address} does not listen with TLS: it shows none.",
                "name its https address"
            );
        }
        var (certificate, errors) = await AskAsync(login.Address, cancellationToken);
        using (certificate)
        {
            var isTrusted = login.Fingerprint is { } trusted
                ? trusted.Equals(HostLogin.FingerprintOf(certificate), StringComparison.OrdinalIgnoreCase)
                : errors == SslPolicyErrors.None;
            return isTrusted
                ? certificate.ExportCertificatePem() + "\n"
                : throw Remote.Wrong(
                    "certificate",
                    $"{login.Address} shows another certificate than the one that is trusted.",
                    $"sign in again: attune login {login.Address}"
                );
        }
    }

    private static async Task<(X509Certificate2 Certificate, SslPolicyErrors Errors)> AskAsync(
        Uri address,
        CancellationToken cancellationToken
    )
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        (X509Certificate2, SslPolicyErrors)? shown = null;
        using var handler = new SocketsHttpHandler { UseProxy = !address.IsLoopback };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, errors) =>
        {
            if (certificate is X509Certificate2 given)
            {
                shown = (X509CertificateLoader.LoadCertificate(given.RawData), errors);
            }
            // Only looked at: what it says is judged by the caller.
            return certificate is not null;
        };
        using var http = new HttpClient(handler);
        // Nothing is sent along: whoever answers may be anybody.
        using var response = await http.GetAsync(
            new Uri(new Uri(address.AbsoluteUri.TrimEnd('/') + "/"), "health"),
            limit.Token
        );
        return shown ?? throw new HttpRequestException($"{address} shows no certificate.");
    }
}
