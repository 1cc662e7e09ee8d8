using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;
using IPNetwork = System.Net.IPNetwork;

namespace Attune.Studio.Guards;

/// <summary>Which proxies in front of the host are believed when they say who called, by which name and whether with TLS: those that the options list, and nobody else.</summary>
public static class TrustedProxies
{
    /// <summary>What is wrong with a proxy's address; null when nothing is.</summary>
    /// <param name="address">An address, or a network such as <c>10.1.0.0/16</c>.</param>
    public static string? ProblemOf(string address) =>
        IPAddress.TryParse(address, out _) ? null
        : !IPNetwork.TryParse(address, out var network)
            ? $"'{address}' is no address of a proxy. Write one as in 127.0.0.1, or a network as in 10.1.0.0/16."
        : network.PrefixLength == 0 ? $"'{address}' is everybody. List the proxies that stand in front."
        : null;

    /// <summary>Takes what trusted proxies say for what the request is; what others say is left unread.</summary>
    internal static void Use(IApplicationBuilder application, StudioOptions options)
    {
        // With none listed the headers are not even looked at.
        if (options.TrustedProxies.Count > 0)
        {
            application.UseForwardedHeaders(Of(options));
        }
    }

    /// <summary>Whom the options list.</summary>
    /// <exception cref="StudioStartException">An address of theirs is none.</exception>
    internal static ForwardedHeadersOptions Of(StudioOptions options)
    {
        var problems = options.TrustedProxies.Select(ProblemOf).OfType<string>().ToList();
        if (problems.Count > 0)
        {
            throw new StudioStartException(string.Join(' ', problems));
        }
        var forwarded = new ForwardedHeadersOptions
        {
            ForwardedHeaders =
                ForwardedHeaders.XForwardedFor
                | ForwardedHeaders.XForwardedProto
                | ForwardedHeaders.XForwardedHost,
            // Through one proxy after the other, as far as they are known.
            ForwardLimit = null,
        };
        // Loopback is believed unless it is taken out, and every trial calls from there.
        forwarded.KnownProxies.Clear();
        forwarded.KnownIPNetworks.Clear();
        foreach (var proxy in options.TrustedProxies)
        {
            if (IPAddress.TryParse(proxy, out var address))
            {
                forwarded.KnownProxies.Add(address);
            }
            else
            {
                forwarded.KnownIPNetworks.Add(IPNetwork.Parse(proxy));
            }
        }
        return forwarded;
    }
}
