namespace Attune.Spaces;

/// <summary>A float from <see cref="Low"/> to <see cref="High"/>, both included; the bounds are the values themselves, with <see cref="Log"/> too.</summary>
public sealed record FloatRange : Distribution
{
    /// <summary>The smallest value.</summary>
    public required double Low { get; init; }

    /// <summary>The largest value; with a step that does not divide the range, the largest that the steps reach.</summary>
    public required double High { get; init; }

    /// <summary>Whether the logarithm is uniform; needs <see cref="Low"/> above 0 and no step.</summary>
    public bool Log { get; init; }

    /// <summary>The distance between neighbours; null for a continuous range.</summary>
    public double? Step { get; init; }

    /// <inheritdoc/>
    public override long? Count =>
        Step is { } step ? (Steps(step) is >= 0 and < SearchSpace.MostCounted ? (long)Steps(step) + 1 : null)
        : Low.Equals(High) ? 1
        : null;

    /// <inheritdoc/>
    public override IEnumerable<Problem> Validate(string path)
    {
        if (!double.IsFinite(Low) || !double.IsFinite(High))
        {
            yield return new Problem(path, "The bounds must be finite numbers.");
        }
        else if (Low > High)
        {
            yield return new Problem(
                $"{path}.low",
                FormattableString.Invariant($"low {Low} is above high {High}."),
                "Swap the two."
            );
        }
        if (Log && Low <= 0)
        {
            yield return new Problem(
                $"{path}.low",
                FormattableString.Invariant($"A logarithmic range starts above 0, not at {Low}.")
            );
        }
        if (Step is { } step && !(step > 0 && double.IsFinite(step)))
        {
            yield return new Problem(
                $"{path}.step",
                FormattableString.Invariant($"step must be above 0, not {step}.")
            );
        }
        if (Log && Step is not null)
        {
            yield return new Problem($"{path}.step", "A logarithmic range takes no step.");
        }
    }

    /// <inheritdoc/>
    public override ParameterValue FromUnit(double unit)
    {
        unit = Math.Clamp(unit, 0, 1);
        if (Step is { } step)
        {
            return At(step, Math.Min(Math.Floor(unit * (Steps(step) + 1)), Steps(step)));
        }
        return Log
            ? Math.Clamp(Math.Exp(new UniformLaw(Math.Log(Low), Math.Log(High)).Quantile(unit)), Low, High)
            : new UniformLaw(Low, High).Quantile(unit);
    }

    /// <inheritdoc/>
    public override double ToUnit(ParameterValue value)
    {
        var x = value.AsDouble();
        if (Step is { } step)
        {
            return Math.Clamp((Math.Round((x - Low) / step) + 0.5) / (Steps(step) + 1), 0, 1);
        }
        return Log
            ? new UniformLaw(Math.Log(Low), Math.Log(High)).Cumulative(Math.Log(Math.Max(x, double.Epsilon)))
            : new UniformLaw(Low, High).Cumulative(x);
    }

    internal override double Place(ParameterValue value) =>
        Contains(value) ? ToUnit(value) : Laws.Beyond(Low, High, value, Log);

    /// <inheritdoc/>
    public override bool Contains(ParameterValue value)
    {
        if (!value.IsNumber)
        {
            return false;
        }
        var x = value.AsDouble();
        if (Step is not { } step)
        {
            return x >= Low && x <= High;
        }
        var k = (x - Low) / step;
        return Math.Abs(k - Math.Round(k)) <= 1e-9 * Math.Max(1, Math.Abs(k))
            && Math.Round(k) is var i
            && i >= 0
            && i <= Steps(step);
    }

    /// <inheritdoc/>
    public override IEnumerable<ParameterValue> Values()
    {
        if (Step is not { } step)
        {
            return Count is null ? [] : [FromUnit(0.5)];
        }
        return Stepped(step);
    }

    private IEnumerable<ParameterValue> Stepped(double step)
    {
        for (var i = 0L; i < (Count ?? 0); i++)
        {
            yield return At(step, i);
        }
    }

    // A range such as 0.1 … 0.5 by 0.1 has five values although (0.5 − 0.1) / 0.1 is a little below 4 in doubles.
    private double Steps(double step) => Math.Floor(((High - Low) / step) + 1e-9);

    // In decimals where they fit, so that 0.1 + 2 · 0.1 is 0.3.
    private double At(double step, double i)
    {
        var fits =
            Math.Abs(Low) < 1e12
            && Math.Abs(High) < 1e12
            && step > 1e-12
            && (Low == 0 || Math.Abs(Low) > 1e-12);
        return fits ? (double)((decimal)Low + ((decimal)i * (decimal)step)) : Low + (i * step);
    }

    internal override ParameterValue ValueAt(long index) =>
        Step is { } step ? At(step, index) : FromUnit(0.5);
}
