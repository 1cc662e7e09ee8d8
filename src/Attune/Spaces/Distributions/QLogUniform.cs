namespace Attune.Spaces;

/// <summary>round(exp(U(min, max)) / q) · q; the bounds are logarithms.</summary>
/// <remarks>Halves round to the even multiple, so that a value may leave the bounds by less than <see cref="Q"/>. Values are integers when both bounds and <see cref="Q"/> were all written as integers.</remarks>
public sealed record QLogUniform : Distribution
{
    /// <summary>The natural logarithm of the smallest value.</summary>
    public required Number MinValue { get; init; }

    /// <summary>The natural logarithm of the largest value.</summary>
    public required Number MaxValue { get; init; }

    /// <summary>The step: values are its multiples. Above 0.</summary>
    public required Number Q { get; init; }

    /// <inheritdoc/>
    public override long? Count => Laws.QuantisedCount(Law, Q);

    private LogUniformLaw Law => new(MinValue, MaxValue);

    private bool Integers => MinValue.IsInteger && MaxValue.IsInteger && Q.IsInteger;

    /// <inheritdoc/>
    public override IEnumerable<Problem> Validate(string path) =>
        [.. Checks.Exponents(path, MinValue, MaxValue), .. Checks.Step(path, Q)];

    /// <inheritdoc/>
    public override ParameterValue FromUnit(double unit) => Laws.Quantised(Law, unit, Q, Integers);

    /// <inheritdoc/>
    public override double ToUnit(ParameterValue value) => Laws.QuantisedUnit(Law, value.AsDouble(), Q);

    /// <inheritdoc/>
    public override bool Contains(ParameterValue value) => Laws.QuantisedContains(Law, value, Q);

    /// <inheritdoc/>
    public override IEnumerable<ParameterValue> Values() => Laws.QuantisedValues(Law, Q, Integers);

    internal override ParameterValue ValueAt(long index) => Laws.QuantisedAt(Law, index, Q, Integers);
}
