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
        ParameterAxis y,
        IReadOnlySet<int>? within = null
    )
    {
        var rest = within is null
            ? []
            : Thinning.Of([.. trials.Where(trial => !within.Contains(trial.Number))], objective);
        var shown = within is null ? trials : [.. trials.Where(trial => within.Contains(trial.Number))];
        var drawn = Thinning.Of(shown, objective);
        var range = RobustRange.Of(trials.Select(trial => trial.Value));
        var across = x.Option();
        var up = y.Option();
        var with = drawn.Where(trial => double.IsFinite(trial.Value)).ToList();
        var without = drawn.Where(trial => trial.HasEnded && !double.IsFinite(trial.Value)).ToList();
        var option = new JsonObject
        {
            ["grid"] = Chart.Room(78, 110, 16),
            ["tooltip"] = new JsonObject { ["trigger"] = "item" },
            ["brush"] = "rect",
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
                Chart.Crosses(without.Select(trial => Point(trial, double.NaN))),
                Chart.Rest("not looked at", rest.Select(trial => Point(trial, double.NaN)))
            ),
        };
        (option["visualMap"]!["seriesIndex"]) = 0;
        List<string> notes = [];
        if (Thinning.Note(drawn.Count, shown.Count) is { } thinned)
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
            $"{x.Path} against {y.Path} for {shown.Count} trials, coloured by {objective.Metric}.",
            notes
        );

        JsonNode? Point(TrialRow trial, double value) =>
            x.Value(trial) is { } left && y.Value(trial) is { } bottom
                ? new JsonObject
                {
                    ["value"] = new JsonArray(left, bottom, Chart.Number(value)),
                    ["name"] = $"trial {trial.Number}: {objective.Metric} {Pages.Words.Value(trial.Value)}",
                    ["pick"] = trial.Number,
                }
                : null;
    }
}
