using System.Text;
using Attune.Studio.Endpoints.Arm;
using Attune.Studio.Endpoints.MLflow;
using Attune.Studio.SignIn;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Attune.Studio.Endpoints.History;

/// <summary>Sends logs: to whoever has the link that a run's details give, or may read.</summary>
internal sealed class LogFileCalls(ArmParts arm)
{
    private const string Marker = "/runs/";

    // What follows the marker are the run, "logs", and the names of the log.
    private const int NamesBefore = 2;

    public void Map(IEndpointRouteBuilder routes) =>
        routes.MapArmCall("GET", RunCalls.Root + "/runs/{name}/logs/{**path}", LinkSignIn.Read, GetAsync);

    private async Task GetAsync(HttpContext context)
    {
        var call = await ArmCall.OfAsync(context, arm).ConfigureAwait(false);
        var names = ArtifactPath.FromTarget(context, Marker)[NamesBefore..];
        var jobs = arm.Jobs(call.WorkspaceName);
        var job = await jobs.FindAsync(call.Name, call.Aborted).ConfigureAwait(false);
        if (job is { Job: Jobs.SweepJob } && string.Join('/', names) == LogFiles.Sweep)
        {
            await SendAsync(
                    context,
                    await SweepLog.ReadAsync(jobs.Follow(job), call.Aborted).ConfigureAwait(false)
                )
                .ConfigureAwait(false);
            return;
        }
        var folder =
            job is { Job: Jobs.CommandJob } ? jobs.Follow(job).Folder.Trial(0)
            : job is null
            && await jobs.FindTrialAsync(call.Name, call.Aborted).ConfigureAwait(false) is var (_, trial)
                ? trial.Folder
            : null;
        if (folder is null || !LogFiles.IsLog(names))
        {
            throw new ArmException(ArmError.NotFound("There is no such log."));
        }
        var place = new ArtifactPlace(folder, names);
        if (!File.Exists(place.FullPath) || place.HasLink())
        {
            throw new ArmException(ArmError.NotFound("There is no such log."));
        }
        context.Response.Headers.XContentTypeOptions = "nosniff";
        await TypedResults
            .PhysicalFile(place.FullPath, "text/plain; charset=utf-8", enableRangeProcessing: true)
            .ExecuteAsync(context)
            .ConfigureAwait(false);
    }

    private static Task SendAsync(HttpContext context, string text)
    {
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context
            .Response.Body.WriteAsync(Encoding.UTF8.GetBytes(text), context.RequestAborted)
            .AsTask();
    }
}
