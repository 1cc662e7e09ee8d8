namespace Attune.Studio;

/// <summary>How a host is started.</summary>
public sealed record StudioOptions
{
    /// <summary>The home folder, absolute. It keeps the port, the keys and the artifacts of runs that are no trials.</summary>
    public required string Home { get; init; }

    /// <summary>The workspace that the tracking protocol speaks of. Default <c>default</c>.</summary>
    public string Workspace { get; init; } = "default";

    /// <summary>The address to listen on: this machine's own (<c>127.0.0.1</c>, <c>::1</c>, <c>localhost</c>), or with <see cref="Tls"/> any of its addresses.</summary>
    public string Bind { get; init; } = "127.0.0.1";

    /// <summary>The port to listen on; 0 for any that is free; null (the default) for the one that the home keeps.</summary>
    public int? Port { get; init; }

    /// <summary>Whether a <see cref="Port"/> that is given becomes the one that the home keeps. Default false.</summary>
    public bool KeepsPort { get; init; }

    /// <summary>Whether to listen with TLS too, beside plain HTTP, which stays on this machine's own address. Default false.</summary>
    public bool Tls { get; init; }

    /// <summary>The port for TLS; 0 for any that is free; null (the default) for the one that the home keeps.</summary>
    public int? TlsPort { get; init; }

    /// <summary>Names and addresses by which clients reach this host, beside <c>localhost</c>; they stand in its certificate too. Default none.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Whether another port may be taken and kept when the home's own is in use. False while trials run that know it. Default true.</summary>
    public bool MayMove { get; init; } = true;

    /// <summary>The path under which a proxy in front passes the host on, such as <c>/attune</c>; calls without it are answered too. Default none.</summary>
    public string PathPrefix { get; init; } = "";

    /// <summary>OpenTelemetry's own variables (<c>OTEL_…</c>). Measurements of the host go to the collector that <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names, and nowhere without it. Default none.</summary>
    public IReadOnlyDictionary<string, string> Telemetry { get; init; } = new Dictionary<string, string>();

    /// <summary>The largest artifact taken, in bytes. Default 20 GiB.</summary>
    public long LargestArtifact { get; init; } = 20L << 30;
}
