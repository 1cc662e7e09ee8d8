using System.Text.Json.Nodes;
using Attune.EarlyTermination;
using Attune.Studio.Charts;

namespace Attune.Studio.Pages.Sweep.Steering;

/// <summary>Curves of trials that a policy would have ended, each with a mark where.</summary>
internal static class ReplayChart
{
    /// <summary>The chart.</summary>
    /// <param name="metric">The metric that the policy watches.</param>
    /// <param name="curves">Trial numbers with their curves.</param>
    /// <param name="replay">What the policy would have done.</param>
    public static Chart Of(
        string metric,
        IReadOnlyList<(int Trial, CurveReduction Curve)> curves,
        PolicyReplay replay
    )
    {
        var chart = CurvesChart.Of(metric, curves);
        var range = RobustRange.Of(
            curves.SelectMany(curve => curve.Curve.Points().Select(point => point.Value))
        );
        var series = (JsonArray)chart.Option["series"]!;
        for (var i = 0; i < curves.Count; i++)
        {
            if (replay.Stops.FirstOrDefault(stop => stop.Trial == curves[i].Trial) is not { } stop)
            {
                continue;
            }
            var at = curves[i].Curve.Points().LastOrDefault(point => point.Step <= stop.Step);
            series[i]!["markPoint"] = new JsonObject
            {
                ["symbol"] = "pin",
                ["symbolSize"] = 26,
                ["data"] = new JsonArray(
                    new JsonObject
                    {
                        ["name"] = "would end",
                        ["value"] = "×",
                        ["coord"] = new JsonArray(stop.Step, range.Clamp(at.Value)),
                    }
                ),
            };
        }
        return chart with
        {
            Label =
                $"{metric} by step for {curves.Count} trials; pins mark where the policy would have ended {replay.Stops.Count} of all.",
            Notes = [.. chart.Notes, "A pin marks where the policy would have ended the trial."],
        };
    }
}
