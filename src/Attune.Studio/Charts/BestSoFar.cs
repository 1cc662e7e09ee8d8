using System.Text.Json.Nodes;
using Attune.Studies;
using Attune.Studio.Live;

namespace Attune.Studio.Charts;

/// <summary>How the best value of several jobs became better, on one chart: by trials that had ended, or by time.</summary>
internal static class BestSoFar
{
    /// <summary>The chart of jobs with the same objective.</summary>
    /// <param name="jobs">Names with jobs.</param>
    /// <param name="objective">What they are judged by.</param>
    /// <param name="byTime">Whether time runs across, and not trials.</param>
    public static Chart Of(
        IReadOnlyList<(string Name, JobSnapshot Job)> jobs,
        Objective objective,
        bool byTime
    )
    {
        var lines = jobs.Select(job => (job.Name, Steps: Steps(job.Job, objective))).ToList();
        var range = RobustRange.Of(lines.SelectMany(line => line.Steps.Select(step => step.Value)));
        var longest = lines
            .SelectMany(line => line.Steps)
            .Select(step => step.Seconds)
            .DefaultIfEmpty(0)
            .Max();
        var (unit, seconds) = TimelineChart.UnitOf(TimeSpan.FromSeconds(longest));
        List<string> notes = [];
        if (range.IsCut)
        {
            notes.Add(
                FormattableString.Invariant(
                    $"Values outside {range.Low:G4} to {range.High:G4} are cut off at the edge."
                )
            );
        }
        var option = new JsonObject
        {
            ["grid"] = Chart.Room(),
            ["legend"] = new JsonObject { ["top"] = 0, ["type"] = "scroll" },
            ["tooltip"] = new JsonObject { ["trigger"] = "item" },
            ["xAxis"] = new JsonObject
            {
                ["type"] = "value",
                ["name"] = byTime ? $"{unit} since the job started" : "trials that have ended",
                ["nameLocation"] = "middle",
                ["min"] = 0,
            },
            ["yAxis"] = Chart.Axis($"best {objective.Metric} so far", range),
            ["series"] = Chart.List(
                lines.Select(line =>
                    (JsonNode)
                        new JsonObject
                        {
                            ["name"] = line.Name,
                            ["type"] = "line",
                            ["step"] = "end",
                            ["showSymbol"] = line.Steps.Count < 40,
                            ["symbolSize"] = 6,
                            ["lineStyle"] = new JsonObject { ["width"] = 2 },
                            ["data"] = Chart.List(
                                line.Steps.Select(step =>
                                    (JsonNode)
                                        new JsonObject
                                        {
                                            ["value"] = new JsonArray(
                                                byTime ? Math.Round(step.Seconds / seconds, 4) : step.Ended,
                                                range.Clamp(step.Value)
                                            ),
                                            ["name"] =
                                                $"{line.Name}: {Pages.Words.Value(step.Value)} after {Pages.Words.Count(step.Ended, "trial")}, {Pages.Words.Time(TimeSpan.FromSeconds(step.Seconds))}",
                                        }
                                )
                            ),
                        }
                )
            ),
        };
        return new Chart(option, $"Best {objective.Metric} so far of {lines.Count} jobs.", notes);
    }

    /// <summary>Each trial that was better than all that had ended before it, and the last one.</summary>
    internal static List<(int Ended, double Seconds, double Value)> Steps(
        JobSnapshot job,
        Objective objective
    )
    {
        var ended = job
            .Trials.Where(trial => trial.EndedAt is not null)
            .OrderBy(trial => trial.EndedAt)
            .ThenBy(trial => trial.Number)
            .ToList();
        var start = job.Job.StartedAt ?? job.Job.CreatedAt;
        var steps = new List<(int Ended, double Seconds, double Value)>();
        var best = double.NaN;
        for (var i = 0; i < ended.Count; i++)
        {
            var better = ended[i].IsUsable && objective.IsBetter(ended[i].Value, best);
            best = better ? ended[i].Value : best;
            if (better || (i == ended.Count - 1 && !double.IsNaN(best)))
            {
                steps.Add((i + 1, Math.Max(0, (ended[i].EndedAt!.Value - start).TotalSeconds), best));
            }
        }
        return steps;
    }
}
