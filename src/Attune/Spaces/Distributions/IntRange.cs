using System.Text.Json.Serialization;

namespace Attune.Spaces;

/// <summary>An integer from <see cref="Low"/> to <see cref="High"/>, both included.</summary>
/// <remarks>Encoded by bins: each value owns an equal part of the unit interval, or with <see cref="Log"/> the part from
/// ln(v − ½) to ln(v + ½).</remarks>
public sealed record IntRange : Distribution
{
    /// <summary>A range; the bounds are required.</summary>
    public IntRange() { }

    // Generated JSON code knows the default of an optional parameter, but not that of a property.
    [JsonConstructor]
    internal IntRange(long step = 1) => Step = step;

    /// <summary>The smallest value.</summary>
    public required long Low { get; init; }

    /// <summary>The largest value; with a step that does not divide the range, the largest that the steps reach.</summary>
    public required long High { get; init; }

    /// <summary>Whether small values are searched as finely as large ones; needs <see cref="Low"/> of at least 1 and no step.</summary>
    public bool Log { get; init; }

    /// <summary>The distance between neighbours. Default 1.</summary>
    public long Step { get; init; } = 1;

    /// <inheritdoc/>
    public override long? Count => Total >= 1 && Total <= SearchSpace.MostCounted ? (long)Total : null;

    private Int128 Total => Step < 1 || High < Low ? 0 : (((Int128)High - Low) / Step) + 1;

    private (double From, double To) Edges => (Math.Log(Low - 0.5), Math.Log(High + 0.5));

    /// <inheritdoc/>
    public override IEnumerable<Problem> Validate(string path)
    {
        if (Low > High)
        {
            yield return new Problem($"{path}.low", $"low {Low} is above high {High}.", "Swap the two.");
        }
        if (Step < 1)
        {
            yield return new Problem($"{path}.step", $"step must be at least 1, not {Step}.");
        }
        if (Log && Low < 1)
        {
            yield return new Problem(
                $"{path}.low",
                $"A logarithmic range starts at 1 or above, not at {Low}."
            );
        }
        if (Log && Step > 1)
        {
            yield return new Problem($"{path}.step", "A logarithmic range takes no step.");
        }
    }

    /// <inheritdoc/>
    public override ParameterValue FromUnit(double unit)
    {
        unit = Math.Clamp(unit, 0, 1);
        if (Log)
        {
            var (from, to) = Edges;
            return Math.Clamp((long)Math.Round(Math.Exp((from * (1 - unit)) + (to * unit))), Low, High);
        }
        var bin = Int128.Min((Int128)Math.Floor(unit * (double)Total), Total - 1);
        return (long)(Low + (bin * Step));
    }

    /// <inheritdoc/>
    public override double ToUnit(ParameterValue value)
    {
        var x = value.AsDouble();
        if (Log)
        {
            var (from, to) = Edges;
            var centre = (Math.Log(Math.Max(x - 0.5, 0.5)) + Math.Log(Math.Max(x + 0.5, 0.5))) / 2;
            return Math.Clamp((centre - from) / (to - from), 0, 1);
        }
        return Math.Clamp((((x - Low) / Step) + 0.5) / (double)Total, 0, 1);
    }

    internal override double Place(ParameterValue value) =>
        Contains(value) ? ToUnit(value) : Laws.Beyond(Low - 0.5, High + 0.5, value, Log);

    /// <inheritdoc/>
    public override bool Contains(ParameterValue value)
    {
        if (!value.IsNumber)
        {
            return false;
        }
        var x = value.Kind == ValueKind.Integer ? value.AsInteger() : (Int128)value.AsDouble();
        return (value.Kind == ValueKind.Integer || double.IsInteger(value.AsDouble()))
            && x >= Low
            && x <= High
            && (x - Low) % Step == 0;
    }

    /// <inheritdoc/>
    public override IEnumerable<ParameterValue> Values()
    {
        for (var i = 0L; i < (Count ?? 0); i++)
        {
            yield return Low + (i * Step);
        }
    }

    internal override ParameterValue ValueAt(long index) => Low + (index * Step);
}
