namespace Attune.Spaces;

/// <summary>exp(U(min, max)): the logarithm is uniform, and the bounds are logarithms.</summary>
/// <remarks><c>min_value: -6, max_value: -1</c> gives values from 0.0025 to 0.37. To write the values themselves use <see cref="FloatRange"/> with <c>log</c>.</remarks>
public sealed record LogUniform : Distribution
{
    /// <summary>The natural logarithm of the smallest value.</summary>
    public required Number MinValue { get; init; }

    /// <summary>The natural logarithm of the largest value.</summary>
    public required Number MaxValue { get; init; }

    /// <inheritdoc/>
    public override long? Count => MinValue.Value.Equals(MaxValue.Value) ? 1 : null;

    private LogUniformLaw Law => new(MinValue, MaxValue);

    /// <inheritdoc/>
    public override IEnumerable<Problem> Validate(string path) => Checks.Exponents(path, MinValue, MaxValue);

    /// <inheritdoc/>
    public override ParameterValue FromUnit(double unit) => Laws.Plain(Law, unit);

    /// <inheritdoc/>
    public override double ToUnit(ParameterValue value) => Law.Cumulative(value.AsDouble());

    internal override double Place(ParameterValue value) =>
        Contains(value) ? ToUnit(value) : Laws.Beyond(Law.Low, Law.High, value, log: true);

    /// <inheritdoc/>
    public override bool Contains(ParameterValue value) => Laws.PlainContains(Law, value);

    /// <inheritdoc/>
    public override IEnumerable<ParameterValue> Values() => Count is null ? [] : [FromUnit(0.5)];
}
