using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Attune.Client;

/// <summary>The way to a host: where it listens, by which token it is spoken to, and which certificate it proves itself by. Immutable.</summary>
/// <param name="Address">Where it listens, e.g. <c>https://lab:23457/</c>; a path in it is the prefix under which a proxy passes the host on.</param>
/// <param name="Token">A token of an account, or the home's own.</param>
public sealed record HostLogin(Uri Address, string Token)
{
    /// <summary>SHA-256 of the certificate that is trusted, 64 hexadecimal digits; null for those that this machine trusts anyway.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>SHA-256 of a certificate as it is compared: upper case hexadecimal digits.</summary>
    /// <param name="certificate">The certificate.</param>
    public static string FingerprintOf(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        return certificate.GetCertHashString(HashAlgorithmName.SHA256);
    }

    /// <summary>A client that speaks with the host; whoever asks for it disposes of it.</summary>
    internal HttpClient Open(TimeSpan timeout)
    {
        // A proxy of the machine is not asked for the machine's own addresses.
        var handler = new SocketsHttpHandler { UseProxy = !Address.IsLoopback, AllowAutoRedirect = false };
        if (Fingerprint is { } trusted)
        {
            // This very certificate and no other, whatever name it is for: that is more than a name proves.
            handler.SslOptions.RemoteCertificateValidationCallback = (_, shown, _, errors) =>
                shown is X509Certificate2 certificate
                && trusted.Equals(FingerprintOf(certificate), StringComparison.OrdinalIgnoreCase)
                && (errors & SslPolicyErrors.RemoteCertificateNotAvailable) == 0;
        }
        var client = new HttpClient(handler) { BaseAddress = Based(Address), Timeout = timeout };
        if (Token.Length > 0)
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        }
        return client;
    }

    private static Uri Based(Uri address) =>
        address.AbsoluteUri.EndsWith('/') ? address : new Uri(address.AbsoluteUri + "/");

    /// <summary>A path below the host's address, which may have one itself.</summary>
    internal static string Below(string path) => path.TrimStart('/');

    // A record would write the token into logs.
    private bool PrintMembers(System.Text.StringBuilder text)
    {
        text.Append("Address = ").Append(Address);
        return true;
    }
}
