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
    public static Chart Of(IReadOnlyList<TrialRow> trials, Objective objective)
    {
        var usable = trials.Where(trial => double.IsFinite(trial.Value)).ToList();
        var range = RobustRange.Of(usable.Select(trial => trial.Value));
        var drawn = Reduce(usable);
        var failed = trials.Where(trial => trial.HasEnded && !double.IsFinite(trial.Value)).ToList();
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
            ["grid"] = new JsonObject
            {
                ["left"] = 64,
                ["right"] = 20,
                ["top"] = 36,
                ["bottom"] = 44,
            },
            ["legend"] = new JsonObject { ["top"] = 0 },
            ["tooltip"] = new JsonObject { ["trigger"] = "item" },
            ["xAxis"] = new JsonObject
            {
                ["type"] = "value",
                ["name"] = "trial",
                ["nameLocation"] = "middle",
                ["minInterval"] = 1,
                ["min"] = 0,
                ["max"] = Math.Max(1, trials.Count - 1),
            },
            ["yAxis"] = Chart.Axis(objective.Metric, range),
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
                    ["data"] = Chart.List(Bests(trials, objective, range)),
                },
                new JsonObject
                {
                    ["name"] = "without a value",
                    ["type"] = "scatter",
                    ["symbol"] = "path://M0,0L8,8M8,0L0,8",
                    ["symbolSize"] = 8,
                    ["data"] = Chart.List(
                        crosses.Select(trial =>
                            (JsonNode)
                                new JsonObject
                                {
                                    ["value"] = new JsonArray(trial.Number, foot),
                                    ["name"] = $"trial {trial.Number}: {Pages.Words.Of(trial.State)}",
                                }
                        )
                    ),
                }
            ),
        };
        var best = usable.Count == 0 ? "none yet" : Pages.Words.Value(BestOf(usable, objective));
        return new Chart(
            option,
            $"{objective.Metric} of {trials.Count} trials in the order of proposal; the best is {best}.",
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
            yield return new JsonArray(trials.Count - 1, range.Clamp(best));
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
