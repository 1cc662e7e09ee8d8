using System.Globalization;
using Attune.Workspace.Catalog;

namespace Attune.Studio.Charts;

/// <summary>Which trials are looked at: those that lie, on every axis that is brushed, within one of its stretches. Immutable; its texts are part of addresses.</summary>
/// <param name="Stretches">The stretches.</param>
public sealed record Brush(ValueList<Stretch> Stretches)
{
    // An address has an end.
    private const int Most = 40;

    /// <summary>Everything.</summary>
    public static Brush None { get; } = new([]);

    /// <summary>Whether nothing is left out.</summary>
    public bool IsNone => Stretches.Count == 0;

    /// <summary>What an address says; what it does not mean is left out.</summary>
    public static Brush Of(string[]? texts) =>
        texts is null or []
            ? None
            : new Brush(ValueList.From(texts.Select(Stretch.Parse).OfType<Stretch>().Distinct().Take(Most)));

    /// <summary>The texts for an address; null for none.</summary>
    public string[]? ToTexts() => IsNone ? null : [.. Stretches.Items.Select(stretch => stretch.ToString())];

    /// <summary>The same, with other stretches on some axes: what a chart tells when it is brushed.</summary>
    /// <param name="axes">By axis, pairs of ends; none lets go of the axis.</param>
    public Brush With(IReadOnlyDictionary<string, double[][]> axes) =>
        new(
            ValueList.From(
                Stretches
                    .Items.Where(stretch => !axes.ContainsKey(stretch.Axis))
                    .Concat(
                        axes.SelectMany(pair =>
                            pair.Value.Where(ends => ends.Length == 2 && ends.All(double.IsFinite))
                                .Select(ends => new Stretch(
                                    pair.Key,
                                    Rounded(Math.Min(ends[0], ends[1])),
                                    Rounded(Math.Max(ends[0], ends[1]))
                                ))
                        )
                    )
                    .Take(Most)
            )
        );

    /// <summary>The same without a stretch.</summary>
    public Brush Without(Stretch stretch) =>
        new(ValueList.From(Stretches.Items.Where(each => each != stretch)));

    /// <summary>The stretches on an axis, as pairs of ends.</summary>
    public double[][] On(string axis) =>
        [
            .. Stretches
                .Items.Where(stretch => stretch.Axis == axis)
                .Select(stretch => (double[])[stretch.Low, stretch.High]),
        ];

    /// <summary>The numbers of the trials that are looked at; null for all of them.</summary>
    public IReadOnlySet<int>? Within(IReadOnlyList<TrialRow> trials, TrialAxes axes)
    {
        // An axis that this job does not have leaves nothing out.
        var active = Stretches
            .Items.Where(stretch => axes.Has(stretch.Axis))
            .GroupBy(stretch => stretch.Axis)
            .ToList();
        return active.Count == 0
            ? null
            : trials
                .Where(trial =>
                    active.All(group =>
                        axes.Place(trial, group.Key) is var place
                        && group.Any(stretch => place >= stretch.Low && place <= stretch.High)
                    )
                )
                .Select(trial => trial.Number)
                .ToHashSet();
    }

    // The ends of a stretch are where a pointer was let go: more digits say nothing.
    private static double Rounded(double value) =>
        double.Parse(value.ToString("G6", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}

/// <summary>A stretch of an axis.</summary>
/// <param name="Axis">The axis, by its key; see <see cref="TrialAxes"/>.</param>
/// <param name="Low">Where it begins.</param>
/// <param name="High">Where it ends.</param>
public sealed record Stretch(string Axis, double Low, double High)
{
    /// <summary>What a text means; null when it is none.</summary>
    public static Stretch? Parse(string text)
    {
        var second = text.LastIndexOf('~');
        var first = second > 0 ? text.LastIndexOf('~', second - 1) : -1;
        return
            first > 0
            && double.TryParse(
                text.AsSpan(first + 1, second - first - 1),
                NumberStyles.Float,
                CultureInfo.InvariantCulture,
                out var low
            )
            && double.TryParse(
                text.AsSpan(second + 1),
                NumberStyles.Float,
                CultureInfo.InvariantCulture,
                out var high
            )
            && low <= high
            ? new Stretch(text[..first], low, high)
            : null;
    }

    /// <summary><c>p.lr~0.01~0.1</c>.</summary>
    public override string ToString() => FormattableString.Invariant($"{Axis}~{Low:R}~{High:R}");
}
