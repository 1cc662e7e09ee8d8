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
    /// <param name="trials">All trials.</param>
    /// <param name="objective">What they are judged by.</param>
    /// <param name="axes">Axes of parameters, in order.</param>
    /// <param name="brush">What is looked at.</param>
    public static Chart Of(
        IReadOnlyList<TrialRow> trials,
        Objective objective,
        IReadOnlyList<ParameterAxis> axes,
        Brush brush
    )
    {
        var range = RobustRange.Of(trials.Select(trial => trial.Value));
        // Stretches of numbers have no axis here: other trials are left away, while those outside a drawn axis' stretches are pale.
        if (brush.On(TrialAxes.Number) is { Length: > 0 } numbers)
        {
            trials =
            [
                .. trials.Where(trial =>
                    numbers.Any(ends => trial.Number >= ends[0] && trial.Number <= ends[1])
                ),
            ];
        }
        var drawn = Thinning.Of(trials, objective);
        var parallel = new JsonArray();
        for (var i = 0; i < axes.Count; i++)
        {
            var axis = axes[i].Option();
            (axis["dim"], axis["id"], axis["nameLocation"]) = (i, $"axis{i}", "end");
            axis["intervals"] = Ends(brush.On(axes[i].Key));
            parallel.Add(axis);
        }
        var last = Chart.Axis(objective.Metric, range, TrialAxes.Of(objective.Metric));
        last["intervals"] = Ends(brush.On(TrialAxes.Of(objective.Metric)));
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

    private static JsonArray Ends(double[][] stretches) =>
        Chart.List(stretches.Select(ends => (JsonNode)new JsonArray(ends[0], ends[1])));
}
