namespace Attune.Spaces;

/// <summary>exp(N(mu, sigma)): the logarithm is normally distributed.</summary>
public sealed record LogNormal : Distribution
{
    /// <summary>The mean of the logarithm.</summary>
    public required Number Mu { get; init; }

    /// <summary>The standard deviation of the logarithm. Above 0.</summary>
    public required Number Sigma { get; init; }

    /// <inheritdoc/>
    public override long? Count => null;

    private LogNormalLaw Law => new(Mu, Sigma);

    /// <inheritdoc/>
    public override IEnumerable<Problem> Validate(string path) => Checks.Spread(path, Mu, Sigma);

    /// <inheritdoc/>
    public override ParameterValue FromUnit(double unit) => Laws.Plain(Law, unit);

    /// <inheritdoc/>
    public override double ToUnit(ParameterValue value) => Law.Cumulative(value.AsDouble());

    /// <inheritdoc/>
    public override bool Contains(ParameterValue value) => Laws.PlainContains(Law, value);

    /// <inheritdoc/>
    public override IEnumerable<ParameterValue> Values() => [];
}
