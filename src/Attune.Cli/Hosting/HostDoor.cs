namespace Attune.Cli.Hosting;

/// <summary>How a host is to be reached, where a person asked for something else than what the home keeps.</summary>
/// <param name="Port">The port, which becomes the home's own; null for the one that it keeps.</param>
/// <param name="PathPrefix">The path under which a proxy in front passes it on; empty for none.</param>
internal sealed record HostDoor(int? Port, string PathPrefix);
