namespace Attune.Spaces;

/// <summary>Always the same value.</summary>
public sealed record Constant : Distribution
{
    /// <summary>The value.</summary>
    public required ParameterValue Value { get; init; }

    /// <inheritdoc/>
    public override long? Count => 1;

    /// <inheritdoc/>
    public override IEnumerable<Problem> Validate(string path) => [];

    /// <inheritdoc/>
    public override ParameterValue FromUnit(double unit) => Value;

    /// <inheritdoc/>
    public override double ToUnit(ParameterValue value) => 0.5;

    /// <inheritdoc/>
    public override bool Contains(ParameterValue value) => Value.Matches(value);

    /// <inheritdoc/>
    public override IEnumerable<ParameterValue> Values() => [Value];
}
