namespace Attune.Cli.Profiles;

/// <summary>A host that the command is signed in to.</summary>
internal sealed record Profile
{
    /// <summary>What it is called here.</summary>
    public required string Name { get; init; }

    /// <summary>Where the host listens.</summary>
    public required string Server { get; init; }

    /// <summary>The token by which it is spoken to.</summary>
    public required string Token { get; init; }

    /// <summary>The token's id, to end it; null when it was handed over as it is.</summary>
    public string? TokenId { get; init; }

    /// <summary>Whom the token speaks for.</summary>
    public required string User { get; init; }

    /// <summary>SHA-256 of the certificate that is trusted; null for those that this machine trusts anyway.</summary>
    public string? Fingerprint { get; init; }
}

/// <summary>All of them.</summary>
internal sealed record ProfileList
{
    /// <summary>The one that commands speak to unless told otherwise; null for the home on this machine.</summary>
    public string? Current { get; init; }

    public IReadOnlyList<Profile> Profiles { get; init; } = [];
}
