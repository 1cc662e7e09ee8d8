namespace Attune.Cli.Hosting;

/// <summary>How a host is to be reached, where a person asked for something else than what the home keeps.</summary>
/// <param name="Port">The port, which becomes the home's own; null for the one that it keeps.</param>
/// <param name="PathPrefix">The path under which a proxy in front passes it on; empty for none.</param>
internal sealed record HostDoor(int? Port, string PathPrefix)
{
    /// <summary>Whether to listen with TLS too.</summary>
    public bool Tls { get; init; }

    /// <summary>The port for TLS; null for the one that the home keeps.</summary>
    public int? TlsPort { get; init; }

    /// <summary>The address to listen on with TLS; null for this machine's own.</summary>
    public string? Bind { get; init; }

    /// <summary>Names by which others reach the host.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>The proxies in front whose word counts for who calls, by which name, and whether with TLS.</summary>
    public IReadOnlyList<string> TrustedProxies { get; init; } = [];
}
