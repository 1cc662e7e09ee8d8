using System.Collections.Immutable;
using Attune.Storage.Documents;

namespace Attune.Studio.SignIn.Accounts;

/// <summary>The accounts of a home: who may sign in, and as what. Thread-safe.</summary>
/// <remarks>
/// One host holds a home, so what is in memory is what counts; a change is durable when its call returns. The local command needs no
/// account: it proves itself by a file that only the home's owner can read.
/// </remarks>
public sealed class AccountBook : IDisposable
{
    /// <summary>How long an invitation counts.</summary>
    public static readonly TimeSpan InvitationLife = TimeSpan.FromDays(7);

    /// <summary>The longest that a token may live.</summary>
    public static readonly TimeSpan LongestTokenLife = TimeSpan.FromDays(366);

    private const string TokenPrefix = "attune-user.";
    private const int MostTokens = 100;

    private readonly SemaphoreSlim _changing = new(1, 1);
    private readonly AccountDocuments _documents;
    private readonly TimeProvider _time;
    private volatile ImmutableSortedDictionary<string, Account> _accounts;

    private AccountBook(AccountDocuments documents, TimeProvider time, IEnumerable<Account> accounts) =>
        (_documents, _time, _accounts) = (
            documents,
            time,
            accounts.ToImmutableSortedDictionary(
                account => account.Name,
                account => account,
                StringComparer.Ordinal
            )
        );

    /// <summary>Raised on any thread when an account was made, changed or removed.</summary>
    internal event Action? Changed;

    /// <summary>Every account, by name.</summary>
    public IReadOnlyList<Account> All => [.. _accounts.Values];

    /// <summary>Reads the accounts of a home.</summary>
    public static async Task<AccountBook> OpenAsync(
        DocumentStore documents,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var kept = new AccountDocuments(documents);
        return new AccountBook(kept, time, await kept.ListAsync(cancellationToken).ConfigureAwait(false));
    }

    /// <summary>The account of a name; null when there is none.</summary>
    public Account? Find(string name) => _accounts.GetValueOrDefault(name);

    /// <summary>Makes an account, or invites one anew whose password was forgotten.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="role">What it may do; null keeps the role of an account that is there.</param>
    /// <param name="again">Whether the account is there already. Its password and its sessions end.</param>
    /// <param name="cancellationToken">Gives up before it is written.</param>
    /// <returns>The code by which a password is chosen, once. It is kept nowhere.</returns>
    /// <exception cref="AccountException">The name cannot be one, is taken, or is not there.</exception>
    public async Task<string> InviteAsync(
        string name,
        Role? role,
        bool again,
        CancellationToken cancellationToken
    )
    {
        var code = Secrets.New();
        await ChangeAsync(
                name,
                found =>
                {
                    if (!again && AccountName.ProblemOf(name) is { } problem)
                    {
                        throw new AccountException(problem);
                    }
                    if (found is not null && !again)
                    {
                        throw new AccountException(
                            $"There is an account '{name}' already. To let it choose a new password: attune user invite {name}"
                        );
                    }
                    var now = _time.GetUtcNow();
                    var account =
                        found
                        ?? new Account
                        {
                            Name = name,
                            Role = Role.Reader,
                            CreatedAt = now,
                            Stamp = "",
                        };
                    return account with
                    {
                        Role = role ?? account.Role,
                        Stamp = Secrets.NewId(),
                        Password = null,
                        Invitation = new Invitation(Secrets.HashOf(code), now + InvitationLife),
                    };
                },
                mustExist: again,
                cancellationToken
            )
            .ConfigureAwait(false);
        return code;
    }

    /// <summary>Makes the account under which tokens of this machine's own user are kept; nothing when it is there. Nobody signs in to it by password.</summary>
    internal Task KeepOwnAsync(string name, CancellationToken cancellationToken) =>
        ChangeAsync(
            name,
            found =>
                found
                ?? new Account
                {
                    Name = name,
                    Role = Role.Owner,
                    CreatedAt = _time.GetUtcNow(),
                    Stamp = Secrets.NewId(),
                },
            mustExist: false,
            cancellationToken
        );

    /// <summary>The account that an invitation is for; null when the code is none, or counts no more.</summary>
    public Account? FindInvited(string code) =>
        _accounts.Values.FirstOrDefault(account =>
            account.Invitation is { } open
            && open.EndsAt > _time.GetUtcNow()
            && Secrets.Matches(code, open.Hash)
        );

