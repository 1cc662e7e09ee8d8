using Attune.Numerics;

namespace Attune.Spaces;

/// <summary>A continuous law behind a distribution: its quantile function, its inverse, and its support.</summary>
internal interface ILaw
{
    double Low { get; }
    double High { get; }
    double Quantile(double unit);
    double Cumulative(double x);
}

internal readonly record struct UniformLaw(double Low, double High) : ILaw
{
    // Not low + u·(high − low): that difference may overflow.
    public double Quantile(double unit) => Math.Clamp((Low * (1 - unit)) + (High * unit), Low, High);

    public double Cumulative(double x) =>
        Low >= High ? 0.5 : Math.Clamp(((x / 2) - (Low / 2)) / ((High / 2) - (Low / 2)), 0, 1);
}

/// <summary>exp(U(min, max)): the bounds are natural logarithms.</summary>
internal readonly record struct LogUniformLaw(double Min, double Max) : ILaw
{
    public double Low => Laws.Exp(Min);
    public double High => Laws.Exp(Max);

    public double Quantile(double unit) =>
        Math.Clamp(Laws.Exp(new UniformLaw(Min, Max).Quantile(unit)), Low, High);

    public double Cumulative(double x) => x <= 0 ? 0 : new UniformLaw(Min, Max).Cumulative(Math.Log(x));
}

internal readonly record struct NormalLaw(double Mu, double Sigma) : ILaw
{
    public double Low => double.NegativeInfinity;
    public double High => double.PositiveInfinity;

    public double Quantile(double unit) =>
        Math.Clamp(Mu + (Sigma * Laws.Normal(unit)), -double.MaxValue, double.MaxValue);

    public double Cumulative(double x) => NormalDistribution.Cumulative((x - Mu) / Sigma);
}

/// <summary>exp(N(mu, sigma)): mu and sigma are of the logarithm.</summary>
internal readonly record struct LogNormalLaw(double Mu, double Sigma) : ILaw
{
    public double Low => 0;
    public double High => double.PositiveInfinity;

    public double Quantile(double unit) => Laws.Exp(Mu + (Sigma * Laws.Normal(unit)));

    public double Cumulative(double x) =>
        x <= 0 ? 0 : NormalDistribution.Cumulative((Math.Log(x) - Mu) / Sigma);
}

/// <summary>Values from laws, plain and quantised.</summary>
internal static class Laws
{
    public static double Exp(double x) => Math.Min(Math.Exp(x), double.MaxValue);

    // A draw of exactly 0 or 1 is no normal number: half a step inside.
    public static double Normal(double unit) =>
        NormalDistribution.Quantile(Math.Clamp(unit, 1.0 / (1L << 54), 1 - (1.0 / (1L << 53))));

    public static ParameterValue Plain<TLaw>(TLaw law, double unit)
        where TLaw : ILaw => ParameterValue.Of(law.Quantile(Math.Clamp(unit, 0, 1)));

    public static bool PlainContains<TLaw>(TLaw law, ParameterValue value)
        where TLaw : ILaw
    {
        if (!value.IsNumber)
        {
            return false;
        }
        var x = value.AsDouble();
        return x >= Slack(law.Low, -1) && x <= Slack(law.High, 1);
    }

    /// <summary>round(x/q)·q; halves go to the even multiple, as Python's <c>round</c> does.</summary>
    public static ParameterValue Quantised<TLaw>(TLaw law, double unit, double q, bool integers)
        where TLaw : ILaw => Multiple(Math.Round(law.Quantile(Math.Clamp(unit, 0, 1)) / q), q, integers);

    public static ParameterValue Multiple(double k, double q, bool integers)
    {
        var value = Math.Clamp(k * q, -double.MaxValue, double.MaxValue);
        return integers && Math.Abs(value) < 9.2e18
            ? ParameterValue.Of((long)value)
            : ParameterValue.Of(value);
    }

    /// <summary>The centre, in probability, of the bin of values that round to this one.</summary>
    public static double QuantisedUnit<TLaw>(TLaw law, double value, double q)
        where TLaw : ILaw
    {
        var k = Math.Round(value / q);
        return (law.Cumulative((k - 0.5) * q) + law.Cumulative((k + 0.5) * q)) / 2;
    }

    public static bool QuantisedContains<TLaw>(TLaw law, ParameterValue value, double q)
        where TLaw : ILaw
    {
        if (!value.IsNumber)
        {
            return false;
        }
        var k = value.AsDouble() / q;
        return Math.Abs(k - Math.Round(k)) <= 1e-9 * Math.Max(1, Math.Abs(k))
            && Math.Round(k) >= Math.Round(law.Low / q)
            && Math.Round(k) <= Math.Round(law.High / q);
    }

    public static long? QuantisedCount<TLaw>(TLaw law, double q)
        where TLaw : ILaw
    {
        var count = Math.Round(law.High / q) - Math.Round(law.Low / q) + 1;
        return count is >= 1 and <= SearchSpace.MostCounted ? (long)count : null;
    }

    public static IEnumerable<ParameterValue> QuantisedValues<TLaw>(TLaw law, double q, bool integers)
        where TLaw : ILaw
    {
        for (var i = 0L; i < (QuantisedCount(law, q) ?? 0); i++)
        {
            yield return QuantisedAt(law, i, q, integers);
        }
    }

    public static ParameterValue QuantisedAt<TLaw>(TLaw law, long index, double q, bool integers)
        where TLaw : ILaw => Multiple(Math.Round(law.Low / q) + index, q, integers);

    /// <summary>Where a number beyond the bounds of a range lies, in lengths of the range from its start; NaN where it has no place, or is off the
    /// steps within.</summary>
    public static double Beyond(double low, double high, ParameterValue value, bool log)
    {
        if (!value.IsNumber || low >= high)
        {
            return double.NaN;
        }
        var x = value.AsDouble();
        var place =
            !log ? ((x / 2) - (low / 2)) / ((high / 2) - (low / 2))
            : x > 0 ? (Math.Log(x) - Math.Log(low)) / (Math.Log(high) - Math.Log(low))
            : double.NaN;
        return double.IsFinite(place) && place is < 0 or > 1 ? place : double.NaN;
    }

    // exp and log lose a few units in the last place between a bound and its text.
    private static double Slack(double bound, int sign) =>
        double.IsFinite(bound) ? bound + (sign * Math.Abs(bound) * 1e-12) : bound;
}
