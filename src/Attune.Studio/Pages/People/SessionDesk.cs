using Attune.Studio.Live;
using Attune.Studio.SignIn;
using Attune.Studio.SignIn.Sessions;

namespace Attune.Studio.Pages.People;

/// <summary>What the person who looks may do with sessions, and does: owners with all, everybody with their own.</summary>
internal sealed class SessionDesk(Acts acts, SessionBook sessions, Board<IReadOnlyList<OpenSession>> board)
{
    /// <summary>Ends a session of somebody; its pages and sockets end at once.</summary>
    public Task<string?> EndAsync(string name, string id) =>
        DoAsync("end session", name, () => sessions.EndAsync(name, id, CancellationToken.None));

    /// <summary>Ends every session of somebody.</summary>
    public Task<string?> EndAllAsync(string name) =>
        DoAsync("sign out everywhere", name, () => sessions.EndAllAsync(name, CancellationToken.None));

    private async Task<string?> DoAsync(string what, string name, Func<Task> act)
    {
        var isOwn = (await acts.PersonAsync())?.Name == name;
        var problem = await acts.DoAsync(isOwn ? Role.Reader : Role.Owner, what, name, _ => act());
        await board.RefreshAsync(CancellationToken.None);
        return problem;
    }
}
