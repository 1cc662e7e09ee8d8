using Attune.Studio.Charts;
using Attune.Workspace.Catalog;

namespace Attune.Studio.Tests.Charts;

public sealed class BrushTests
{
    private static readonly TrialRow[] Trials =
    [
        Rows.Row(0, 0.001, "plain", 0.5),
        Rows.Row(1, 0.01, "gated", 0.7),
        Rows.Row(2, 0.1, "wide", 0.9),
        Rows.Row(3, 0.1, "plain", double.NaN, double.NaN),
    ];

    private static readonly TrialAxes Axes = new(Rows.Spec, Trials);

    private static IEnumerable<int>? Within(params string[] texts) =>
        Brush.Of(texts).Within(Trials, Axes)?.Order();

    [Fact]
    public void Trials_are_within_when_every_brushed_axis_has_them_in_one_of_its_stretches()
    {
        Assert.Equal([1, 2, 3], Within("p.lr~0.005~1"));
        Assert.Equal([0, 2, 3], Within("p.lr~0.0001~0.005", "p.lr~0.05~1"));
        Assert.Equal([3], Within("p.lr~0.05~1", "p.kind~0~0"));
        Assert.Equal([1, 2], Within("m.AUC~0.6~1"));
        Assert.Equal([0, 1], Within("n~0~1"));
        Assert.Null(Within());
    }

    [Fact]
    public void An_address_that_means_nothing_leaves_nothing_out()
    {
        Assert.Null(Within("p.gone~0~1", "nonsense", "p.lr~b~1", "p.lr~2~1", "~~", "p.lr~NaN~1"));
        Assert.Equal(40, Brush.Of([.. Enumerable.Range(0, 500).Select(i => $"n~{i}~{i}")]).Stretches.Count);
    }

    [Fact]
    public void What_a_chart_tells_replaces_its_axes_and_survives_the_address()
    {
        var brush = Brush.Of(["p.lr~0.1~0.2", "n~0~5"]);
        var next = brush.With(
            new Dictionary<string, double[][]>(StringComparer.Ordinal)
            {
                ["p.lr"] =
                [
                    [0.3, 0.0123456789],
                ],
                ["p.kind"] = [],
            }
        );
        Assert.Equal(["n~0~5", "p.lr~0.0123457~0.3"], next.ToTexts()!);
        Assert.Equal(next, Brush.Of(next.ToTexts()));
        Assert.True(next.With(new Dictionary<string, double[][]> { ["n"] = [], ["p.lr"] = [] }).IsNone);
        Assert.Null(Brush.None.ToTexts());
    }

    [Fact]
    public void Names_with_the_sign_of_a_stretch_in_them_are_read_back()
    {
        var stretch = new Stretch("p.a~b~1", -1, 2.5);
        Assert.Equal(stretch, Stretch.Parse(stretch.ToString()));
    }

    [Fact]
    public void A_stretch_is_told_in_words()
    {
        Assert.Equal("kind: plain, gated", Axes.Text(new Stretch("p.kind", -0.4, 1.3)));
        Assert.Equal("lr: 0.01 to 0.1", Axes.Text(new Stretch("p.lr", 0.01, 0.1)));
        Assert.Equal("trials 2 to 7", Axes.Text(new Stretch("n", 1.5, 7.4)));
    }
}
