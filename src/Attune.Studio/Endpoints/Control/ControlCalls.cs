using Attune.Client.Protocols.Control;
using Attune.Studio.Endpoints.Control.Descriptions;
using Attune.Studio.Endpoints.MLflow;
using Attune.Studio.SignIn;
using Attune.Workspace;
using Attune.Workspace.Catalog;
using Attune.Workspace.JobFiles;
using Attune.Workspace.Sweeps;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Attune.Studio.Endpoints.Control;

/// <summary>The door of the command: jobs of this machine are handed in; jobs are canceled, resumed, run again, hidden and deleted.</summary>
internal sealed class ControlCalls(ControlHosts hosts)
{
    private const string Job = ControlCall.Workspaces + "/{workspace}/jobs/{name}";

    public void Map(IEndpointRouteBuilder routes)
    {
        // It names a file of this machine, which is for whoever holds the home's own token.
        routes
            .MapControl("POST", ControlCall.Jobs, TokenSignIn.HostRole, SubmitAsync)
            .Describe(
                "Hands in a job file that lies on the host's machine.",
                request: ControlJson.Default.SubmitRequest,
                response: ControlJson.Default.SubmitResponse
            );
        routes
            .MapControl("GET", Job, Access.Read, FindAsync)
            .Describe("How a job is.", response: ControlJson.Default.JobResponse);
        routes
            .MapControl("DELETE", Job, Access.Own, DeleteAsync)
            .Describe(
                "Deletes a job that has ended, with all of its files.",
                response: ControlJson.Default.JobResponse
            );
        routes
            .MapControl("POST", Job + "/cancel", Access.Contribute, CancelAsync)
            .Describe(
                "Cancels a job, or a trial of a running one.",
                request: ControlJson.Default.ReasonRequest,
                response: ControlJson.Default.JobResponse
            );
        routes
            .MapControl("POST", Job + "/resume", Access.Contribute, ResumeAsync)
            .Describe("Lets a job go on.", response: ControlJson.Default.JobResponse);
        routes
            .MapControl("POST", Job + "/rerun", Access.Contribute, RerunAsync)
            .Describe("Runs a job again as a new one.", response: ControlJson.Default.SubmitResponse);
        routes
            .MapControl("POST", Job + "/archive", Access.Contribute, ArchiveAsync)
            .Describe(
                "Hides a job from lists, or shows it again.",
                request: ControlJson.Default.ArchiveRequest,
                response: ControlJson.Default.JobResponse
            );
    }

    private async Task SubmitAsync(HttpContext context)
    {
        var request = await MLflowRequest
            .ReadAsync(context, ControlJson.Default.SubmitRequest)
            .ConfigureAwait(false);
        var file = MLflowRequest.Require(request.File, "file");
        var host = await hosts
            .OfAsync(request.Workspace ?? hosts.Any.Workspace, context.RequestAborted)
            .ConfigureAwait(false);
        var read = await JobFile.ReadAsync(file, request.Set, context.RequestAborted).ConfigureAwait(false);
        var submission = new JobSubmission
        {
            Job = read.Job ?? throw new InvalidSpecException(read.Problems),
            SourceFile = Path.GetFullPath(file),
            Name = request.Name,
            MaxConcurrent = request.MaxConcurrent,
            IsNew = request.New,
            Notices = read.Problems,
        };
        await ReplyAsync(
                context,
                await host.SubmitAsync(submission, context.RequestAborted).ConfigureAwait(false)
            )
            .ConfigureAwait(false);
    }

    private async Task RerunAsync(HttpContext context) =>
        await ReplyAsync(
                context,
                await hosts
                    .Of(context)
                    .RerunAsync(Name(context), context.RequestAborted)
                    .ConfigureAwait(false)
            )
            .ConfigureAwait(false);

    private async Task FindAsync(HttpContext context)
    {
        var host = hosts.Of(context);
        var job =
            await host.FindAsync(Name(context), context.RequestAborted).ConfigureAwait(false)
            ?? throw new KeyNotFoundException($"There is no job '{Name(context)}'.");
        await ReplyAsync(context, host, job).ConfigureAwait(false);
    }

    private async Task CancelAsync(HttpContext context)
    {
        var request = await MLflowRequest
            .ReadAsync(context, ControlJson.Default.ReasonRequest)
            .ConfigureAwait(false);
        var host = hosts.Of(context);
        var job = await host.CancelAsync(
                Name(context),
                request.Reason ?? "canceled by a person",
                context.RequestAborted
            )
            .ConfigureAwait(false);
        await ReplyAsync(context, host, job).ConfigureAwait(false);
    }

    private async Task ResumeAsync(HttpContext context)
    {
        var host = hosts.Of(context);
        var job = await host.ResumeAsync(Name(context), context.RequestAborted).ConfigureAwait(false);
        await ReplyAsync(context, host, job).ConfigureAwait(false);
    }

    private async Task ArchiveAsync(HttpContext context)
    {
        var request = await MLflowRequest
            .ReadAsync(context, ControlJson.Default.ArchiveRequest)
            .ConfigureAwait(false);
        var host = hosts.Of(context);
        var job = await host.ArchiveAsync(Name(context), request.Archived, context.RequestAborted)
            .ConfigureAwait(false);
        await ReplyAsync(context, host, job).ConfigureAwait(false);
    }

    private async Task DeleteAsync(HttpContext context)
    {
        var host = hosts.Of(context);
        var job = await host.DeleteAsync(Name(context), context.RequestAborted).ConfigureAwait(false);
        await ReplyAsync(context, host, job).ConfigureAwait(false);
    }

    private static Task ReplyAsync(HttpContext context, WorkspaceHost host, JobRecord job) =>
        MLflowReply.WriteAsync(
            context,
            new JobResponse(job.Name, job.State.ToString(), job.Reason, host.Holds(job.Name)),
            ControlJson.Default.JobResponse
        );

    private static Task ReplyAsync(HttpContext context, SubmittedJob submitted) =>
        MLflowReply.WriteAsync(
            context,
            new SubmitResponse(submitted.Job.Name, submitted.Continues),
            ControlJson.Default.SubmitResponse
        );

    private static string Name(HttpContext context) => ControlRoutes.Route(context, "name");
}
