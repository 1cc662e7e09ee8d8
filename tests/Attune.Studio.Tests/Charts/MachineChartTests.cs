using Attune.Studies;
using Attune.Studio.Charts;
using Attune.Studio.Pages;
using Attune.Studio.Pages.Sweep;
using Attune.Workspace.Catalog;
using Attune.Workspace.Usage;

namespace Attune.Studio.Tests.Charts;

/// <summary>What the machine and the trials on it used, as pages show it.</summary>
public sealed class MachineChartTests
{
    [Fact]
    public void Processors_memory_and_each_gpu_have_a_line_over_the_last_hour()
    {
        MachineSample[] samples =
        [
            new(Rows.Start, 12.34, 2_000, 8_000, []),
            new(Rows.Start.AddMinutes(3), 50, 4_000, 8_000, [new("0", 80, 1, 2), new("1", null, 1, 2)]),
        ];
        var chart = MachineChart.Of(samples);
        var series = chart.Option["series"]!.AsArray();
        Assert.Equal(
            ["processors", "memory", "GPU 0", "GPU 1"],
            series.Select(line => (string)line!["name"]!)
        );
        Assert.Equal("[[3,12.3],[0,50]]", series[0]!["data"]!.ToJsonString());
        Assert.Equal("[[3,25],[0,50]]", series[1]!["data"]!.ToJsonString());
        Assert.Equal("[[3,null],[0,80]]", series[2]!["data"]!.ToJsonString());
        Assert.Contains("processors 50 %", chart.Label, StringComparison.Ordinal);
    }

    [Fact]
    public void What_trials_used_sorts_the_table_and_those_without_a_measure_stand_last()
    {
        TrialRow[] trials =
        [
            Rows.Row(0),
            Rows.Row(1) with
            {
                Usage = new TrialUsage { ProcessorSeconds = 9, PeakMemory = 5 },
            },
            Rows.Row(2) with
            {
                Usage = new TrialUsage { ProcessorSeconds = 4, PeakMemory = 7_000_000 },
            },
        ];
        var filter = new TrialFilter(null, null, null);
        Assert.Equal([2, 1, 0], filter.Apply(trials, null, "processor", false, Rows.Start));
        Assert.Equal([2, 1, 0], filter.Apply(trials, null, "memory", true, Rows.Start));
        Assert.Equal(
            ["-", "4.0 s", "0.40", "7 MB", "-"],
            [
                UsageWords.Cell(trials[0], "memory"),
                UsageWords.Cell(trials[2], "processor"),
                UsageWords.Cell(trials[2], "cores"),
                UsageWords.Cell(trials[2], "memory"),
                UsageWords.Cell(trials[2], "gpu"),
            ]
        );
    }
}
