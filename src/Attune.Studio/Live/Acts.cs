using Attune.Studio.Audit;
using Attune.Studio.SignIn;
using Attune.Studio.SignIn.Accounts;
using Attune.Studio.SignIn.Sessions;
using Attune.Workspace;
using Attune.Workspace.Assets;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Http;

namespace Attune.Studio.Live;

/// <summary>What the person who looks does. Each act asks for the person's role itself, whatever the page offered, and is written down.</summary>
internal sealed class Acts(
    StudioParts parts,
    AuthenticationStateProvider sessions,
    SessionBook book,
    AuditLog audit
)
{
    /// <summary>Who looks.</summary>
    public async Task<Caller.Person?> PersonAsync() =>
        book.PersonOf((await sessions.GetAuthenticationStateAsync()).User);

    /// <summary>Whether the person has at least this role.</summary>
    public async Task<bool> MayAsync(Role role) => await PersonAsync() is { } person && person.Role >= role;

    /// <summary>Does something with the host of the jobs.</summary>
    /// <inheritdoc cref="DoAsync(Role, string, string, Func{Caller.Person, Task})"/>
    public Task<string?> DoAsync(
        Role role,
        string what,
        string on,
        Func<WorkspaceHost, Caller.Person, Task> act
    ) =>
        DoAsync(
            role,
            what,
            on,
            person => act(parts.Workspace ?? throw new JobStateException("This host runs no jobs."), person)
        );

    /// <summary>Does something.</summary>
    /// <param name="role">The least role that may.</param>
    /// <param name="what">The act, as the audit log names it.</param>
    /// <param name="on">Its object.</param>
    /// <param name="act">The act itself.</param>
    /// <returns>Why it was not done, as a sentence; null when it was.</returns>
    public async Task<string?> DoAsync(Role role, string what, string on, Func<Caller.Person, Task> act)
    {
        if (await PersonAsync() is not { } person)
        {
            return "Your session has ended. Load the page again to sign in.";
        }
        if (person.Role < role)
        {
            await WriteDownAsync(person, what, on, StatusCodes.Status403Forbidden);
            return $"This needs the role {Access.NameOf(role)}.";
        }
        try
        {
            await act(person);
            await WriteDownAsync(person, what, on, StatusCodes.Status200OK);
            return null;
        }
        catch (Exception error)
            when (error
                    is JobStateException
                        or HostClosingException
                        or KeyNotFoundException
                        or InvalidSpecException
                        or AssetException
                        or AccountException
                        or Storage.StorageException
                        or IOException
                        or UnauthorizedAccessException
            )
        {
            await WriteDownAsync(person, what, on, StatusCodes.Status409Conflict);
            return error.Message;
        }
    }

    private Task WriteDownAsync(Caller.Person person, string what, string on, int result) =>
        audit.AppendAsync(person.Name, what, on, result, "", "");
}
