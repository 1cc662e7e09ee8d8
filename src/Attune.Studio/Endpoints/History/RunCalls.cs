using Attune.Client.Protocols.Arm;
using Attune.Client.Protocols.History;
using Attune.Studio.Endpoints.Arm;
using Attune.Studio.SignIn;
using Attune.Workspace.Catalog;
using Microsoft.AspNetCore.Routing;

namespace Attune.Studio.Endpoints.History;

/// <summary>Run history: what Azure's command line and Python client read beside the resource protocol to follow, list and fetch runs.</summary>
internal sealed class RunCalls(ArmParts arm)
{
    /// <summary>The path of a workspace's history.</summary>
    public const string Root = "/history/v1.0" + ArmRoutes.Workspace;

    private const string One = Root + "/runs/{name}";
    private const int MostPoints = 10_000;

    private readonly RunViews _views = new(arm);

    public void Map(IEndpointRouteBuilder routes)
    {
        Map(routes, "GET", One, FindAsync);
        Map(routes, "GET", One + "/details", DetailsAsync);
        Map(routes, "GET", One + "/children", ChildrenAsync);
        Map(routes, "GET", One + "/metrics", MetricsAsync);
        Map(routes, "POST", Root + "/rundata", RunDataAsync);
    }

    private void Map(IEndpointRouteBuilder routes, string method, string path, Func<ArmCall, Task> handler) =>
        routes.MapArmCall(
            method,
            path,
            Access.Read,
            async context =>
                await handler(await ArmCall.OfAsync(context, arm).ConfigureAwait(false)).ConfigureAwait(false)
        );

    private async Task FindAsync(ArmCall call)
    {
        var run = await _views.FindAsync(call, call.Name).ConfigureAwait(false);
        await call.ReplyAsync(run, HistoryJson.Default.HistoryRun).ConfigureAwait(false);
    }

    private async Task RunDataAsync(ArmCall call)
    {
        var problems = new List<Problem>();
        var body = await call.ReadAsync(HistoryJson.Default.RunDataRequest, problems).ConfigureAwait(false);
        if (problems.Count == 0 && string.IsNullOrEmpty(body?.RunId))
        {
            problems.Add(new Problem("runId", "'runId' is missing."));
        }
        ArmCall.Refuse(problems);
        var run = await _views.FindAsync(call, body!.RunId!).ConfigureAwait(false);
        await call.ReplyAsync(new RunDataResponse(run), HistoryJson.Default.RunDataResponse)
            .ConfigureAwait(false);
    }

    private async Task DetailsAsync(ArmCall call)
    {
        var details = await _views.DetailsAsync(call, call.Name).ConfigureAwait(false);
        await call.ReplyAsync(details, HistoryJson.Default.HistoryDetails).ConfigureAwait(false);
    }

    private async Task ChildrenAsync(ArmCall call)
    {
        var watch =
            await arm.Jobs(call.WorkspaceName).WatchAsync(call.Name, call.Aborted).ConfigureAwait(false)
            ?? throw new ArmException(ArmError.NotFound($"There is no run '{call.Name}'."));
        IReadOnlyList<TrialRow> trials = watch.Job.Job is Jobs.SweepJob ? watch.Trials : [];
        var page = ArmPage.Of(call, trials, trial => trial.Name, trial => RunViews.Of(watch, trial));
        await call.ReplyAsync(
                new HistoryChildren(page.Value, TokenOf(page), page.NextLink),
                HistoryJson.Default.HistoryChildren
            )
            .ConfigureAwait(false);
    }

    private async Task MetricsAsync(ArmCall call)
    {
        var run = await _views.FindAsync(call, call.Name).ConfigureAwait(false);
        // The only trial of a command job has its points.
        var source =
            run.ParentRunId is null
            && await arm.Jobs(call.WorkspaceName).FindAsync(call.Name, call.Aborted).ConfigureAwait(false)
                is { Job: Jobs.CommandJob }
                ? call.Name + "_0"
                : call.Name;
        var points = await arm
            .Database.Measurements.ReadAsync(source, null, 0, MostPoints, call.Aborted)
            .ConfigureAwait(false);
        var metrics = points
            .GroupBy(point => point.Metric, StringComparer.Ordinal)
            .Select(metric => new HistoryMetric(
                metric.Key,
                [
                    .. metric.Select(point => new HistoryPoint(
                        point.Step,
                        point.Value,
                        Moment(point.Timestamp)
                    )),
                ]
            ));
        await call.ReplyAsync(new HistoryMetrics([.. metrics]), HistoryJson.Default.HistoryMetrics)
            .ConfigureAwait(false);
    }

    // A client may say any number.
    private static DateTimeOffset Moment(long milliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(
            Math.Clamp(
                milliseconds,
                DateTimeOffset.UnixEpoch.ToUnixTimeMilliseconds(),
                DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            )
        );

    private static string? TokenOf(ResourcePage<HistoryRun> page) =>
        page.NextLink is { } link
            ? Microsoft
                .AspNetCore.WebUtilities.QueryHelpers.ParseQuery(new Uri(link).Query)["$skip"]
                .ToString()
            : null;
}
