namespace Attune.Spaces;

/// <summary>round(N(mu, sigma) / q) · q.</summary>
/// <remarks>Halves round to the even multiple. Values are integers when <see cref="Mu"/> and <see cref="Q"/> were both written as integers.</remarks>
public sealed record QNormal : Distribution
{
    /// <summary>The mean.</summary>
    public required Number Mu { get; init; }

    /// <summary>The standard deviation. Above 0.</summary>
    public required Number Sigma { get; init; }

    /// <summary>The step: values are its multiples. Above 0.</summary>
    public required Number Q { get; init; }

    /// <inheritdoc/>
    public override long? Count => Laws.QuantisedCount(Law, Q);

    private NormalLaw Law => new(Mu, Sigma);

    private bool Integers => Mu.IsInteger && Q.IsInteger;

    /// <inheritdoc/>
    public override IEnumerable<Problem> Validate(string path) =>
        [.. Checks.Spread(path, Mu, Sigma), .. Checks.Step(path, Q)];

    /// <inheritdoc/>
    public override ParameterValue FromUnit(double unit) => Laws.Quantised(Law, unit, Q, Integers);

    /// <inheritdoc/>
    public override double ToUnit(ParameterValue value) => Laws.QuantisedUnit(Law, value.AsDouble(), Q);

    /// <inheritdoc/>
    public override bool Contains(ParameterValue value) => Laws.QuantisedContains(Law, value, Q);

    /// <inheritdoc/>
    public override IEnumerable<ParameterValue> Values() => Laws.QuantisedValues(Law, Q, Integers);
}
