namespace Attune.Studio.SignIn.Sessions;

/// <summary>Somebody's session in a browser, as the home keeps it: nothing in it lets anybody in.</summary>
internal sealed record OpenSession
{
    /// <summary>Names it; no secret, the cookie that holds it is sealed.</summary>
    public required string Id { get; init; }

    /// <summary>Whose it is.</summary>
    public required string Name { get; init; }

    /// <summary>The stamp of the account when it began; empty for this machine's own user.</summary>
    public required string Stamp { get; init; }

    /// <summary>When it began, UTC.</summary>
    public required DateTimeOffset BeganAt { get; init; }

    /// <summary>When it was used last, UTC; a few minutes too early after the host was killed.</summary>
    public required DateTimeOffset SeenAt { get; init; }

    /// <summary>The address that it was used from last; empty where none is known.</summary>
    public required string From { get; init; }

    /// <summary>The browser and its system, as in <c>Firefox on Linux</c>.</summary>
    public required string Browser { get; init; }
}
