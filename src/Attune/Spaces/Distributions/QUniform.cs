namespace Attune.Spaces;

/// <summary>round(U(min, max) / q) · q.</summary>
/// <remarks>Halves round to the even multiple, so that a value may leave the bounds by less than <see cref="Q"/>. Values are integers when both bounds and <see cref="Q"/> were all written as integers.</remarks>
public sealed record QUniform : Distribution
{
    /// <summary>The smallest value, inclusive.</summary>
    public required Number MinValue { get; init; }

    /// <summary>The largest value, inclusive.</summary>
    public required Number MaxValue { get; init; }

    /// <summary>The step: values are its multiples. Above 0.</summary>
    public required Number Q { get; init; }

    /// <inheritdoc/>
    public override long? Count => Laws.QuantisedCount(Law, Q);

    private UniformLaw Law => new(MinValue, MaxValue);

    private bool Integers => MinValue.IsInteger && MaxValue.IsInteger && Q.IsInteger;

    /// <inheritdoc/>
    public override IEnumerable<Problem> Validate(string path) =>
        [.. Checks.Bounds(path, MinValue, MaxValue), .. Checks.Step(path, Q)];

    /// <inheritdoc/>
    public override ParameterValue FromUnit(double unit) => Laws.Quantised(Law, unit, Q, Integers);

    /// <inheritdoc/>
    public override double ToUnit(ParameterValue value) => Laws.QuantisedUnit(Law, value.AsDouble(), Q);

    internal override double Place(ParameterValue value) =>
        Contains(value) ? ToUnit(value) : Laws.Beyond(MinValue, MaxValue, value, log: false);

    /// <inheritdoc/>
    public override bool Contains(ParameterValue value) => Laws.QuantisedContains(Law, value, Q);

    /// <inheritdoc/>
    public override IEnumerable<ParameterValue> Values() => Laws.QuantisedValues(Law, Q, Integers);

    internal override ParameterValue ValueAt(long index) => Laws.QuantisedAt(Law, index, Q, Integers);
}
