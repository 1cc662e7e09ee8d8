namespace Attune.Spaces;

/// <summary>The rules that several distributions share; each answers with every problem it finds.</summary>
internal static class Checks
{
    // exp overflows beyond this exponent.
    public const double LargestExponent = 709;

    public static IEnumerable<Problem> Bounds(string path, Number min, Number max)
    {
        if (!double.IsFinite(min) || !double.IsFinite(max))
        {
            yield return new Problem(path, "The bounds must be finite numbers.");
        }
        else if (min.Value > max.Value)
        {
            yield return new Problem(
                $"{path}.min_value",
                $"min_value {min} is above max_value {max}.",
                "Swap the two."
            );
        }
    }

    public static IEnumerable<Problem> Exponents(string path, Number min, Number max)
    {
        foreach (var problem in Bounds(path, min, max))
        {
            yield return problem;
        }
        if (double.IsFinite(max) && max.Value > LargestExponent)
        {
            yield return new Problem(
                $"{path}.max_value",
                $"exp({max}) is too large for a number.",
                "The bounds of a log distribution are natural logarithms of the values."
            );
        }
    }

    public static IEnumerable<Problem> Spread(string path, Number mu, Number sigma)
    {
        if (!double.IsFinite(mu))
        {
            yield return new Problem($"{path}.mu", "mu must be a finite number.");
        }
        if (!double.IsFinite(sigma) || sigma.Value <= 0)
        {
            yield return new Problem($"{path}.sigma", $"sigma must be above 0, not {sigma}.");
        }
    }

    public static IEnumerable<Problem> Step(string path, Number q)
    {
        if (!double.IsFinite(q) || q.Value <= 0)
        {
            yield return new Problem($"{path}.q", $"q must be above 0, not {q}.");
        }
    }

    public static IEnumerable<Problem> Duplicates<T>(string path, IEnumerable<T> values)
        where T : notnull
    {
        var seen = new HashSet<T>();
        var position = 0;
        foreach (var value in values)
        {
            if (!seen.Add(value))
            {
                yield return new Problem(
                    $"{path}.values[{position}]",
                    $"The value {value} is listed more than once.",
                    "It is drawn more often, but evaluated once.",
                    Severity.Warning
                );
            }
            position++;
        }
    }
}
