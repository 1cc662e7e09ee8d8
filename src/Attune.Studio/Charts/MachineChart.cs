using System.Text.Json.Nodes;
using Attune.Workspace.Usage;

namespace Attune.Studio.Charts;

/// <summary>How busy the machine was: processors, memory and each GPU, in per cent over the last hour.</summary>
internal static class MachineChart
{
    /// <summary>The chart of samples, of which there is one at least, the oldest first.</summary>
    public static Chart Of(IReadOnlyList<MachineSample> samples)
    {
        var now = samples[^1].At;
        var gpus = samples
            .SelectMany(sample => sample.Gpus)
            .Select(gpu => gpu.Index)
            .Distinct(StringComparer.Ordinal);
        var series = new JsonArray(
            Line("processors", sample => sample.ProcessorPercent),
            Line("memory", sample => sample.MemoryPercent)
        );
        foreach (var index in gpus)
        {
            series.Add(
                Line(
                    $"GPU {index}",
                    sample => sample.Gpus.FirstOrDefault(gpu => gpu.Index == index)?.Utilization ?? double.NaN
                )
            );
        }
        var option = new JsonObject
        {
            ["grid"] = Chart.Room(64, 20, 36, 44),
            ["legend"] = new JsonObject { ["top"] = 0, ["type"] = "scroll" },
            ["tooltip"] = new JsonObject { ["trigger"] = "item" },
            ["xAxis"] = new JsonObject
            {
                ["type"] = "value",
                ["name"] = "minutes ago",
                ["nameLocation"] = "middle",
                ["inverse"] = true,
                ["min"] = 0,
                ["max"] = MachineUse.Kept.TotalMinutes,
            },
            ["yAxis"] = new JsonObject
            {
                ["type"] = "value",
                ["name"] = "per cent in use",
                ["nameLocation"] = "middle",
                ["min"] = 0,
                ["max"] = 100,
            },
            ["series"] = series,
        };
        return new Chart(
            option,
            FormattableString.Invariant(
                $"Use of this machine in the last hour: processors {samples[^1].ProcessorPercent:0} % busy now, memory {samples[^1].MemoryPercent:0} % used."
            ),
            []
        );

        JsonNode Line(string name, Func<MachineSample, double> of) =>
            new JsonObject
            {
                ["name"] = name,
                ["type"] = "line",
                ["showSymbol"] = samples.Count == 1,
                ["sampling"] = "lttb",
                ["lineStyle"] = new JsonObject { ["width"] = 2 },
                ["data"] = Chart.List(
                    samples.Select(sample =>
                        (JsonNode)
                            new JsonArray(
                                Math.Round((now - sample.At).TotalMinutes, 2),
                                Chart.Number(Math.Round(of(sample), 1))
                            )
                    )
                ),
            };
    }
}
