namespace Attune.Spaces;

/// <summary>A float, each value between the bounds equally likely.</summary>
public sealed record Uniform : Distribution
{
    /// <summary>The smallest value, inclusive.</summary>
    public required Number MinValue { get; init; }

    /// <summary>The largest value, inclusive.</summary>
    public required Number MaxValue { get; init; }

    /// <inheritdoc/>
    public override long? Count => MinValue.Value.Equals(MaxValue.Value) ? 1 : null;

    private UniformLaw Law => new(MinValue, MaxValue);

    /// <inheritdoc/>
    public override IEnumerable<Problem> Validate(string path) => Checks.Bounds(path, MinValue, MaxValue);

    /// <inheritdoc/>
    public override ParameterValue FromUnit(double unit) => Laws.Plain(Law, unit);

    /// <inheritdoc/>
    public override double ToUnit(ParameterValue value) => Law.Cumulative(value.AsDouble());

    internal override double Place(ParameterValue value) =>
        Contains(value) ? ToUnit(value) : Laws.Beyond(MinValue, MaxValue, value, log: false);

    /// <inheritdoc/>
    public override bool Contains(ParameterValue value) => Laws.PlainContains(Law, value);

    /// <inheritdoc/>
    public override IEnumerable<ParameterValue> Values() => Count is null ? [] : [FromUnit(0.5)];
}
