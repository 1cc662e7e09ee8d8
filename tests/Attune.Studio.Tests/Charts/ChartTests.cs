using System.Text.Json.Nodes;
using Attune.Samplers;
using Attune.Spaces;
using Attune.Studies;
using Attune.Studio.Charts;
using Attune.Workspace.Catalog;

namespace Attune.Studio.Tests.Charts;

/// <summary>What charts say, as data: one diverged or failed trial flattens none of them.</summary>
public sealed class ChartTests
{
    private static readonly TrialRow[] Trials =
    [
        .. Enumerable
            .Range(0, 40)
            .Select(i =>
                Rows.Row(
                    i,
                    Math.Pow(10, -4 + (i / 10.0)),
                    i % 2 == 0 ? "plain" : "wide",
                    0.5 + (i / 100.0),
                    1 - (i / 100.0),
                    i,
                    i + 5
                )
            ),
        Rows.Row(40, value: -1e9, loss: 1e9),
        Rows.Row(41, value: double.NaN, loss: double.NaN, state: TrialState.Failed),
    ];

    private static readonly TrialAxes Axes = new(Rows.Spec, Trials);

    private static ModelPoint At(ParameterValue value, double mean) =>
        new(value, mean, mean - 0.1, mean + 0.1);

    private static IEnumerable<double> Numbers(JsonNode? node) =>
        node switch
        {
            JsonObject map => map.SelectMany(pair => Numbers(pair.Value)),
            JsonArray list => list.SelectMany(Numbers),
            JsonValue value when value.TryGetValue<double>(out var number) => [number],
            _ => [],
        };

    public static TheoryData<string> Kinds =>
        ["history", "parallel", "scatter", "slice", "contour", "front", "cube", "timeline"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void One_diverged_trial_does_not_flatten_it(string kind)
    {
        var chart = Of(kind, null);
        Assert.DoesNotContain(Numbers(chart.Option["series"]), number => Math.Abs(number) > 1e6);
        Assert.NotEmpty(chart.Label);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void It_can_be_drawn_with_some_trials_none_and_one_alone(string kind)
    {
        Assert.NotNull(Of(kind, new HashSet<int> { 3, 4 }).Option.ToJsonString());
        Assert.NotNull(Of(kind, new HashSet<int>()).Option.ToJsonString());
        Assert.NotNull(Of(kind, new HashSet<int> { 41 }).Option.ToJsonString());
    }

    [Fact]
    public void Trials_that_are_not_looked_at_stay_faintly_and_the_best_so_far_is_of_the_others()
    {
        var chart = HistoryChart.Of(Trials, Rows.Spec.Primary, new HashSet<int> { 0, 5 });
        var series = (JsonArray)chart.Option["series"]!;
        Assert.Equal(2, ((JsonArray)series[0]!["data"]!).Count);
        Assert.Equal("rest", series[^1]!["tone"]!.GetValue<string>());
        Assert.Equal(39, ((JsonArray)series[^1]!["data"]!).Count);
        Assert.Equal(0.55, Numbers(series[1]!["data"]).Max(number => number < 1 ? number : 0), 1e-9);
    }

    [Fact]
    public void Stretches_stand_on_the_axes_of_the_parallel_coordinates()
    {
        var brush = Brush.Of(["p.lr~0.01~0.1", "m.AUC~0.6~0.7"]);
        var chart = ParallelChart.Of(Trials, Rows.Spec.Primary, Axes.Parameters, brush);
        var axes = (JsonArray)chart.Option["parallelAxis"]!;
        Assert.Equal("[[0.01,0.1]]", axes[0]!["intervals"]!.ToJsonString());
        Assert.Equal("[]", axes[1]!["intervals"]!.ToJsonString());
        Assert.Equal("[[0.6,0.7]]", axes[2]!["intervals"]!.ToJsonString());
    }

    [Fact]
    public void A_slice_without_a_model_has_the_trials_alone()
    {
        var without = SliceChart.Of(Trials, Rows.Spec.Primary, Axes.Parameters[0], null, null);
        Assert.DoesNotContain("expected", without.Option.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("expected", Of("slice", null).Option.ToJsonString(), StringComparison.Ordinal);
    }

    private static Chart Of(string kind, HashSet<int>? within)
    {
        var objective = Rows.Spec.Primary;
        TrialRow[] shown = [.. Trials.Where(trial => within?.Contains(trial.Number) != false)];
        var measures = Measure.All(Rows.Spec);
        return kind switch
        {
            "history" => HistoryChart.Of(Trials, objective, within),
            "parallel" => ParallelChart.Of(
                Trials,
                objective,
                Axes.Parameters,
                within is null ? Brush.None : Brush.Of(["n~3~4"])
            ),
            "scatter" => ScatterChart.Of(Trials, objective, Axes.Parameters[0], Axes.Parameters[1], within),
            "slice" => SliceChart.Of(
                Trials,
                objective,
                Axes.Parameters[0],
                [At(0.001, 0.6), At(0.1, 5e8)],
                within
            ),
            "contour" => ContourChart.Of(
                shown,
                objective,
                Axes.Parameters[0],
                Axes.Parameters[1],
                new ModelField(
                    [0.001, 0.01],
                    ["plain", "wide"],
                    [
                        [0.5, 0.6],
                        [0.55, 0.7],
                    ],
                    [
                        [0.1, 0.1],
                        [0.1, 0.1],
                    ]
                ),
                unsure: false
            ),
            "front" => ParetoChart.Of(Trials, measures[0], measures[1], within),
            "cube" => CubeChart.Of(shown, objective, ["p.lr", "p.kind", "m.AUC"], Axes),
            _ => TimelineChart.Of(Trials, within, Rows.Start.AddMinutes(5)),
        };
    }
}
