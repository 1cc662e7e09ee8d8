using System.Text.Json.Nodes;
using Attune.Samplers;
using Attune.Spaces;
using Attune.Studies;
using Attune.Workspace.Catalog;

namespace Attune.Studio.Charts;

/// <summary>What the model expects over two parameters as a field of colours, or how unsure it is there; trials as points.</summary>
internal static class ContourChart
{
    /// <summary>The chart.</summary>
    /// <param name="trials">The trials that are looked at.</param>
    /// <param name="objective">What they are judged by.</param>
    /// <param name="x">The parameter across.</param>
    /// <param name="y">The parameter up.</param>
    /// <param name="field">What the model says.</param>
    /// <param name="unsure">Whether the colours are standard deviations.</param>
    public static Chart Of(
        IReadOnlyList<TrialRow> trials,
        Objective objective,
        ParameterAxis x,
        ParameterAxis y,
        ModelField field,
        bool unsure
    )
    {
        var values = unsure ? field.Spreads : field.Means;
        var range = RobustRange.Of(values.SelectMany(row => row));
        var (across, up) = (Edges(x, field.Across), Edges(y, field.Up));
        TrialRow[] valued = [.. trials.Where(trial => double.IsFinite(trial.Value))];
        var drawn = Thinning.Of(valued, objective);
        var cells = new JsonArray();
        for (var j = 0; j < field.Up.Count; j++)
        {
            for (var i = 0; i < field.Across.Count; i++)
            {
                cells.Add(
                    new JsonObject
                    {
                        ["value"] = new JsonArray(
                            x.Value(field.Across[i]),
                            y.Value(field.Up[j]),
                            Chart.Number(range.Clamp(values[j][i])),
                            Chart.Number(across[i].Low),
                            Chart.Number(across[i].High),
                            Chart.Number(up[j].Low),
                            Chart.Number(up[j].High)
                        ),
                        ["name"] =
                            $"{x.Path} {field.Across[i]}, {y.Path} {field.Up[j]}: {Pages.Words.Value(field.Means[j][i])} ± {Pages.Words.Value(field.Spreads[j][i])}",
                    }
                );
            }
        }
        var scale = ParallelChart.Scale(range, objective, 2);
        scale["seriesIndex"] = 0;
        if (unsure)
        {
            (scale["text"], scale["best"]) = (new JsonArray("± " + objective.Metric, ""), "high");
        }
        var option = new JsonObject
        {
            ["grid"] = Chart.Room(78, 110, 16),
            ["tooltip"] = new JsonObject { ["trigger"] = "item" },
            ["brush"] = "rect",
            ["xAxis"] = Tight(x, across),
            ["yAxis"] = Tight(y, up),
            ["visualMap"] = scale,
            ["series"] = new JsonArray(
                new JsonObject
                {
                    ["name"] = unsure ? "standard deviation" : "expected",
                    ["type"] = "custom",
                    ["renderItem"] = "cell",
                    ["progressive"] = 0,
                    ["clip"] = true,
                    ["encode"] = new JsonObject { ["x"] = 0, ["y"] = 1 },
                    ["data"] = cells,
                },
                new JsonObject
                {
                    ["name"] = "trials",
                    ["type"] = "scatter",
                    ["tone"] = "ring",
                    ["symbolSize"] = drawn.Count > 500 ? 4 : 7,
                    ["data"] = Chart.List(drawn.Select(Point)),
                }
            ),
        };
        List<string> notes = Thinning.Note(drawn.Count, valued.Length) is { } thinned ? [thinned] : [];
        return new Chart(
            option,
            $"{(unsure ? "Uncertainty of " : "")}{objective.Metric} over {x.Path} and {y.Path} as a model expects it.",
            notes
        );

        JsonNode? Point(TrialRow trial) =>
            x.Value(trial) is { } left && y.Value(trial) is { } bottom
                ? new JsonObject
                {
                    ["value"] = new JsonArray(left, bottom),
                    ["name"] = $"trial {trial.Number}: {objective.Metric} {Pages.Words.Value(trial.Value)}",
                    ["pick"] = trial.Number,
                }
                : null;
    }

    // The field ends where its outer cells do.
    private static JsonObject Tight(ParameterAxis axis, (double Low, double High)[] edges)
    {
        var option = axis.Option();
        if (axis.Names is null)
        {
            (option["min"], option["max"]) = (edges[0].Low, edges[^1].High);
        }
        return option;
    }

    // Between neighbours, in the axis' own measure; a name has a band of its own.
    private static (double Low, double High)[] Edges(ParameterAxis axis, IReadOnlyList<ParameterValue> values)
    {
        if (axis.Names is not null)
        {
            return [.. values.Select(_ => (double.NaN, double.NaN))];
        }
        double[] at =
        [
            .. values.Select(value => axis.IsLogarithmic ? Math.Log(value.AsDouble()) : value.AsDouble()),
        ];
        return
        [
            .. at.Select(
                (place, i) =>
                {
                    var below =
                        i > 0 ? place - at[i - 1]
                        : at.Length > 1 ? at[1] - at[0]
                        : 1;
                    var above = i + 1 < at.Length ? at[i + 1] - place : below;
                    return (Back(place - (below / 2)), Back(place + (above / 2)));
                }
            ),
        ];

        double Back(double place) => axis.IsLogarithmic ? Math.Exp(place) : place;
    }
}
