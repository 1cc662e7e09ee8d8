using System.Text.Json.Nodes;
using Attune.Spaces;
using Attune.Studies;
using Attune.Workspace.Catalog;

namespace Attune.Studio.Charts;

/// <summary>Every trial as a line through an axis for each parameter to the objective, the last, which also colours it. Axes can be brushed.</summary>
internal static class ParallelChart
{
    /// <summary>The axes of a study's parameters.</summary>
    public static ParameterAxis[] AxesOf(SearchSpace space) => [.. space.Parameters.Select(ParameterAxis.Of)];

    /// <summary>The chart of some trials.</summary>
    public static Chart Of(
        IReadOnlyList<TrialRow> trials,
        Objective objective,
        IReadOnlyList<ParameterAxis> axes
    )
    {
        var drawn = Thinning.Of(trials, objective);
        var range = RobustRange.Of(trials.Select(trial => trial.Value));
        var parallel = new JsonArray();
        for (var i = 0; i < axes.Count; i++)
        {
            var axis = axes[i].Option();
            (axis["dim"], axis["id"], axis["nameLocation"]) = (i, $"axis{i}", "end");
            parallel.Add(axis);
        }
        var last = Chart.Axis(objective.Metric, range);
        (last["dim"], last["id"], last["nameLocation"]) = (axes.Count, $"axis{axes.Count}", "end");
        parallel.Add(last);
        List<string> notes = [];
        if (Thinning.Note(drawn.Count, trials.Count) is { } thinned)
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
        if (trials.Count(trial => !double.IsFinite(trial.Value)) is > 0 and var without)
        {
            notes.Add(
                FormattableString.Invariant(
                    $"{without:#,0} {(without == 1 ? "line ends" : "lines end")} before the last axis: no value of {objective.Metric}."
                )
            );
        }
        var option = new JsonObject
        {
            ["parallel"] = new JsonObject
            {
                ["left"] = 60,
                ["right"] = 110,
                ["top"] = 44,
                ["bottom"] = 24,
            },
            ["parallelAxis"] = parallel,
            ["visualMap"] = Scale(range, objective, axes.Count),
            ["series"] = new JsonArray(
                new JsonObject
                {
                    ["type"] = "parallel",
                    ["smooth"] = 0.15,
                    ["progressive"] = 0,
                    ["lineStyle"] = new JsonObject
                    {
                        ["width"] = 1.5,
                        ["opacity"] = drawn.Count > 500 ? 0.25 : 0.6,
                    },
                    ["inactiveOpacity"] = 0.04,
                    ["data"] = Chart.List(
                        drawn.Select(trial =>
                            (JsonNode)
                                Chart.List([
                                    .. axes.Select(axis => axis.Value(trial) ?? (JsonNode)"-"),
                                    double.IsFinite(trial.Value)
                                        ? Chart.Number(range.Clamp(trial.Value))
                                        : (JsonNode)"-",
                                ])
                        )
                    ),
                }
            ),
        };
        return new Chart(
            option,
            $"Parallel coordinates of {trials.Count} trials over {string.Join(", ", axes.Select(axis => axis.Path))}, coloured by {objective.Metric}.",
            notes
        );
    }

    /// <summary>The numbers of the trials that lie within every brushed stretch; null when nothing is brushed.</summary>
    /// <param name="trials">All trials.</param>
    /// <param name="axes">The axes before the objective's.</param>
    /// <param name="brushed">By axis, the stretches that are brushed; one of them is enough.</param>
    public static IReadOnlySet<int>? Within(
        IReadOnlyList<TrialRow> trials,
        IReadOnlyList<ParameterAxis> axes,
        IReadOnlyDictionary<int, double[][]> brushed
    )
    {
        var active = brushed.Where(pair => pair.Value.Length > 0 && pair.Key <= axes.Count).ToList();
        if (active.Count == 0)
        {
            return null;
        }
        var range = RobustRange.Of(trials.Select(trial => trial.Value));
        return trials
            .Where(trial =>
                active.All(pair =>
                    pair.Value.Any(stretch =>
                        stretch.Length == 2
                        && (
                            pair.Key < axes.Count
                                ? axes[pair.Key].IsWithin(trial, stretch[0], stretch[1])
                                : range.Clamp(trial.Value) >= stretch[0]
                                    && range.Clamp(trial.Value) <= stretch[1]
                        )
                    )
                )
            )
            .Select(trial => trial.Number)
            .ToHashSet();
    }

    /// <summary>Colours by the objective: the better, the stronger.</summary>
    internal static JsonObject Scale(RobustRange range, Objective objective, int dimension)
    {
        var (low, high) = double.IsNaN(range.Low) ? (0, 1) : (range.Low, range.High);
        return new JsonObject
        {
            ["type"] = "continuous",
            ["min"] = low,
            ["max"] = high > low ? high : low + 1,
            ["dimension"] = dimension,
            ["calculable"] = false,
            ["right"] = 0,
            ["top"] = "middle",
            ["itemHeight"] = 150,
            ["precision"] = 4,
            ["text"] = new JsonArray(objective.Metric, ""),
            ["inverse"] = false,
            // Turned into colours of the theme where the chart is drawn.
            ["best"] = objective.Goal == Goal.Maximize ? "high" : "low",
        };
    }
}
