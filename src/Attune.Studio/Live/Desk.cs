using Attune.Studio.SignIn;
using Attune.Workspace;
using Attune.Workspace.Sweeps;

namespace Attune.Studio.Live;

/// <summary>What the person who looks may do with jobs, and does.</summary>
internal sealed class Desk(Acts acts, JobBoard board)
{
    /// <summary>Who looks.</summary>
    public Task<Caller.Person?> PersonAsync() => acts.PersonAsync();

    /// <summary>Whether the person has at least this role.</summary>
    public Task<bool> MayAsync(Role role) => acts.MayAsync(role);

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

    private async Task<string?> DoAsync(
        Role role,
        string what,
        string on,
        Func<WorkspaceHost, Caller.Person, Task> act
    )
    {
        var problem = await acts.DoAsync(role, what, on, act);
        if (problem is null)
        {
            await board.RefreshAsync(CancellationToken.None);
        }
        return problem;
    }
}
