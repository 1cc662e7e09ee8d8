using Attune.Studio.Live;
using Attune.Studio.SignIn;
using Attune.Studio.SignIn.Accounts;

namespace Attune.Studio.Pages.People;

/// <summary>What the person who looks may do with accounts and tokens, and does: owners with all, everybody with their own tokens.</summary>
internal sealed class AccountDesk(Acts acts, AccountBook accounts, Board<IReadOnlyList<AccountLine>> board)
{
    /// <summary>Makes an account, or invites one anew; the code by which a password is chosen, once, or what is wrong.</summary>
    /// <param name="name">The account.</param>
    /// <param name="role">What it may do; null keeps the role of one that is there.</param>
    /// <param name="again">Whether it is there already. Its password and its sessions end.</param>
    public async Task<(string? Code, string? Problem)> InviteAsync(string name, Role? role, bool again)
    {
        string? code = null;
        var problem = await DoAsync(
            Role.Owner,
            again ? "invite user again" : "invite user",
            name,
            async _ => code = await accounts.InviteAsync(name, role, again, CancellationToken.None)
        );
        return (code, problem);
    }

    /// <summary>Gives an account another role. Its sessions end.</summary>
    public Task<string?> ChangeRoleAsync(string name, Role role) =>
        DoAsync(
            Role.Owner,
            $"make user {Access.NameOf(role)}",
            name,
            _ => accounts.ChangeRoleAsync(name, role, CancellationToken.None)
        );

    /// <summary>Deletes an account with its tokens. Its sessions end.</summary>
    public Task<string?> RemoveAsync(string name) =>
        DoAsync(Role.Owner, "remove user", name, _ => accounts.RemoveAsync(name, CancellationToken.None));

    /// <summary>Makes a token; the token, which is kept nowhere, or what is wrong. It may never do more than the person who makes it.</summary>
    public async Task<(string? Token, string? Problem)> IssueAsync(
        string name,
        string label,
        Role role,
        int days
    )
    {
        string? token = null;
        var problem = await DoAsync(
            await LeastAsync(name),
            "create token",
            name,
            async person =>
            {
                if (days is < 1 or > 366)
                {
                    throw new AccountException("A token counts for 1 to 366 days.");
                }
                (_, token) = await accounts.IssueAsync(
                    name,
                    label,
                    role < person.Role ? role : person.Role,
                    TimeSpan.FromDays(days),
                    CancellationToken.None
                );
            }
        );
        return (token, problem);
    }

    /// <summary>Ends a token.</summary>
    public async Task<string?> RevokeAsync(string name, string id) =>
        await DoAsync(
            await LeastAsync(name),
            "revoke token",
            name,
            _ => accounts.RevokeAsync(name, id, CancellationToken.None)
        );

    private async Task<Role> LeastAsync(string name) =>
        await acts.PersonAsync() is { } person && person.Name == name ? Role.Reader : Role.Owner;

    private async Task<string?> DoAsync(Role role, string what, string on, Func<Caller.Person, Task> act)
    {
        var problem = await acts.DoAsync(role, what, on, act);
        await board.RefreshAsync(CancellationToken.None);
        return problem;
    }
}
