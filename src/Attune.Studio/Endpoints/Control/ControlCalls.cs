using Attune.Client.Protocols.Control;
using Attune.Studio.Audit;
using Attune.Studio.Endpoints.MLflow;
using Attune.Studio.SignIn;
using Attune.Workspace;
using Attune.Workspace.Catalog;
using Attune.Workspace.JobFiles;
using Attune.Workspace.Sweeps;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Attune.Studio.Endpoints.Control;

/// <summary>The door of the local command: jobs are handed in, canceled, resumed, hidden and deleted.</summary>
internal sealed class ControlCalls(WorkspaceHost? workspace)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        Map(routes, "POST", ControlCall.Jobs, SubmitAsync);
        Map(routes, "GET", ControlCall.Jobs + "/{name}", FindAsync);
        Map(routes, "DELETE", ControlCall.Jobs + "/{name}", DeleteAsync);
        Map(routes, "POST", ControlCall.Jobs + "/{name}/cancel", CancelAsync);
        Map(routes, "POST", ControlCall.Jobs + "/{name}/resume", ResumeAsync);
        Map(routes, "POST", ControlCall.Jobs + "/{name}/rerun", RerunAsync);
        Map(routes, "POST", ControlCall.Jobs + "/{name}/archive", ArchiveAsync);
    }

    private static void Map(
        IEndpointRouteBuilder routes,
        string method,
        string pattern,
        Func<HttpContext, Task> call
    )
    {
        var endpoint = routes
            .MapMethods(pattern, [method], context => AnswerAsync(context, call))
            .RequireAuthorization(TokenSignIn.HostRole);
        if (method != "GET")
        {
            endpoint.Audited();
        }
    }

    private async Task SubmitAsync(HttpContext context)
    {
        var request = await MLflowRequest
            .ReadAsync(context, ControlJson.Default.SubmitRequest)
            .ConfigureAwait(false);
        var file = MLflowRequest.Require(request.File, "file");
        if (request.Workspace is { } asked && asked != Host().Workspace)
        {
            throw new JobStateException(
                $"The host that is running serves the workspace '{Host().Workspace}', not '{asked}'. Stop it first, or use another home."
            );
        }
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
                await Host().SubmitAsync(submission, context.RequestAborted).ConfigureAwait(false)
            )
            .ConfigureAwait(false);
    }

    private async Task RerunAsync(HttpContext context) =>
        await ReplyAsync(
                context,
                await Host().RerunAsync(Name(context), context.RequestAborted).ConfigureAwait(false)
            )
            .ConfigureAwait(false);

    private Task FindAsync(HttpContext context) => ReplyAsync(context, Name(context));

    private async Task CancelAsync(HttpContext context)
    {
        var request = await MLflowRequest
            .ReadAsync(context, ControlJson.Default.ReasonRequest)
            .ConfigureAwait(false);
        var job = await Host()
            .CancelAsync(Name(context), request.Reason ?? "canceled by a person", context.RequestAborted)
            .ConfigureAwait(false);
        await ReplyAsync(context, job).ConfigureAwait(false);
    }

    private async Task ResumeAsync(HttpContext context)
    {
        var job = await Host().ResumeAsync(Name(context), context.RequestAborted).ConfigureAwait(false);
        await ReplyAsync(context, job).ConfigureAwait(false);
    }

    private async Task ArchiveAsync(HttpContext context)
    {
        var request = await MLflowRequest
            .ReadAsync(context, ControlJson.Default.ArchiveRequest)
            .ConfigureAwait(false);
        var job = await Host()
            .ArchiveAsync(Name(context), request.Archived, context.RequestAborted)
            .ConfigureAwait(false);
        await ReplyAsync(context, job).ConfigureAwait(false);
    }

    private async Task DeleteAsync(HttpContext context)
    {
        var job = await Host().DeleteAsync(Name(context), context.RequestAborted).ConfigureAwait(false);
        await ReplyAsync(context, job).ConfigureAwait(false);
    }

    private async Task ReplyAsync(HttpContext context, string name)
    {
        var job =
            await Host().FindAsync(name, context.RequestAborted).ConfigureAwait(false)
            ?? throw new KeyNotFoundException($"There is no job '{name}'.");
        await ReplyAsync(context, job).ConfigureAwait(false);
    }

    private Task ReplyAsync(HttpContext context, JobRecord job) =>
        MLflowReply.WriteAsync(
            context,
            new JobResponse(job.Name, job.State.ToString(), job.Reason, Host().Holds(job.Name)),
            ControlJson.Default.JobResponse
        );

    private static Task ReplyAsync(HttpContext context, SubmittedJob submitted) =>
        MLflowReply.WriteAsync(
            context,
            new SubmitResponse(submitted.Job.Name, submitted.Continues),
            ControlJson.Default.SubmitResponse
        );

    /// <summary>Puts what the workspace refuses into the words of the protocol.</summary>
    internal static async Task AnswerAsync(HttpContext context, Func<HttpContext, Task> call)
    {
        try
        {
            await call(context).ConfigureAwait(false);
        }
        catch (InvalidSpecException error)
        {
            var refusal = new RefusalResponse(
                "INVALID_JOB",
                error.Message,
                [.. error.Problems.Select(ProblemRecord.Of)]
            );
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await MLflowReply
                .BodyAsync(context, refusal, ControlJson.Default.RefusalResponse)
                .ConfigureAwait(false);
        }
        catch (KeyNotFoundException error)
        {
            throw new MLflowException(MLflowError.Unknown(error.Message));
        }
        catch (HostClosingException error)
        {
            throw new MLflowException(MLflowError.Unavailable(error.Message));
        }
        catch (JobStateException error)
        {
            throw new MLflowException(
                new MLflowError(StatusCodes.Status409Conflict, "RESOURCE_CONFLICT", error.Message)
            );
        }
    }

    private WorkspaceHost Host() => Require(workspace);

    /// <summary>The host of jobs, or the refusal of one that has none.</summary>
    internal static WorkspaceHost Require(WorkspaceHost? workspace) =>
        workspace ?? throw new MLflowException(MLflowError.NotImplemented("This host runs no jobs."));

    internal static string Name(HttpContext context) => context.GetRouteValue("name") as string ?? "";
}
