namespace Attune.Client.Protocols.Control;

/// <summary>Swaps a one-time code, or a name and its password, for a token.</summary>
/// <param name="Code">The code, or the whole address that holds it.</param>
/// <param name="User">The account.</param>
/// <param name="Password">Its password.</param>
/// <param name="Label">What the token is for.</param>
internal sealed record LoginRequest(string? Code, string? User, string? Password, string? Label);

/// <summary>The token, told once.</summary>
/// <param name="User">Whom it speaks for.</param>
/// <param name="Role">What it may do.</param>
/// <param name="Id">Names it, to revoke it.</param>
/// <param name="Token">The token itself.</param>
/// <param name="EndsAt">From when on it counts no more.</param>
internal sealed record LoginResponse(
    string User,
    string Role,
    string Id,
    string Token,
    DateTimeOffset EndsAt
);
