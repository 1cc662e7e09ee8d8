namespace Attune.Spaces;

/// <summary>A normally distributed float.</summary>
public sealed record Normal : Distribution
{
    /// <summary>The mean.</summary>
    public required Number Mu { get; init; }

    /// <summary>The standard deviation. Above 0.</summary>
    public required Number Sigma { get; init; }

    /// <inheritdoc/>
    public override long? Count => null;

    private NormalLaw Law => new(Mu, Sigma);

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
