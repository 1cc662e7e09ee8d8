using Attune.Studio.Audit;
using Attune.Studio.SignIn;
using Attune.Studio.SignIn.Accounts;
using Attune.Workspace;
using Attune.Workspace.Sweeps;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Http;

namespace Attune.Studio.Live;

/// <summary>What the person who looks may do, and does. Every act asks for the person's role itself, whatever the page offered.</summary>
internal sealed class Desk(
    StudioParts parts,
    JobBoard board,
    AuthenticationStateProvider sessions,
    AccountBook accounts,
    AuditLog audit
)
{
    /// <summary>Who looks.</summary>
    public async Task<Caller.Person?> PersonAsync() =>
        Session.PersonOf((await sessions.GetAuthenticationStateAsync()).User, accounts);

    /// <summary>Whether the person has at least this role.</summary>
    public async Task<bool> MayAsync(Role role) => await PersonAsync() is { } person && person.Role >= role;

    /// <summary>Cancels a job, or a trial of a running one.</summary>
    public Task<string?> CancelAsync(string name) =>
        DoAsync(
            Role.Contributor,
            "cancel",
            name,
            async (host, person) =>
                await host.CancelAsync(
                    name,
                    $"canceled by {person.Name} in the studio",
                    CancellationToken.None
                )
        );

    /// <summary>Lets a job go on.</summary>
    public Task<string?> ResumeAsync(string name) =>
        DoAsync(
            Role.Contributor,
            "resume",
            name,
            async (host, _) => await host.ResumeAsync(name, CancellationToken.None)
        );

    /// <summary>Hides a job from lists, or shows it again.</summary>
    public Task<string?> ArchiveAsync(string name, bool archived) =>
        DoAsync(
            Role.Contributor,
            archived ? "archive" : "restore",
            name,
            async (host, _) => await host.ArchiveAsync(name, archived, CancellationToken.None)
        );

    /// <summary>Deletes a job for good.</summary>
    public Task<string?> DeleteAsync(string name) =>
        DoAsync(
            Role.Owner,
            "delete",
            name,
            async (host, _) => await host.DeleteAsync(name, CancellationToken.None)
        );

    /// <summary>Hands a job in; its name, or what is wrong.</summary>
    public async Task<(string? Name, string? Problem)> SubmitAsync(JobSubmission submission)
    {
        string? name = null;
        var problem = await DoAsync(
            Role.Owner,
            "submit",
            submission.Name ?? submission.SourceFile,
            async (host, _) => name = (await host.SubmitAsync(submission, CancellationToken.None)).Job.Name
        );
        return (name, problem);
    }

    /// <summary>Runs a trial again; the new job's name, or what is wrong.</summary>
    public async Task<(string? Name, string? Problem)> RerunAsync(string trial)
    {
        string? name = null;
        var problem = await DoAsync(
            Role.Contributor,
            "rerun",
            trial,
            async (host, _) => name = (await host.RerunAsync(trial, CancellationToken.None)).Job.Name
        );
        return (name, problem);
    }

    /// <returns>Why it was not done, as a sentence; null when it was.</returns>
    private async Task<string?> DoAsync(
        Role role,
        string what,
        string on,
        Func<WorkspaceHost, Caller.Person, Task> act
    )
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
        if (parts.Workspace is not { } host)
        {
            return "This host runs no jobs.";
        }
        try
        {
            await act(host, person);
            await WriteDownAsync(person, what, on, StatusCodes.Status200OK);
            await board.RefreshAsync(CancellationToken.None);
            return null;
        }
        catch (Exception error)
            when (error
                    is JobStateException
                        or HostClosingException
                        or KeyNotFoundException
                        or InvalidSpecException
                        or Storage.StorageException
            )
        {
            await WriteDownAsync(person, what, on, StatusCodes.Status409Conflict);
            return error.Message;
        }
    }

    private Task WriteDownAsync(Caller.Person person, string what, string on, int result) =>
        audit.AppendAsync(person.Name, what, on, result, "", "");
}