    /// <summary>Chooses the password of the account that an invitation is for.</summary>
    /// <exception cref="AccountException">The code counts no more, or the password cannot be one.</exception>
    public async Task<Account> AcceptAsync(string code, string password, CancellationToken cancellationToken)
    {
        var invited = FindInvited(code) ?? throw NoInvitation();
        if (Passwords.ProblemOf(password, invited.Name) is { } problem)
        {
            throw new AccountException(problem);
        }
        return await ChangeAsync(
                invited.Name,
                found =>
                    FindInvited(code) is null
                        ? throw NoInvitation()
                        : found! with
                        {
                            Password = Passwords.Hash(password),
                            Invitation = null,
                            Stamp = Secrets.NewId(),
                        },
                mustExist: true,
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    /// <summary>The account of a name and its password; null when they do not belong together.</summary>
    public Account? SignIn(string name, string password)
    {
        var account = Find(name);
        return Passwords.Matches(password, account?.Password) ? account : null;
    }

    /// <summary>Gives an account another role. Its sessions end.</summary>
    /// <exception cref="AccountException">There is no such account.</exception>
    public Task<Account> ChangeRoleAsync(string name, Role role, CancellationToken cancellationToken) =>
        ChangeAsync(
            name,
            found => found! with { Role = role, Stamp = Secrets.NewId() },
            mustExist: true,
            cancellationToken
        );

    /// <summary>Deletes an account with its tokens. Its sessions end.</summary>
    /// <exception cref="AccountException">There is no such account.</exception>
    public Task RemoveAsync(string name, CancellationToken cancellationToken) =>
        ChangeAsync(name, _ => null, mustExist: true, cancellationToken);

    /// <summary>Makes a token for a program of an account.</summary>
    /// <param name="name">The account.</param>
    /// <param name="label">What it is for; at most 100 characters.</param>
    /// <param name="role">The most it may do; what the account may, if that is less.</param>
    /// <param name="life">How long it counts.</param>
    /// <param name="cancellationToken">Gives up before it is written.</param>
    /// <returns>What is kept of it, and the token itself, which is kept nowhere.</returns>
    /// <exception cref="AccountException">There is no such account, or it has too many tokens.</exception>
    public async Task<(AccessToken Kept, string Token)> IssueAsync(
        string name,
        string label,
        Role role,
        TimeSpan life,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(label);
        if (life <= TimeSpan.Zero || life > LongestTokenLife)
        {
            throw new AccountException("A token lives at least a second and at most 366 days.");
        }
        if (label.Length > 100)
        {
            throw new AccountException("A label has at most 100 characters.");
        }
        var now = _time.GetUtcNow();
        var secret = Secrets.New();
        AccessToken? kept = null;
        await ChangeAsync(
                name,
                found =>
                {
                    var counting = found!.Tokens.Where(token => token.EndsAt > now).ToList();
                    kept = new AccessToken(
                        Secrets.NewId(),
                        label,
                        Secrets.HashOf(secret),
                        role < found.Role ? role : found.Role,
                        now,
                        now + life
                    );
                    return counting.Count >= MostTokens
                        ? throw new AccountException(
                            $"'{name}' has {counting.Count} tokens; revoke some first: attune token list"
                        )
                        : found with
                        {
                            Tokens = ValueList.From([.. counting, kept]),
                        };
                },
                mustExist: true,
                cancellationToken
            )
            .ConfigureAwait(false);
        return (kept!, $"{TokenPrefix}{name}.{kept!.Id}.{secret}");
    }

    /// <summary>Ends a token.</summary>
    /// <exception cref="AccountException">There is no such account or token.</exception>
    public Task RevokeAsync(string name, string id, CancellationToken cancellationToken) =>
        ChangeAsync(
            name,
            found =>
                found!.Tokens.Any(token => token.Id == id)
                    ? found with
                    {
                        Tokens = ValueList.From(found.Tokens.Where(token => token.Id != id)),
                    }
                    : throw new AccountException($"'{name}' has no token '{id}'.", isMissing: true),
            mustExist: true,
            cancellationToken
        );

    /// <summary>Whom a token speaks for, and what it may do; null when it counts for nothing.</summary>
    public (Account Account, Role Role)? Verify(string token)
    {
        ArgumentNullException.ThrowIfNull(token);
        if (!token.StartsWith(TokenPrefix, StringComparison.Ordinal) || token.Length > 256)
        {
            return null;
        }
        // The name may hold dots, the other parts do not.
        var parts = token[TokenPrefix.Length..].Split('.');
        if (parts.Length < 3 || Find(string.Join('.', parts[..^2])) is not { } account)
        {
            return null;
        }
        var kept = account.Tokens.FirstOrDefault(each => each.Id == parts[^2]);
        return kept is not null && kept.EndsAt > _time.GetUtcNow() && Secrets.Matches(parts[^1], kept.Hash)
            ? (account, kept.Role < account.Role ? kept.Role : account.Role)
            : null;
    }

    /// <inheritdoc/>
    public void Dispose() => _changing.Dispose();

    private static AccountException NoInvitation() =>
        new("This invitation was used, or has ended. Ask for another: attune user invite NAME");

    private async Task<Account> ChangeAsync(
        string name,
        Func<Account?, Account?> change,
        bool mustExist,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(name);
        await _changing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var found = Find(name);
            if (found is null && mustExist)
            {
                throw new AccountException($"There is no account '{name}'.", isMissing: true);
            }
            if (change(found) is not { } changed)
            {
                await _documents.DeleteAsync(name, cancellationToken).ConfigureAwait(false);
                _accounts = _accounts.Remove(name);
                Changed?.Invoke();
                return found!;
            }
            await _documents.SaveAsync(changed, cancellationToken).ConfigureAwait(false);
            _accounts = _accounts.SetItem(name, changed);
            Changed?.Invoke();
            return changed;
        }
        finally
        {
            _changing.Release();
        }
    }
}
