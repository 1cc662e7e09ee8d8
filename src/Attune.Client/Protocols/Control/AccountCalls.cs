namespace Attune.Client.Protocols.Control;

/// <summary>An account to be made, or its new role.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Role"><c>reader</c>, <c>contributor</c> or <c>owner</c>.</param>
internal sealed record UserRequest(string? Name, string? Role);

/// <summary>An account.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Role">What it may do.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="HasPassword">Whether it can sign in.</param>
/// <param name="InvitedUntil">Until when its invitation counts; absent when none is open.</param>
/// <param name="Tokens">How many tokens it has.</param>
internal sealed record UserResponse(
    string Name,
    string Role,
    DateTimeOffset CreatedAt,
    bool HasPassword,
    DateTimeOffset? InvitedUntil,
    int Tokens
);

/// <summary>Every account, by name.</summary>
internal sealed record UsersResponse(IReadOnlyList<UserResponse> Users);

/// <summary>An invitation: its address is told once.</summary>
/// <param name="Name">The account.</param>
/// <param name="Address">Where its password is chosen.</param>
/// <param name="Days">How long it counts.</param>
internal sealed record InvitationResponse(string Name, string Address, int Days);

/// <summary>A token to be made.</summary>
/// <param name="Label">What it is for.</param>
/// <param name="Role">The most it may do; absent: what its account may.</param>
/// <param name="Days">How long it counts; absent: 30.</param>
internal sealed record TokenRequest(string? Label, string? Role, int? Days);

/// <summary>A token.</summary>
/// <param name="Id">Names it.</param>
/// <param name="Label">What it is for.</param>
/// <param name="Role">The most it may do.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="EndsAt">From when on it counts no more.</param>
/// <param name="Token">The token itself, told once; absent in lists.</param>
internal sealed record TokenResponse(
    string Id,
    string Label,
    string Role,
    DateTimeOffset CreatedAt,
    DateTimeOffset EndsAt,
    string? Token
);

/// <summary>The tokens of an account.</summary>
internal sealed record TokensResponse(IReadOnlyList<TokenResponse> Tokens);

/// <summary>Somebody's session in a browser.</summary>
/// <param name="Id">Names it.</param>
/// <param name="User">Whose it is.</param>
/// <param name="BeganAt">When it began.</param>
/// <param name="SeenAt">When it was used last.</param>
/// <param name="Address">The address that it was used from last; empty where none is known.</param>
/// <param name="Browser">The browser and its system, as in <c>Firefox on Linux</c>.</param>
internal sealed record SessionResponse(
    string Id,
    string User,
    DateTimeOffset BeganAt,
    DateTimeOffset SeenAt,
    string Address,
    string Browser
);

/// <summary>The sessions of an account that are open, the one used last first.</summary>
internal sealed record SessionsResponse(IReadOnlyList<SessionResponse> Sessions);

/// <summary>The answer of a call that has nothing to tell.</summary>
internal sealed record NothingResponse;
