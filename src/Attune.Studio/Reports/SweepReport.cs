using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Attune.Importance;
using Attune.Samplers;
using Attune.Studies;
using Attune.Studio.Charts;
using Attune.Studio.Live;
using Attune.Studio.Pages;
using Attune.Studio.Pages.Files;
using Attune.Workspace.Catalog;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Attune.Studio.Reports;

/// <summary>A job as one HTML file that asks for nothing else: what was searched and found, charts, every trial, the job file.</summary>
/// <remarks>Names, values and reasons come from job files and scripts: they are written as texts of elements by the components, or as JSON whose
/// <c>&lt;</c>, <c>&gt;</c> and <c>&amp;</c> are escaped, so that none of them can end the element that holds it.</remarks>
public static class SweepReport
{
    private const int MostCurves = 10;
    private const int MostSlices = 4;

    // The file loads nothing and sends nothing, whatever it holds.
    private const string Policy =
        "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

    /// <summary>Writes the report of a job as it was read last.</summary>
    /// <param name="watch">The job; it may be running still.</param>
    /// <param name="state">Where it stands in truth.</param>
    /// <param name="reason">Why, as a sentence; null when there is nothing to say.</param>
    /// <param name="points">Where measurements are.</param>
    /// <param name="now">The present.</param>
    /// <param name="writer">Takes the file, in UTF-8.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task WriteAsync(
        JobWatch watch,
        JobState state,
        string? reason,
        IMeasurementStore points,
        DateTimeOffset now,
        TextWriter writer,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(watch);
        ArgumentNullException.ThrowIfNull(writer);
        var sections = await SectionsAsync(watch, points, now, cancellationToken).ConfigureAwait(false);
        var metrics = watch.Best is { } best
            ? await watch.MetricsAsync(best, cancellationToken).ConfigureAwait(false)
            : [];
        var body = await RenderAsync(
                new Dictionary<string, object?>
                {
                    [nameof(ReportBody.Watch)] = watch,
                    [nameof(ReportBody.State)] = state,
                    [nameof(ReportBody.Reason)] = reason,
                    [nameof(ReportBody.Metrics)] = metrics,
                    [nameof(ReportBody.Sections)] = sections,
                    [nameof(ReportBody.File)] = await FileAsync(watch, cancellationToken)
                        .ConfigureAwait(false),
                    [nameof(ReportBody.Now)] = now,
                }
            )
            .ConfigureAwait(false);
        var title = WebUtility.HtmlEncode(
            watch.Job.Job.DisplayName is { Length: > 0 } name ? name : watch.Job.Name
        );
        await writer
            .WriteAsync(
                $"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"{Policy}\">\n"
                    + $"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"generator\" content=\"Attune\">\n<title>{title} - Attune</title>\n"
                    + $"<style>\n{Text("report.css")}</style>\n</head>\n<body>\n{body}\n"
            )
            .ConfigureAwait(false);
        foreach (var section in sections.Where(section => section.Chart is not null))
        {
            // There is nobody to tell what was brushed.
            var option = (JsonObject)section.Chart!.Option.DeepClone();
            option.Remove("brush");
            await JsonAsync(writer, "chart-" + section.Id, option).ConfigureAwait(false);
        }
        await JsonAsync(writer, "rows", ReportRows.Of(watch, now)).ConfigureAwait(false);
        await writer
            .WriteAsync(
                $"<script>\n{Text("lib/echarts/vizor-echarts-bundle-min.js")}\n</script>\n<script type=\"module\">\n"
            )
            .ConfigureAwait(false);
        foreach (var part in (string[])["charts-dress.js", "charts-cube.js", "charts.js", "report.js"])
        {
            await writer.WriteAsync(Joined(Text(part))).ConfigureAwait(false);
        }
        await writer.WriteAsync("</script>\n</body>\n</html>\n").ConfigureAwait(false);
    }

    private static async Task<List<ReportSection>> SectionsAsync(
        JobWatch watch,
        IMeasurementStore points,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        if (watch.Objective is not { } objective || watch.Spec is not { } spec)
        {
            return [];
        }
        var trials = watch.Trials;
        if (trials.Count == 0)
        {
            return
            [
                ReportSection.Without(
                    "history",
                    "History",
                    "No trial has been proposed yet, so there is nothing to draw."
                ),
            ];
        }
        List<Outcome> outcomes =
        [
            .. trials
                .Where(trial => trial.HasEnded && trial.State is not (TrialState.Canceled or TrialState.Lost))
                .Select(trial => new Outcome(trial.Parameters, trial.IsUsable ? trial.Value : double.NaN)),
        ];
        var axes = ParallelChart.AxesOf(spec.Space);
        var importances = Importances.Of(spec.Space, outcomes, objective.Goal);
        var measures = Measure.All(spec);
        List<ReportSection> sections =
        [
            new("history", "History", HistoryChart.Of(trials, objective), null),
            await CurvesAsync(watch, objective, points, cancellationToken).ConfigureAwait(false),
            new(
                "parallel",
                "Parallel coordinates",
                ParallelChart.Of(trials, objective, axes, Brush.None),
                null
            )
            {
                IsWide = true,
            },
            importances.WhyNone is { } why
                ? ReportSection.Without("importance", "Importance", why)
                : new("importance", "Importance", ImportanceChart.Of(importances, objective.Metric), null),
            .. Slices(watch, objective, axes, outcomes, importances),
        ];
        if (
            measures.Count > 1
            && trials.Any(trial =>
                double.IsFinite(measures[0].Of(trial)) && double.IsFinite(measures[1].Of(trial))
            )
        )
        {
            sections.Add(
                new("front", "Pareto front", ParetoChart.Of(trials, measures[0], measures[1], null), null)
            );
        }
        if (trials.Any(trial => trial.StartedAt is not null))
        {
            sections.Add(
                new("timeline", "Timeline", TimelineChart.Of(trials, null, now), null) { IsWide = true }
            );
        }
        return sections;
    }

    // Along the parameters that matter most; where that is not known, the first ones.
    private static IEnumerable<ReportSection> Slices(
        JobWatch watch,
        Objective objective,
        ParameterAxis[] axes,
        List<Outcome> outcomes,
        Importances importances
    )
    {
        var paths = importances.WhyNone is null
            ? importances.Parameters.Items.Select(each => each.Path)
            : watch
                .Spec!.Space.Parameters.Where(each => each.Distribution.Count != 1)
                .Select(each => each.Path);
        ObjectiveModel.TryFit(watch.Spec!.Space, outcomes, objective.Goal, out var model, out var why);
        foreach (var (path, i) in paths.Take(MostSlices).Select((path, i) => (path, i)))
        {
            var best = watch.Ranked.FirstOrDefault(trial =>
                trial.IsUsable && trial.Parameters.Find(path) is not null
            );
            var line = model is not null && best is not null ? model.Slice(best.Parameters, path) : null;
            yield return new ReportSection(
                FormattableString.Invariant($"slice-{i}"),
                "Along " + path,
                SliceChart.Of(
                    watch.Trials,
                    objective,
                    Array.Find(axes, axis => axis.Path == path)!,
                    line,
                    null
                ),
                line is not null
                    ? FormattableString.Invariant(
                        $"Expected by a Gaussian process of {model!.Rows:#,0} trials, the other parameters as in trial {best!.Number}; its rank correlation with trials left out is {model.Skill:0.00}."
                    )
                    : $"No model: {why ?? "no trial with a value has this parameter."}"
            );
        }
    }

    private static async Task<ReportSection> CurvesAsync(
        JobWatch watch,
        Objective objective,
        IMeasurementStore points,
        CancellationToken cancellationToken
    )
    {
        var read = new Curves(points);
        var curves = new List<(int, CurveReduction)>();
        foreach (var trial in watch.Ranked.Where(trial => double.IsFinite(trial.Value)).Take(MostCurves))
        {
            if (
                await read.ReadAsync(trial, objective.Metric, cancellationToken).ConfigureAwait(false) is
                { Count: > 1 } curve
            )
            {
                curves.Add((trial.Number, curve));
            }
        }
        return curves.Count == 0
            ? ReportSection.Without(
                "curves",
                "Learning curves",
                $"No trial has reported {objective.Metric} more than once."
            )
            : new ReportSection(
                "curves",
                "Learning curves",
                CurvesChart.Of(objective.Metric, curves),
                $"The best {Words.Count(curves.Count, "trial")}."
            );
    }

    private static async Task<string?> FileAsync(JobWatch watch, CancellationToken cancellationToken)
    {
        await using var stream = new JobTree(watch.Folder).Open("job.yml");
        return stream is null
            ? null
            : (
                await FileText.ReadAsync(stream, fromEnd: false, cancellationToken).ConfigureAwait(false)
            ).Text;
    }

    private static async Task<string> RenderAsync(Dictionary<string, object?> parameters)
    {
        var services = new ServiceCollection().BuildServiceProvider();
        await using var _ = services.ConfigureAwait(false);
        var renderer = new HtmlRenderer(services, NullLoggerFactory.Instance);
        await using var __ = renderer.ConfigureAwait(false);
        return await renderer
            .Dispatcher.InvokeAsync(async () =>
                (
                    await renderer.RenderComponentAsync<ReportBody>(ParameterView.FromDictionary(parameters))
                ).ToHtmlString()
            )
            .ConfigureAwait(false);
    }

    private static Task JsonAsync(TextWriter writer, string id, JsonNode content) =>
        writer.WriteAsync(
            $"<script type=\"application/json\" id=\"{id}\">{content.ToJsonString(JsonSerializerOptions.Default)}</script>\n"
        );

    private static string Text(string file)
    {
        using var reader = new StreamReader(
            new WebFiles().GetFileInfo(file).CreateReadStream(),
            Encoding.UTF8
        );
        // No script of ours or of the library may end the element that holds it.
        return reader.ReadToEnd().Replace("</script", "<\\/script", StringComparison.OrdinalIgnoreCase);
    }

    // Modules become one: what one imports from another stands above it.
    private static string Joined(string module) =>
        string.Join(
            '\n',
            module
                .Split('\n')
                .Where(line => !line.StartsWith("import ", StringComparison.Ordinal))
                .Select(line =>
                    line.StartsWith("export ", StringComparison.Ordinal) ? line["export ".Length..] : line
                )
        );
}

/// <summary>A chart of a report, or why there is none.</summary>
/// <param name="Id">Its name within the file: letters, digits and hyphens.</param>
/// <param name="Title">Its heading.</param>
/// <param name="Chart">The chart; null when there is none.</param>
/// <param name="Words">What there is to say of it.</param>
public sealed record ReportSection(string Id, string Title, Chart? Chart, string? Words)
{
    /// <summary>Whether it takes the whole width.</summary>
    public bool IsWide { get; init; }

    /// <summary>A section that says why it is empty.</summary>
    public static ReportSection Without(string id, string title, string why) => new(id, title, null, why);
}
