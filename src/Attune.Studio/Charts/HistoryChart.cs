using System.Text.Json.Nodes;
using Attune.Studies;
using Attune.Workspace.Catalog;

namespace Attune.Studio.Charts;

/// <summary>The objective by trial, with the best so far as a line; trials without a value stand as crosses at the foot.</summary>
internal static class HistoryChart
{
    /// <summary>The most points that are drawn: twice this many, the lowest and the highest of each stretch.</summary>
    private const int Buckets = 1_500;

    /// <summary>The chart of some trials.</summary>
    /// <param name="trials">Trials by number.</param>
    /// <param name="objective">What they are judged by.</param>
    /// <param name="within">Those that are looked at; null for all.</param>
    public static Chart Of(
        IReadOnlyList<TrialRow> trials,
        Objective objective,
        IReadOnlySet<int>? within = null
    )
    {
        var all = trials.Where(trial => double.IsFinite(trial.Value)).ToList();
        var range = RobustRange.Of(all.Select(trial => trial.Value));
        var shown = within is null ? trials : [.. trials.Where(trial => within.Contains(trial.Number))];
        var usable = within is null ? all : all.FindAll(trial => within.Contains(trial.Number));
        var rest = within is null ? [] : Reduce(all.FindAll(trial => !within.Contains(trial.Number)));
        var drawn = Reduce(usable);
        var failed = shown.Where(trial => trial.HasEnded && !double.IsFinite(trial.Value)).ToList();
        var crosses =
            failed.Count > Buckets ? failed.Where((_, i) => i % (failed.Count / Buckets + 1) == 0) : failed;
        List<string> notes = [];
        if (range.Note(objective.Metric) is { } outside)
        {
            notes.Add(outside);
        }
        if (drawn.Count < usable.Count)
        {
            notes.Add(
                FormattableString.Invariant(
                    $"{drawn.Count:#,0} of {usable.Count:#,0} trials are drawn: the lowest and highest of each stretch, and every new best."
                )
            );
        }
        if (failed.Count > 0)
        {
            notes.Add(
                FormattableString.Invariant(
                    $"{failed.Count:#,0} {(failed.Count == 1 ? "trial" : "trials")} without a value: crosses at the foot."
                )
            );
        }
        var foot = double.IsNaN(range.Low) ? 0 : range.Low;
        var option = new JsonObject
        {
            ["grid"] = Chart.Room(),
            ["legend"] = new JsonObject { ["top"] = 0 },
            ["tooltip"] = new JsonObject { ["trigger"] = "item" },
            ["brush"] = "rect",
            ["xAxis"] = new JsonObject
            {
                ["type"] = "value",
                ["key"] = TrialAxes.Number,
                ["name"] = "trial",
                ["nameLocation"] = "middle",
                ["minInterval"] = 1,
                ["min"] = 0,
                ["max"] = Math.Max(1, trials.Count - 1),
            },
            ["yAxis"] = Chart.Axis(objective.Metric, range, TrialAxes.Of(objective.Metric)),
            ["series"] = new JsonArray(
                new JsonObject
                {
                    ["name"] = "trials",
                    ["type"] = "scatter",
                    ["symbolSize"] = 7,
                    ["data"] = Chart.List(drawn.Select(JsonNode (trial) => Point(trial, range))),
                },
                new JsonObject
                {
                    ["name"] = "best so far",
                    ["type"] = "line",
                    ["step"] = "end",
                    ["showSymbol"] = false,
                    ["data"] = Chart.List(Bests(shown, trials.Count, objective, range)),
                },
                Chart.Crosses(
                    crosses.Select(trial =>
                        (JsonNode)
                            new JsonObject
                            {
                                ["value"] = new JsonArray(trial.Number, foot),
                                ["name"] = $"trial {trial.Number}: {Pages.Words.Of(trial.State)}",
                                ["pick"] = trial.Number,
                            }
                    )
                ),
                Chart.Rest(
                    "not looked at",
                    rest.Select(JsonNode (trial) => new JsonArray(trial.Number, range.Clamp(trial.Value)))
                )
            ),
        };
        var best = usable.Count == 0 ? "none yet" : Pages.Words.Value(BestOf(usable, objective));
        return new Chart(
            option,
            $"{objective.Metric} of {shown.Count} trials in the order of proposal; the best is {best}.",
            notes
        );
    }

    private static JsonObject Point(TrialRow trial, RobustRange range)
    {
        var point = new JsonObject
        {
            ["value"] = new JsonArray(trial.Number, range.Clamp(trial.Value)),
            ["name"] =
                $"trial {trial.Number}: {Pages.Words.Value(trial.Value)}, {Pages.Words.Of(trial.State)}",
            ["pick"] = trial.Number,
        };
        if (trial.Value < range.Low || trial.Value > range.High)
        {
            point["symbol"] = "triangle";
            point["symbolRotate"] = trial.Value > range.High ? 0 : 180;
        }
        return point;
    }

    private static IEnumerable<JsonNode?> Bests(
        IReadOnlyList<TrialRow> trials,
        int count,
        Objective objective,
        RobustRange range
    )
    {
        var best = double.NaN;
        foreach (var trial in trials.Where(trial => trial.IsUsable))
        {
            if (objective.IsBetter(trial.Value, best))
            {
                best = trial.Value;
                yield return new JsonArray(trial.Number, range.Clamp(best));
            }
        }
        if (!double.IsNaN(best))
        {
            yield return new JsonArray(count - 1, range.Clamp(best));
        }
    }

    private static double BestOf(List<TrialRow> trials, Objective objective) =>
        objective.Goal == Goal.Maximize ? trials.Max(trial => trial.Value) : trials.Min(trial => trial.Value);

    private static List<TrialRow> Reduce(List<TrialRow> trials)
    {
        if (trials.Count <= 2 * Buckets)
        {
            return trials;
        }
        var kept = new SortedDictionary<int, TrialRow>();
        foreach (var stretch in trials.Chunk((trials.Count + Buckets - 1) / Buckets))
        {
            foreach (
                var trial in (TrialRow[])
                    [stretch.MinBy(trial => trial.Value)!, stretch.MaxBy(trial => trial.Value)!]
            )
            {
                kept[trial.Number] = trial;
            }
        }
        return [.. kept.Values];
    }
}
