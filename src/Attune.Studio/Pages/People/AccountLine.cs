using Attune.Studio.SignIn;
using Attune.Studio.SignIn.Accounts;

namespace Attune.Studio.Pages.People;

/// <summary>An account as its pages show it: nothing secret, hashes neither.</summary>
internal sealed record AccountLine(
    string Name,
    Role Role,
    DateTimeOffset CreatedAt,
    bool HasPassword,
    DateTimeOffset? InvitedUntil,
    IReadOnlyList<TokenLine> Tokens
)
{
    /// <summary>Whether it can sign in, in a word.</summary>
    public string State =>
        HasPassword ? "ready"
        : InvitedUntil is null ? "no password"
        : "invited";

    public static AccountLine Of(Account account) =>
        new(
            account.Name,
            account.Role,
            account.CreatedAt,
            account.Password is not null,
            account.Invitation?.EndsAt,
            [
                .. account.Tokens.Select(token => new TokenLine(
                    token.Id,
                    token.Label,
                    token.Role,
                    token.CreatedAt,
                    token.EndsAt
                )),
            ]
        );
}

/// <summary>A token as pages show it: never the token itself.</summary>
internal sealed record TokenLine(
    string Id,
    string Label,
    Role Role,
    DateTimeOffset CreatedAt,
    DateTimeOffset EndsAt
);

/// <summary>Reads the accounts.</summary>
internal sealed class AccountReading(AccountBook accounts)
{
    /// <summary>Every account, by name.</summary>
    public Task<IReadOnlyList<AccountLine>> ReadAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<AccountLine>>([.. accounts.All.Select(AccountLine.Of)]);
}
