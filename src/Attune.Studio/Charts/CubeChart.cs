using System.Text.Json.Nodes;
using Attune.Studies;
using Attune.Workspace.Catalog;

namespace Attune.Studio.Charts;

/// <summary>Trials in three axes, coloured by the objective; turned by dragging, or with the arrow keys.</summary>
/// <remarks>The points are sent as places in a cube, which the browser turns and draws as a flat scatter chart: no graphics card is asked for.</remarks>
internal static class CubeChart
{
    private const int Ticks = 3;

    /// <summary>The chart.</summary>
    /// <param name="trials">The trials that are looked at.</param>
    /// <param name="objective">What colours them.</param>
    /// <param name="axes">The keys of three axes.</param>
    /// <param name="all">The axes that there are.</param>
    public static Chart Of(IReadOnlyList<TrialRow> trials, Objective objective, string[] axes, TrialAxes all)
    {
        var range = all.Range(TrialAxes.Of(objective.Metric));
        var names = all.All().ToDictionary(axis => axis.Key, axis => axis.Name, StringComparer.Ordinal);
        var drawn = Thinning.Of([.. trials.Where(trial => double.IsFinite(trial.Value))], objective);
        Side[] sides = [.. axes.Select(key => Side.Of(key, names[key], all, drawn))];
        var points = drawn
            .Select(trial =>
                (Trial: trial, Places: sides.Select(side => side.Place(all.Place(trial, side.Key))).ToArray())
            )
            .Where(each => each.Places.All(double.IsFinite))
            .ToList();
        List<string> notes = ["Drag to turn; arrow keys do it too."];
        if (Thinning.Note(drawn.Count, trials.Count) is { } thinned && drawn.Count == Thinning.Most)
        {
            notes.Add(thinned);
        }
        if (trials.Count(trial => double.IsFinite(trial.Value)) is var valued && valued < trials.Count)
        {
            notes.Add(
                $"{Pages.Words.Count(trials.Count - valued, "trial")} without a value {(trials.Count - valued == 1 ? "is" : "are")} left out."
            );
        }
        if (points.Count < drawn.Count)
        {
            notes.Add(
                $"{Pages.Words.Count(drawn.Count - points.Count, "trial")} without one of the three {(drawn.Count - points.Count == 1 ? "is" : "are")} left out."
            );
        }
        var option = new JsonObject
        {
            ["cube"] = new JsonObject
            {
                ["sides"] = Chart.List(
                    sides.Select(side =>
                        (JsonNode)
                            new JsonObject
                            {
                                ["name"] = side.Name,
                                ["ticks"] = Chart.List(
                                    side.Marks().Select(mark => (JsonNode)new JsonArray(mark.At, mark.Text))
                                ),
                            }
                    )
                ),
            },
            ["grid"] = Chart.Room(10, 110, 10, 10),
            ["tooltip"] = new JsonObject { ["trigger"] = "item" },
            ["visualMap"] = ParallelChart.Scale(range, objective, 2),
            ["series"] = new JsonArray(
                new JsonObject
                {
                    ["name"] = objective.Metric,
                    ["type"] = "scatter",
                    ["symbolSize"] = points.Count > 500 ? 5 : 9,
                    ["data"] = Chart.List(
                        points.Select(each =>
                            (JsonNode)
                                new JsonObject
                                {
                                    ["at"] = Chart.List(
                                        each.Places.Select(place => (JsonNode)Math.Round(place, 4))
                                    ),
                                    ["colour"] = range.Clamp(each.Trial.Value),
                                    ["name"] =
                                        $"trial {each.Trial.Number}: {objective.Metric} {Pages.Words.Value(each.Trial.Value)}",
                                    ["pick"] = each.Trial.Number,
                                }
                        )
                    ),
                }
            ),
        };
        return new Chart(
            option,
            $"{string.Join(", ", sides.Select(side => side.Name))} of {points.Count} trials in three axes, coloured by {objective.Metric}.",
            notes
        );
    }

    /// <summary>An axis of the cube, from 0 to 1.</summary>
    private sealed record Side(
        string Key,
        string Name,
        string[]? Names,
        bool IsLogarithmic,
        double Low,
        double High
    )
    {
        public static Side Of(string key, string name, TrialAxes all, List<TrialRow> trials)
        {
            var parameter = all.Parameter(key);
            if (parameter?.Names is { } names)
            {
                return new Side(key, name, names, false, 0, Math.Max(1, names.Length - 1));
            }
            double[] places = [.. trials.Select(trial => all.Place(trial, key)).Where(double.IsFinite)];
            var (low, high) = places.Length == 0 ? (0, 1) : (places.Min(), places.Max());
            var logarithmic = parameter?.IsLogarithmic == true && low > 0;
            return new Side(key, name, null, logarithmic, low, high > low ? high : low + 1);
        }

        public double Place(double at) =>
            IsLogarithmic ? Math.Log(at / Low) / Math.Log(High / Low) : (at - Low) / (High - Low);

        public IEnumerable<(double At, string Text)> Marks() =>
            Names is not null
                ? Names.Select((name, i) => (Place(i), name))
                : Enumerable
                    .Range(0, Ticks)
                    .Select(i => (double)i / (Ticks - 1))
                    .Select(at =>
                        (
                            at,
                            Pages.Words.Short(
                                IsLogarithmic ? Low * Math.Pow(High / Low, at) : Low + (at * (High - Low))
                            )
                        )
                    );
    }
}
