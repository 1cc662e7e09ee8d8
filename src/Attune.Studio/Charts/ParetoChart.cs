using System.Text.Json.Nodes;
using Attune.Studies;
using Attune.Workspace.Catalog;

namespace Attune.Studio.Charts;

/// <summary>Trials by two measures; those that no other beats in both are joined by a line.</summary>
internal static class ParetoChart
{
    /// <summary>The chart.</summary>
    /// <param name="trials">All trials.</param>
    /// <param name="x">The measure across.</param>
    /// <param name="y">The measure up.</param>
    /// <param name="within">The trials that are looked at; null for all.</param>
    public static Chart Of(IReadOnlyList<TrialRow> trials, Measure x, Measure y, IReadOnlySet<int>? within)
    {
        var placed = trials
            .Select(trial => (Trial: trial, First: x.Of(trial), Second: y.Of(trial)))
            .Where(each => double.IsFinite(each.First) && double.IsFinite(each.Second))
            .ToList();
        var shown = placed.FindAll(each => within is null || within.Contains(each.Trial.Number));
        var front = ParetoFront.Of([.. shown.Select(each => (each.First, each.Second))], x.Goal, y.Goal);
        var isFront = front.ToHashSet();
        var (across, up) = (
            RobustRange.Of(placed.Select(each => each.First)),
            RobustRange.Of(placed.Select(each => each.Second))
        );
        // The front is drawn whole; of the others an even choice.
        var others = Even([.. shown.Where((_, i) => !isFront.Contains(i))]);
        var option = new JsonObject
        {
            ["grid"] = Chart.Room(),
            ["legend"] = new JsonObject { ["top"] = 0 },
            ["tooltip"] = new JsonObject { ["trigger"] = "item" },
            ["brush"] = x.Key is null && y.Key is null ? null : "rect",
            ["xAxis"] = Chart.Axis(Named(x), across, x.Key),
            ["yAxis"] = Chart.Axis(Named(y), up, y.Key),
            ["series"] = new JsonArray(
                new JsonObject
                {
                    ["name"] = "trials",
                    ["type"] = "scatter",
                    ["symbolSize"] = others.Count > 500 ? 4 : 7,
                    ["data"] = Chart.List(others.Select(Point)),
                },
                new JsonObject
                {
                    ["name"] = "front",
                    ["type"] = "line",
                    ["step"] = false,
                    ["symbol"] = "circle",
                    ["showSymbol"] = true,
                    ["showAllSymbol"] = true,
                    ["symbolSize"] = 10,
                    ["z"] = 4,
                    ["lineStyle"] = new JsonObject { ["width"] = 2, ["type"] = "dashed" },
                    ["data"] = Chart.List(front.Select(i => Point(shown[i]))),
                },
                Chart.Rest(
                    "not looked at",
                    Even([.. placed.Where(each => within is not null && !within.Contains(each.Trial.Number))])
                        .Select(Point)
                )
            ),
        };
        List<string> notes =
        [
            FormattableString.Invariant(
                $"{front.Count:#,0} of {shown.Count:#,0} trials with both values are on the front: no other is better in one and as good in the other."
            ),
        ];
        if (across.IsCut || up.IsCut)
        {
            notes.Add(
                FormattableString.Invariant(
                    $"{across.Outside + up.Outside:#,0} far values are drawn at the edge."
                )
            );
        }
        if (trials.Count - placed.Count is > 0 and var lacking)
        {
            notes.Add(
                $"{Pages.Words.Count(lacking, "trial")} {(lacking == 1 ? "lacks" : "lack")} one of the values."
            );
        }
        return new Chart(
            option,
            $"{y.Name} against {x.Name}; {front.Count} trials on the Pareto front.",
            notes
        );

        JsonNode? Point((TrialRow Trial, double First, double Second) each) =>
            new JsonObject
            {
                ["value"] = new JsonArray(across.Clamp(each.First), up.Clamp(each.Second)),
                ["name"] =
                    $"trial {each.Trial.Number}: {x.Name} {Pages.Words.Value(each.First)}, {y.Name} {Pages.Words.Value(each.Second)}",
                ["pick"] = each.Trial.Number,
            };
    }

    private static string Named(Measure measure) =>
        $"{measure.Name} ({(measure.Goal == Goal.Maximize ? "larger" : "smaller")} is better)";

    private static List<T> Even<T>(List<T> all) =>
        all.Count <= Thinning.Most
            ? all
            :
            [
                .. Enumerable
                    .Range(0, Thinning.Most)
                    .Select(i => all[(int)((long)i * all.Count / Thinning.Most)]),
            ];
}
