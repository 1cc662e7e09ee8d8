using System.Text.Json.Nodes;
using Attune.Samplers;
using Attune.Studies;
using Attune.Workspace.Catalog;

namespace Attune.Studio.Charts;

/// <summary>The objective along one parameter: what the model expects with the others as in one trial, a standard deviation about it, and all trials as points.</summary>
internal static class SliceChart
{
    /// <summary>The chart.</summary>
    /// <param name="trials">All trials.</param>
    /// <param name="objective">What they are judged by.</param>
    /// <param name="axis">The parameter.</param>
    /// <param name="line">What the model expects; null when there is no model.</param>
    /// <param name="within">The trials that are looked at; null for all.</param>
    public static Chart Of(
        IReadOnlyList<TrialRow> trials,
        Objective objective,
        ParameterAxis axis,
        IReadOnlyList<ModelPoint>? line,
        IReadOnlySet<int>? within
    )
    {
        var valued = trials.Where(trial => double.IsFinite(trial.Value)).ToList();
        var range = RobustRange.Of(valued.Select(trial => trial.Value));
        var shown = within is null ? valued : valued.FindAll(trial => within.Contains(trial.Number));
        var rest = within is null
            ? []
            : Thinning.Of(valued.FindAll(trial => !within.Contains(trial.Number)), objective);
        var drawn = Thinning.Of(shown, objective);
        var series = new JsonArray(
            new JsonObject
            {
                ["name"] = "trials",
                ["type"] = "scatter",
                ["symbolSize"] = drawn.Count > 500 ? 4 : 7,
                ["z"] = 3,
                ["data"] = Chart.List(drawn.Select(Point)),
            },
            Chart.Rest("not looked at", rest.Select(Point))
        );
        if (line is not null)
        {
            series.Insert(0, Mean(axis, line, range));
            series.Insert(0, Spread(axis, line, range));
        }
        List<string> notes = [];
        if (Thinning.Note(drawn.Count, shown.Count) is { } thinned)
        {
            notes.Add(thinned);
        }
        if (range.Note(objective.Metric) is { } outside)
        {
            notes.Add(
                outside
                    .Replace(", as a triangle", "", StringComparison.Ordinal)
                    .Replace(", as triangles", "", StringComparison.Ordinal)
            );
        }
        var option = new JsonObject
        {
            ["grid"] = Chart.Room(),
            ["legend"] = new JsonObject { ["top"] = 0 },
            ["tooltip"] = new JsonObject { ["trigger"] = "item" },
            ["brush"] = "rect",
            ["xAxis"] = axis.Option(),
            ["yAxis"] = Chart.Axis(objective.Metric, range, TrialAxes.Of(objective.Metric)),
            ["series"] = series,
        };
        return new Chart(
            option,
            $"{objective.Metric} along {axis.Path} for {shown.Count} trials{(line is null ? "" : ", with what a model expects")}.",
            notes
        );

        JsonNode? Point(TrialRow trial) =>
            axis.Value(trial) is { } place
                ? new JsonObject
                {
                    ["value"] = new JsonArray(place, range.Clamp(trial.Value)),
                    ["name"] = $"trial {trial.Number}: {objective.Metric} {Pages.Words.Value(trial.Value)}",
                    ["pick"] = trial.Number,
                }
                : null;
    }

    private static JsonObject Mean(ParameterAxis axis, IReadOnlyList<ModelPoint> line, RobustRange range) =>
        new()
        {
            ["name"] = "expected",
            ["type"] = axis.Names is null ? "line" : "scatter",
            ["showSymbol"] = false,
            ["symbol"] = axis.Names is null ? "none" : "diamond",
            ["symbolSize"] = 13,
            ["lineStyle"] = new JsonObject { ["width"] = 2.5 },
            ["z"] = 4,
            ["data"] = Chart.List(
                line.Select(point =>
                    (JsonNode)
                        new JsonObject
                        {
                            ["value"] = new JsonArray(
                                axis.Value(point.Value),
                                Chart.Number(Kept(point.Mean, range))
                            ),
                            ["name"] =
                                $"expected at {point.Value}: {Pages.Words.Value(point.Mean)}, {Pages.Words.Value(point.Low)} to {Pages.Words.Value(point.High)}",
                        }
                )
            ),
        };

    private static JsonObject Spread(ParameterAxis axis, IReadOnlyList<ModelPoint> line, RobustRange range) =>
        new()
        {
            ["name"] = "± standard deviation",
            ["type"] = "custom",
            ["renderItem"] = axis.Names is null ? "band" : "whisker",
            ["tone"] = "spread",
            ["silent"] = true,
            ["clip"] = true,
            ["z"] = 2,
            ["encode"] = new JsonObject { ["x"] = 0, ["y"] = new JsonArray(1, 2) },
            ["data"] = Chart.List(
                line.Select(point =>
                    (JsonNode)
                        new JsonArray(
                            axis.Value(point.Value),
                            Chart.Number(Kept(point.Low, range)),
                            Chart.Number(Kept(point.High, range))
                        )
                )
            ),
        };

    // A model that knows nothing must not flatten the trials.
    private static double Kept(double value, RobustRange range)
    {
        var air = range.High > range.Low ? range.High - range.Low : 1;
        return double.IsNaN(range.Low) ? value : Math.Clamp(value, range.Low - air, range.High + air);
    }
}
