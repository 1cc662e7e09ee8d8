namespace Attune.Spaces;

/// <summary>An integer from 0 up to, but not including, <see cref="Upper"/>, each equally likely.</summary>
public sealed record RandInt : Distribution
{
    /// <summary>The number of values; the largest is one less. At least 1.</summary>
    public required long Upper { get; init; }

    /// <inheritdoc/>
    public override long? Count => Range.Count;

    private IntRange Range => new() { Low = 0, High = Upper - 1 };

    /// <inheritdoc/>
    public override IEnumerable<Problem> Validate(string path) =>
        Upper >= 1 ? [] : [new Problem($"{path}.upper", $"upper must be at least 1, not {Upper}.")];

    /// <inheritdoc/>
    public override ParameterValue FromUnit(double unit) => Range.FromUnit(unit);

    /// <inheritdoc/>
    public override double ToUnit(ParameterValue value) => Range.ToUnit(value);

    /// <inheritdoc/>
    public override bool Contains(ParameterValue value) => Range.Contains(value);

    /// <inheritdoc/>
    public override IEnumerable<ParameterValue> Values() => Range.Values();

    internal override ParameterValue ValueAt(long index) => index;
}
