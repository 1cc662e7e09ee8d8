namespace Attune.Cli.Contracts;

/// <summary>Where the studio is, as <c>attune studio --json</c> says it.</summary>
internal sealed record StudioContract
{
    /// <summary>The address of the studio.</summary>
    public required string Address { get; init; }

    /// <summary>The address that signs its owner in: once, within ten minutes.</summary>
    public required string SignIn { get; init; }

    /// <summary>Where it listens with TLS; null when it does not.</summary>
    public string? Tls { get; init; }
}
