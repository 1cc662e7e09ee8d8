using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Attune.Studio.SignIn;

/// <summary>The certificate by which a home's host proves itself over TLS: made by the home for itself, in <c>keys/tls.pem</c> with its key.</summary>
/// <remarks>
/// It signs nothing else, so trusting it trusts this host alone. Valid for a year; made anew, with a new key, in its last month, or
/// when a name is asked for that it lacks; whoever trusted the old one must then trust the new one. Thread-safe.
/// </remarks>
public sealed class HomeCertificate
{
    private const string FileName = "tls.pem";

    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(365);
    private static readonly TimeSpan RenewBefore = TimeSpan.FromDays(30);

    private readonly Lock _gate = new();
    private readonly string _home;
    private readonly TimeProvider _time;
    private readonly IReadOnlyList<string> _names;
    private X509Certificate2? _current;

    private HomeCertificate(string home, IReadOnlyList<string> names, TimeProvider time) =>
        (_home, _names, _time) = (home, names, time);

    /// <summary>The file that holds the certificate and its key; readable by its owner alone.</summary>
    public string File => Path.Combine(_home, "keys", FileName);

    /// <summary>The certificate of a home. Nothing is made before it is asked for.</summary>
    /// <param name="home">The home folder.</param>
    /// <param name="time">The clock.</param>
    /// <param name="names">Names and addresses beside <c>localhost</c>, <c>127.0.0.1</c>, <c>::1</c> and this machine's name.</param>
    public static HomeCertificate Of(string home, TimeProvider time, params IEnumerable<string> names) =>
        new(
            home,
            [
                .. new[] { "localhost", Environment.MachineName, "127.0.0.1", "::1" }
                    .Concat(names)
                    .Distinct(StringComparer.OrdinalIgnoreCase),
            ],
            time
        );

    /// <summary>The certificate with its key, as it is to be shown now; made or renewed when it is time.</summary>
    public X509Certificate2 Current()
    {
        lock (_gate)
        {
            _current ??= Read();
            if (_current is null || !Serves(_current))
            {
                HomeKeys.Write(_home, FileName, Make());
                _current = Read()!;
            }
            return _current;
        }
    }

    /// <summary>The certificate alone, as PEM text: what clients are to trust.</summary>
    public string Pem => Current().ExportCertificatePem() + "\n";

    /// <summary>The names and addresses that a certificate is good for.</summary>
    public static IReadOnlyList<string> NamesOf(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        return
        [
            .. certificate
                .Extensions.OfType<X509SubjectAlternativeNameExtension>()
                .SelectMany(names =>
                    names.EnumerateDnsNames().Concat(names.EnumerateIPAddresses().Select(ip => ip.ToString()))
                ),
        ];
    }

    private X509Certificate2? Read()
    {
        if (!System.IO.File.Exists(File))
        {
            return null;
        }
        try
        {
            var pem = System.IO.File.ReadAllText(File);
            using var read = X509Certificate2.CreateFromPem(pem, pem);
            // Some systems take a key only from a container that they know.
            return X509CertificateLoader.LoadPkcs12(read.Export(X509ContentType.Pfx), null);
        }
        catch (CryptographicException)
        {
            return null; // half a file, or none of ours: a new one takes its place
        }
    }

    private bool Serves(X509Certificate2 certificate)
    {
        var now = _time.GetUtcNow();
        return now >= certificate.NotBefore.ToUniversalTime()
            && now < certificate.NotAfter.ToUniversalTime() - RenewBefore
            && _names
                .Except(NamesOf(certificate), StringComparer.OrdinalIgnoreCase)
                .All(name => IPAddress.TryParse(name, out var ip) && Covers(certificate, ip));
    }

    private static bool Covers(X509Certificate2 certificate, IPAddress address) =>
        NamesOf(certificate).Any(name => IPAddress.TryParse(name, out var own) && own.Equals(address));

    private string Make()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(
            $"CN=Attune on {Environment.MachineName}",
            key,
            HashAlgorithmName.SHA256
        );
        var names = new SubjectAlternativeNameBuilder();
        foreach (var name in _names)
        {
            if (IPAddress.TryParse(name, out var address))
            {
                names.AddIpAddress(address);
            }
            else
            {
                names.AddDnsName(name);
            }
        }
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true)
        );
        request.CertificateExtensions.Add(
            new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1", "server")], critical: false)
        );
        var now = _time.GetUtcNow();
        // A client's clock may be a little behind.
        using var made = request.CreateSelfSigned(now.AddDays(-1), now + Lifetime);
        return made.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem() + "\n";
    }
}
