using Attune.Client.Protocols.Arm;
using Attune.Jobs;
using Attune.Studio.SignIn;
using Attune.Workspace;
using Attune.Workspace.Catalog;
using Attune.Workspace.Sweeps;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Attune.Studio.Endpoints.Arm;

/// <summary>Sweeps and command jobs. A trial is a job to be read, <c>NAME_3</c>; it is not in lists.</summary>
internal sealed class JobCalls(ArmParts arm)
{
    private const string One = "/jobs/{name}";

    private readonly JobViews _views = new(arm);

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapArm(arm, "GET", "/jobs", Access.Read, ListAsync);
        routes.MapArm(arm, "GET", One, Access.Read, GetAsync);
        routes.MapArm(arm, "PUT", One, Access.Contribute, PutAsync);
        routes.MapArm(arm, "DELETE", One, Access.Own, DeleteAsync);
        routes.MapArm(arm, "POST", One + "/cancel", Access.Contribute, CancelAsync);
        routes.MapArm(arm, "GET", One + "/operationResults/cancel", Access.Read, CanceledAsync);
    }

    private async Task ListAsync(ArmCall call)
    {
        var jobs = arm.Jobs(call.WorkspaceName);
        var filter = JobFilter.Of(call);
        var shown = new List<JobRecord>();
        foreach (var job in (await jobs.ListAsync(call.Aborted).ConfigureAwait(false)).Where(filter.Takes))
        {
            shown.Add(
                await _views
                    .SettleAsync(call.WorkspaceName, job, () => jobs.FindAsync(job.Name, call.Aborted))
                    .ConfigureAwait(false)
            );
        }
        await call.ReplyAsync(
                ArmPage.Of(call, shown, job => job.Name, job => _views.Of(call, job)),
                ArmJson.Default.ResourcePageResourceJobProperties
            )
            .ConfigureAwait(false);
    }

    private async Task GetAsync(ArmCall call)
    {
        var view =
            await _views.FindAsync(call, call.Name).ConfigureAwait(false)
            ?? throw new ArmException(ArmError.NotFound($"There is no job '{call.Name}'."));
        await call.ReplyAsync(view, ArmJson.Default.ResourceJobProperties).ConfigureAwait(false);
    }

    private async Task PutAsync(ArmCall call)
    {
        var problems = new List<Problem>();
        var body = await call.ReadAsync(ArmJson.Default.ResourceJobProperties, problems)
            .ConfigureAwait(false);
        var there = await arm.Jobs(call.WorkspaceName)
            .FindAsync(call.Name, call.Aborted)
            .ConfigureAwait(false);
        var job = body is null
            ? null
            : await new JobReading(arm, call).ReadAsync(body, there, problems).ConfigureAwait(false);
        ArmCall.Refuse(problems);
        RequireServed(call);
        if (there is not null)
        {
            await DescribeAsync(call, there, job!, body!.Properties!).ConfigureAwait(false);
            return;
        }
        var submission = new JobSubmission
        {
            Job = job!,
            // It came from no file; the one that is written of it lies in its folder.
            SourceFile = Path.Combine(arm.Home.Jobs(call.WorkspaceName), call.Name, "job.yml"),
            Name = call.Name,
            IsNew = true,
            Notices = problems,
        };
        SubmittedJob submitted;
        try
        {
            submitted = await arm.Host.SubmitAsync(submission, call.Aborted).ConfigureAwait(false);
        }
        catch (InvalidSpecException invalid)
        {
            throw new InvalidSpecException([.. invalid.Problems.Select(ArmPaths.Translate)]);
        }
        await call.ReplyAsync(
                _views.Of(call, submitted.Job),
                ArmJson.Default.ResourceJobProperties,
                StatusCodes.Status201Created
            )
            .ConfigureAwait(false);
    }

    /// <summary>Of a job that is there only what is said about it can be changed.</summary>
    private async Task DescribeAsync(ArmCall call, JobRecord there, Job job, JobProperties asked)
    {
        if (!JobReading.AreSame(there.Job, job))
        {
            throw new JobStateException(
                $"The name '{there.Name}' is taken by another job; of that one only names, descriptions, labels and the archived mark can be changed."
            );
        }
        var changed = await arm
            .Host.DescribeAsync(
                there.Name,
                old =>
                    old with
                    {
                        DisplayName = job.DisplayName,
                        Description = job.Description,
                        Tags = job.Tags,
                        Properties = job.Properties,
                    },
                call.Aborted
            )
            .ConfigureAwait(false);
        if (asked.IsArchived is { } archived && archived != there.Archived)
        {
            changed = await arm.Host.ArchiveAsync(there.Name, archived, call.Aborted).ConfigureAwait(false);
        }
        await call.ReplyAsync(_views.Of(call, changed), ArmJson.Default.ResourceJobProperties)
            .ConfigureAwait(false);
    }

    private async Task DeleteAsync(ArmCall call)
    {
        RequireServed(call);
        if (await arm.Host.FindAsync(call.Name, call.Aborted).ConfigureAwait(false) is null)
        {
            call.Reply(StatusCodes.Status204NoContent);
            return;
        }
        await arm.Host.DeleteAsync(call.Name, call.Aborted).ConfigureAwait(false);
        call.Reply(StatusCodes.Status200OK);
    }

    private async Task CancelAsync(ArmCall call)
    {
        RequireServed(call);
        var job = await arm
            .Host.CancelAsync(call.Name, "canceled by a client", call.Aborted)
            .ConfigureAwait(false);
        if (job.IsOver)
        {
            call.Reply(StatusCodes.Status200OK);
            return;
        }
        Pending(call);
    }

    private async Task CanceledAsync(ArmCall call)
    {
        var view =
            await _views.FindAsync(call, call.Name).ConfigureAwait(false)
            ?? throw new ArmException(ArmError.NotFound($"There is no job '{call.Name}'."));
        if (JobStatus.IsOver(view.Properties!.Status!))
        {
            call.Reply(StatusCodes.Status204NoContent);
            return;
        }
        Pending(call);
    }

    private static void Pending(ArmCall call)
    {
        call.Http.Response.Headers.Location = call.Address(
            $"{call.WorkspaceId}/jobs/{Uri.EscapeDataString(call.Name)}/operationResults/cancel"
        );
        call.Http.Response.Headers.RetryAfter = "1";
        call.Reply(StatusCodes.Status202Accepted);
    }

    private void RequireServed(ArmCall call)
    {
        if (!arm.IsServed(call.WorkspaceName))
        {
            throw new JobStateException(
                $"This host runs the jobs of the workspace '{arm.Host.Workspace}', not of '{call.WorkspaceName}'. Start it with -w {call.WorkspaceName}, or use another home."
            );
        }
    }
}
