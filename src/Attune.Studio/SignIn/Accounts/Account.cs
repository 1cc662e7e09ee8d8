namespace Attune.Studio.SignIn.Accounts;

/// <summary>Someone who may sign in to the studio. What is secret about them is kept as a hash alone.</summary>
public sealed record Account
{
    /// <summary>The name: lower case letters, digits, <c>.</c>, <c>_</c> and <c>-</c>, at most 40.</summary>
    public required string Name { get; init; }

    /// <summary>What they may do.</summary>
    public required Role Role { get; init; }

    /// <summary>When the account was made, UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Changes whenever a session that began before must end: a new password, another role.</summary>
    public required string Stamp { get; init; }

    /// <summary>The hash of the password; null until the invitation is accepted.</summary>
    public string? Password { get; init; }

    /// <summary>The invitation that is open; null when there is none.</summary>
    public Invitation? Invitation { get; init; }

    /// <summary>The tokens of their programs.</summary>
    public ValueList<AccessToken> Tokens { get; init; } = [];
}

/// <summary>A code by which a password is chosen, once.</summary>
/// <param name="Hash">SHA-256 of the code, in Base64.</param>
/// <param name="EndsAt">From when on it counts no more, UTC.</param>
public sealed record Invitation(string Hash, DateTimeOffset EndsAt);

/// <summary>A token by which a program acts for an account.</summary>
/// <param name="Id">Names it; no secret.</param>
/// <param name="Label">What it is for.</param>
/// <param name="Hash">SHA-256 of its secret part, in Base64.</param>
/// <param name="Role">The most it may do; never more than its account.</param>
/// <param name="CreatedAt">When it was made, UTC.</param>
/// <param name="EndsAt">From when on it counts no more, UTC.</param>
public sealed record AccessToken(
    string Id,
    string Label,
    string Hash,
    Role Role,
    DateTimeOffset CreatedAt,
    DateTimeOffset EndsAt
);

/// <summary>Why an account cannot be made or changed so; a sentence for a person.</summary>
/// <param name="message">The sentence.</param>
/// <param name="isMissing">Whether the account or token that was named is not there.</param>
public sealed class AccountException(string message, bool isMissing = false) : Exception(message)
{
    /// <summary>Whether the account or token that was named is not there.</summary>
    public bool IsMissing { get; } = isMissing;
}
