using System.Net;
using Attune.Studio.SignIn;
using Attune.Workspace.Homes;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Attune.Studio;

/// <summary>Where a host listens with TLS, with which certificate, and by which names it is called there.</summary>
internal sealed class TlsDoor
{
    private readonly HomeCertificate _certificate;
    private readonly IPEndPoint _endpoint;

    private TlsDoor(IPEndPoint endpoint, HomeCertificate certificate, IReadOnlyList<string> names) =>
        (_endpoint, _certificate, Names) = (endpoint, certificate, names);

    /// <summary>The names that requests may call this host by, beside <c>localhost</c>.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The address for plain HTTP: always this machine's own.</summary>
    /// <exception cref="StudioStartException">The options would open plain HTTP to others.</exception>
    public static IPAddress PlainAddress(StudioOptions options)
    {
        var address = Parse(options.Bind);
        if (address is not null && IPAddress.IsLoopback(address))
        {
            return address;
        }
        return address is not null && options.Tls
            ? IPAddress.Loopback
            : throw new StudioStartException(
                $"Without TLS the host listens on this machine only; '{options.Bind}' would open it to others. "
                    + "Use 127.0.0.1 and an SSH tunnel from elsewhere, or listen with TLS."
            );
    }

    /// <summary>The door that the options ask for; null when they ask for none.</summary>
    /// <exception cref="StudioStartException">The port that was asked for is taken.</exception>
    public static TlsDoor? Of(StudioOptions options, TimeProvider time)
    {
        if (!options.Tls)
        {
            return null;
        }
        var address = Parse(options.Bind) ?? IPAddress.Loopback;
        var isOpen = !IPAddress.IsLoopback(address);
        if (options.TlsPort is > 0 and var asked && !KeptPort.IsFree(address, asked))
        {
            throw new StudioStartException(
                $"Port {asked} is in use by another program; choose another.",
                exitCode: 1
            );
        }
        var kept = KeptPort.Read(options.Home, KeptPort.Tls);
        var port =
            options.TlsPort
            ?? (
                kept is { } known && KeptPort.IsFree(address, known)
                    ? known
                    : KeptPort.Choose(address, options.Home + "/tls")
            );
        string[] names =
        [
            .. options.Names,
            .. isOpen ? [Environment.MachineName] : Array.Empty<string>(),
            .. isOpen && !IsAny(address) ? [address.ToString()] : Array.Empty<string>(),
        ];
        return new TlsDoor(
            new IPEndPoint(address, port),
            HomeCertificate.Of(options.Home, time, names),
            names
        );
    }

    /// <summary>Lets the server listen here.</summary>
    public void Listen(KestrelServerOptions server)
    {
        // Made now, so that a home whose keys cannot be written is told at once.
        _certificate.Current();
        server.Listen(
            _endpoint,
            listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                listen.UseHttps(
                    new HttpsConnectionAdapterOptions
                    {
                        // Asked at each connection: a host that runs for a year shows the renewed one.
                        ServerCertificateSelector = (_, _) => _certificate.Current(),
                    }
                );
            }
        );
    }

    /// <summary>The address for clients, once the server has bound its ports.</summary>
    /// <param name="urls">What the server listens on.</param>
    public Uri AddressOf(IEnumerable<string> urls)
    {
        var bound = new Uri(
            urls.First(url => url.StartsWith("https:", StringComparison.Ordinal))
                .Replace("[::]", "localhost", StringComparison.Ordinal)
        );
        var name = IsAny(_endpoint.Address) ? Environment.MachineName : bound.Host;
        return new UriBuilder("https", name, bound.Port).Uri;
    }

    private static IPAddress? Parse(string bind) =>
        bind == "localhost" ? IPAddress.Loopback
        : IPAddress.TryParse(bind.Trim('[', ']'), out var parsed) ? parsed
        : null;

    private static bool IsAny(IPAddress address) =>
        address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);
}
