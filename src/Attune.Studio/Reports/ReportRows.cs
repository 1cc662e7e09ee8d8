using System.Text.Json.Nodes;
using Attune.Studio.Charts;
using Attune.Studio.Pages;
using Attune.Workspace.Catalog;

namespace Attune.Studio.Reports;

/// <summary>Every trial of a job as the report's table takes it: heads, then a row of cells each. Numbers stay numbers, so that they sort as such.</summary>
internal static class ReportRows
{
    /// <summary>The rows.</summary>
    public static JsonObject Of(JobWatch watch, DateTimeOffset now)
    {
        var parameters = watch.Spec?.Space.Parameters.Select(parameter => parameter.Path).ToArray() ?? [];
        var objectives = watch.Spec?.Objectives.Select(objective => objective.Metric).ToArray() ?? [];
        return new JsonObject
        {
            ["heads"] = Chart.List(
                (
                    (string[])["trial", "state", .. objectives, .. parameters, "seconds", "attempt", "reason"]
                ).Select(head => (JsonNode)head)
            ),
            ["best"] = watch.Best?.Number,
            ["rows"] = Chart.List(
                watch.Trials.Select(trial =>
                    (JsonNode)
                        new JsonArray([
                            trial.Number,
                            Words.Of(trial.State),
                            .. objectives.Select((_, i) => Cell(TrialAxes.ValueOf(trial, i))),
                            .. parameters.Select(path => Cell(trial.Parameters.Find(path))),
                            trial.Duration(now) is { } time ? Math.Round(time.TotalSeconds, 1) : null,
                            trial.Attempt,
                            trial.Reason,
                        ])
                )
            ),
        };
    }

    private static JsonNode? Cell(double value) =>
        double.IsNaN(value) ? null
        : double.IsFinite(value) ? JsonValue.Create(value)
        : Words.Exact(value);

    private static JsonNode? Cell(Spaces.ParameterValue? value) =>
        value is not { } known ? null
        : known.IsNumber && double.IsFinite(known.AsDouble()) ? JsonValue.Create(known.AsDouble())
        : known.ToString();
}
