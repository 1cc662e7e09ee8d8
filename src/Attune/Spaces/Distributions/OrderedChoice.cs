using System.Text.Json.Serialization;

namespace Attune.Spaces;

/// <summary>One of several values whose order means something: neighbours in the list are alike (small, medium, large).</summary>
public sealed record OrderedChoice : Distribution
{
    /// <summary>The values, in their order; at least one.</summary>
    [JsonPropertyName("values")]
    public required ValueList<ParameterValue> Options { get; init; }

    /// <inheritdoc/>
    public override long? Count => Options.Distinct().Count();

    /// <summary>An ordered choice of these values.</summary>
    public static OrderedChoice Of(params ReadOnlySpan<ParameterValue> options) =>
        new() { Options = ValueList.Create(options) };

    /// <inheritdoc/>
    public override IEnumerable<Problem> Validate(string path) =>
        Options.Count == 0
            ? [new Problem($"{path}.values", "A choice needs at least one value.")]
            : Checks.Duplicates(path, Options);

    /// <inheritdoc/>
    public override ParameterValue FromUnit(double unit) => Options[Choice.Bin(unit, Options.Count)];

    /// <inheritdoc/>
    public override double ToUnit(ParameterValue value) =>
        (Math.Max(0, IndexOf(value)) + 0.5) / Options.Count;

    /// <inheritdoc/>
    public override bool Contains(ParameterValue value) => IndexOf(value) >= 0;

    /// <inheritdoc/>
    public override IEnumerable<ParameterValue> Values() => Options.Distinct();

    private int IndexOf(ParameterValue value)
    {
        var exact = Options.Items.IndexOf(value);
        for (var i = 0; exact < 0 && i < Options.Count; i++)
        {
            exact = Options[i].Matches(value) ? i : -1;
        }
        return exact;
    }
}
