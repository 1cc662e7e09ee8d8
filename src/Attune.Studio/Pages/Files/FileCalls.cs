using System.Text;
using Attune.Studio.Live;
using Attune.Studio.Reports;
using Attune.Studio.SignIn;
using Attune.Workspace.Catalog;
using Attune.Workspace.Homes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Attune.Studio.Pages.Files;

/// <summary>What pages offer to save: a file of a job, the trials of a sweep as a table.</summary>
internal sealed class FileCalls(JobCatalog catalog, Home home, StudioParts parts)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/files/{name}", ["GET"], SendFileAsync).RequireAuthorization(Access.Read);
        routes.MapMethods("/report/{name}", ["GET"], SendReportAsync).RequireAuthorization(Access.Read);
        routes.MapMethods("/csv/{name}", ["GET"], SendTrialsAsync).RequireAuthorization(Access.Read);
    }

    private async Task SendFileAsync(HttpContext context)
    {
        var path = context.Request.Query["path"].ToString();
        if (
            await FindAsync(context).ConfigureAwait(false) is not { } job
            || new JobTree(new JobFolder(home, job)).Open(path) is not { } stream
        )
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        // Always saved, never shown: what a script wrote could act in the user's name as a page of this host.
        await TypedResults
            .Stream(stream, "application/octet-stream", Path.GetFileName(path), enableRangeProcessing: true)
            .ExecuteAsync(context)
            .ConfigureAwait(false);
    }

    private async Task SendTrialsAsync(HttpContext context)
    {
        if (await FindAsync(context).ConfigureAwait(false) is not { } job)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        var watch = await catalog.WatchAsync(job, context.RequestAborted).ConfigureAwait(false);
        context.Response.ContentType = "text/csv; charset=utf-8";
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"{job.Name}.csv\"";
        var text = new StringBuilder();
        foreach (var line in TrialsCsv.Lines(watch))
        {
            text.Append(line).Append("\r\n");
            if (text.Length > 64 * 1024)
            {
                await context
                    .Response.WriteAsync(text.ToString(), context.RequestAborted)
                    .ConfigureAwait(false);
                text.Clear();
            }
        }
        await context.Response.WriteAsync(text.ToString(), context.RequestAborted).ConfigureAwait(false);
    }

    private async Task SendReportAsync(HttpContext context)
    {
        if (await FindAsync(context).ConfigureAwait(false) is not { } job)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        var watch = await catalog.WatchAsync(job, context.RequestAborted).ConfigureAwait(false);
        var (state, reason) = JobStanding.Of(watch.Job, parts.Workspace);
        // Saved, never shown here: it holds scripts, which pages of this host must not.
        context.Response.ContentType = "application/octet-stream";
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"{job.Name}.html\"";
        var writer = new StreamWriter(context.Response.Body, new UTF8Encoding(false), leaveOpen: true);
        await using var _ = writer.ConfigureAwait(false);
        await SweepReport
            .WriteAsync(
                watch,
                state,
                reason,
                parts.Database.Measurements,
                parts.Time.GetUtcNow(),
                writer,
                context.RequestAborted
            )
            .ConfigureAwait(false);
    }

    private Task<JobRecord?> FindAsync(HttpContext context) =>
        catalog.FindAsync(context.GetRouteValue("name") as string ?? "", context.RequestAborted);
}
