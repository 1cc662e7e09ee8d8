using Attune.Client.Protocols.MLflow;
using Attune.Studies;
using Attune.Studio.SignIn;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Attune.Studio.Endpoints.MLflow;

/// <summary>The calls that read a metric's history.</summary>
internal sealed class MetricCalls(StudioParts parts, RunAccess access)
{
    private const int MostPoints = 25_000;
    private const int MostRuns = 100;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapCall(Access.ReadOrTrial, "GET", "metrics/get-history", GetHistoryAsync);
        routes.MapCall(Access.ReadOrTrial, "GET", "metrics/get-history-bulk", GetHistoryBulkAsync);
        routes.MapCall(Access.ReadOrTrial, "GET", "metrics/get-history-bulk-interval", GetIntervalAsync);
    }

    private async Task GetHistoryAsync(HttpContext context)
    {
        var run = MLflowRequest.RequireRun(context);
        var metric = MLflowRequest.RequireQuery(context, "metric_key");
        var size = MLflowRequest.PageSize(
            MLflowRequest.QueryNumber(context, "max_results"),
            MostPoints,
            MostPoints
        );
        var after = PageToken.Read(MLflowRequest.Query(context, "page_token"));
        await access.FindAsync(Caller.Of(context), run, context.RequestAborted).ConfigureAwait(false);
        var points = await parts
            .Database.Measurements.ReadAsync(run, metric, after, size + 1, context.RequestAborted)
            .ConfigureAwait(false);
        var page = points.Take(size).ToArray();
        var next = points.Count > size ? PageToken.Of(page[^1].Sequence) : null;
        await ReplyAsync(context, page.Select(point => RunViews.ToMetric(point)), next).ConfigureAwait(false);
    }

    private async Task GetHistoryBulkAsync(HttpContext context)
    {
        var most = MLflowRequest.PageSize(
            MLflowRequest.QueryNumber(context, "max_results"),
            MostPoints,
            MostPoints
        );
        var found = new List<Metric>();
        await foreach (var (_, points) in SeriesAsync(context, "run_id", most).ConfigureAwait(false))
        {
            found.AddRange(points.Select(point => RunViews.ToMetric(point, withRun: true)));
        }
        await ReplyAsync(context, found.Take(most), null).ConfigureAwait(false);
    }

    private async Task GetIntervalAsync(HttpContext context)
    {
        var from = MLflowRequest.QueryNumber(context, "start_step") ?? long.MinValue;
        var to = MLflowRequest.QueryNumber(context, "end_step") ?? long.MaxValue;
        var most = MLflowRequest.PageSize(MLflowRequest.QueryNumber(context, "max_results"), 2500, 2500);
        var found = new List<Metric>();
        await foreach (var (_, points) in SeriesAsync(context, "run_ids", int.MaxValue).ConfigureAwait(false))
        {
            var inside = points
                .Where(point => point.Step >= from && point.Step <= to)
                .OrderBy(point => point.Step)
                .ToArray();
            found.AddRange(Sample(inside, most).Select(point => RunViews.ToMetric(point, withRun: true)));
        }
        await ReplyAsync(context, found, null).ConfigureAwait(false);
    }

    private async IAsyncEnumerable<(string Run, List<Measurement> Points)> SeriesAsync(
        HttpContext context,
        string name,
        int most
    )
    {
        var metric = MLflowRequest.RequireQuery(context, "metric_key");
        var runs = context.Request.Query[name].OfType<string>().Distinct().ToArray();
        if (runs.Length is 0 or > MostRuns)
        {
            throw new MLflowException(
                MLflowError.Invalid($"Between 1 and {MostRuns} values of '{name}' are needed.")
            );
        }
        foreach (var run in runs)
        {
            await access.FindAsync(Caller.Of(context), run, context.RequestAborted).ConfigureAwait(false);
            var points = new List<Measurement>();
            IReadOnlyList<Measurement> page;
            do
            {
                var after = points.Count == 0 ? 0 : points[^1].Sequence;
                page = await parts
                    .Database.Measurements.ReadAsync(run, metric, after, MostPoints, context.RequestAborted)
                    .ConfigureAwait(false);
                points.AddRange(page);
            } while (page.Count == MostPoints && points.Count < most);
            yield return (run, points);
        }
    }

    /// <summary>At most <paramref name="most"/> points, evenly spaced, the first and the last among them.</summary>
    private static IEnumerable<Measurement> Sample(Measurement[] points, int most) =>
        points.Length <= most || most < 2
            ? points.Take(most)
            : Enumerable
                .Range(0, most)
                .Select(i => points[(int)((long)i * (points.Length - 1) / (most - 1))]);

    private static Task ReplyAsync(HttpContext context, IEnumerable<Metric> metrics, string? next) =>
        MLflowReply.WriteAsync(
            context,
            new MetricsResponse(RunViews.OrNull(metrics), next),
            MLflowJson.Default.MetricsResponse
        );
}
