using System.Text.Json.Nodes;
using Attune.Studies;
using Attune.Workspace.Catalog;

namespace Attune.Studio.Charts;

/// <summary>Two parameters against each other, coloured by the objective; trials without a value are small crosses.</summary>
internal static class ScatterChart
{
    /// <summary>The chart of some trials.</summary>
    public static Chart Of(
        IReadOnlyList<TrialRow> trials,
        Objective objective,
        ParameterAxis x,
        ParameterAxis y
    )
    {
        var drawn = Thinning.Of(trials, objective);
        var range = RobustRange.Of(trials.Select(trial => trial.Value));
        var across = x.Option();
        var up = y.Option();
        var with = drawn.Where(trial => double.IsFinite(trial.Value)).ToList();
        var without = drawn.Where(trial => trial.HasEnded && !double.IsFinite(trial.Value)).ToList();
        var option = new JsonObject
        {
            ["grid"] = new JsonObject
            {
                ["left"] = 78,
                ["right"] = 110,
                ["top"] = 16,
                ["bottom"] = 48,
            },
            ["tooltip"] = new JsonObject { ["trigger"] = "item" },
            ["xAxis"] = across,
            ["yAxis"] = up,
            ["visualMap"] = ParallelChart.Scale(range, objective, 2),
            ["series"] = new JsonArray(
                new JsonObject
                {
                    ["name"] = objective.Metric,
                    ["type"] = "scatter",
                    ["symbolSize"] = with.Count > 500 ? 5 : 9,
                    ["data"] = Chart.List(with.Select(trial => Point(trial, range.Clamp(trial.Value)))),
                },
                new JsonObject
                {
                    ["name"] = "without a value",
                    ["type"] = "scatter",
                    ["symbol"] = "path://M0,0L8,8M8,0L0,8",
                    ["symbolSize"] = 7,
                    ["data"] = Chart.List(without.Select(trial => Point(trial, double.NaN))),
                }
            ),
        };
        (option["visualMap"]!["seriesIndex"]) = 0;
        List<string> notes = [];
        if (Thinning.Note(drawn.Count, trials.Count) is { } thinned)
        {
            notes.Add(thinned);
        }
        if (range.IsCut)
        {
            notes.Add(
                FormattableString.Invariant(
                    $"{range.Outside} far values of {objective.Metric} have the colour of the scale's end."
                )
            );
        }
        if (without.Count > 0)
        {
            notes.Add(
                FormattableString.Invariant(
                    $"{without.Count:#,0} {(without.Count == 1 ? "trial" : "trials")} without a value: crosses."
                )
            );
        }
        return new Chart(
            option,
            $"{x.Path} against {y.Path} for {trials.Count} trials, coloured by {objective.Metric}.",
            notes
        );

        JsonNode? Point(TrialRow trial, double value) =>
            x.Value(trial) is { } left && y.Value(trial) is { } bottom
                ? new JsonObject
                {
                    ["value"] = new JsonArray(left, bottom, Chart.Number(value)),
                    ["name"] = $"trial {trial.Number}: {objective.Metric} {Pages.Words.Value(trial.Value)}",
                }
                : null;
    }
}
