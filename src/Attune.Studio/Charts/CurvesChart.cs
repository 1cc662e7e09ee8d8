using System.Text.Json.Nodes;

namespace Attune.Studio.Charts;

/// <summary>A metric step by step: a line for each of some trials.</summary>
internal static class CurvesChart
{
    /// <summary>The chart of some curves.</summary>
    /// <param name="metric">The metric.</param>
    /// <param name="curves">Trial numbers with their curves, those to be named first.</param>
    public static Chart Of(string metric, IReadOnlyList<(int Trial, CurveReduction Curve)> curves) =>
        Of(
            metric,
            [.. curves.Select(curve => (FormattableString.Invariant($"trial {curve.Trial}"), curve.Curve))]
        );

    /// <summary>The chart of some curves.</summary>
    /// <param name="metric">The metric.</param>
    /// <param name="curves">Names with their curves.</param>
    public static Chart Of(string metric, IReadOnlyList<(string Name, CurveReduction Curve)> curves)
    {
        var range = RobustRange.Of(
            curves.SelectMany(curve => curve.Curve.Points().Select(point => point.Value))
        );
        List<string> notes = [];
        if (range.IsCut)
        {
            notes.Add(
                FormattableString.Invariant(
                    $"Values outside {range.Low:G4} to {range.High:G4} are cut off at the edge."
                )
            );
        }
        if (curves.Where(curve => !curve.Curve.IsWhole).ToList() is { Count: > 0 } reduced)
        {
            notes.Add(
                FormattableString.Invariant(
                    $"Of {reduced.Sum(curve => curve.Curve.Count):#,0} points the lowest and highest of each stretch are drawn."
                )
            );
        }
        var option = new JsonObject
        {
            ["grid"] = Chart.Room(),
            ["legend"] = new JsonObject { ["top"] = 0, ["type"] = "scroll" },
            ["tooltip"] = new JsonObject { ["trigger"] = "axis" },
            ["xAxis"] = new JsonObject
            {
                ["type"] = "value",
                ["name"] = "step",
                ["nameLocation"] = "middle",
                ["scale"] = true,
                ["minInterval"] = 1,
            },
            ["yAxis"] = Chart.Axis(metric, range),
            ["series"] = Chart.List(
                curves.Select(curve =>
                    (JsonNode)
                        new JsonObject
                        {
                            ["name"] = curve.Name,
                            ["type"] = "line",
                            ["showSymbol"] = curve.Curve.Count == 1,
                            ["lineStyle"] = new JsonObject { ["width"] = 1.5 },
                            ["data"] = Chart.List(
                                curve
                                    .Curve.Points()
                                    .Select(point =>
                                        (JsonNode)new JsonArray(point.Step, range.Clamp(point.Value))
                                    )
                            ),
                        }
                )
            ),
        };
        return new Chart(option, $"{metric} by step for {curves.Count} trials.", notes);
    }
}
