namespace Attune.Spaces;

/// <summary>Writes a search space in C#; see <see cref="SearchSpace.Build"/>. Not thread-safe.</summary>
public sealed class SearchSpaceBuilder
{
    private readonly List<NamedDistribution> _declared = [];
    private readonly List<ForbiddenCombination> _forbidden = [];

    internal SearchSpaceBuilder() { }

    /// <summary>A float from <paramref name="low"/> to <paramref name="high"/>, both included; in steps when one is given.</summary>
    public SearchSpaceBuilder Float(string name, double low, double high, double? step = null) =>
        Add(
            name,
            new FloatRange
            {
                Low = low,
                High = high,
                Step = step,
            }
        );

    /// <summary>A float whose logarithm is uniform; the bounds are the values themselves, above 0.</summary>
    public SearchSpaceBuilder LogFloat(string name, double low, double high) =>
        Add(
            name,
            new FloatRange
            {
                Low = low,
                High = high,
                Log = true,
            }
        );

    /// <summary>An integer from <paramref name="low"/> to <paramref name="high"/>, both included.</summary>
    public SearchSpaceBuilder Int(string name, long low, long high, long step = 1) =>
        Add(
            name,
            new IntRange
            {
                Low = low,
                High = high,
                Step = step,
            }
        );

    /// <summary>An integer, small ones searched as finely as large ones; <paramref name="low"/> is at least 1.</summary>
    public SearchSpaceBuilder LogInt(string name, long low, long high) =>
        Add(
            name,
            new IntRange
            {
                Low = low,
                High = high,
                Log = true,
            }
        );

    /// <summary>One of several options without an order: values, and branches made by <see cref="Branch.Of"/>.</summary>
    public SearchSpaceBuilder Choice(string name, params ReadOnlySpan<ChoiceOption> options) =>
        Add(name, Spaces.Choice.Of(options));

    /// <summary>One of several values whose order means something.</summary>
    public SearchSpaceBuilder Ordered(string name, params ReadOnlySpan<ParameterValue> options) =>
        Add(name, OrderedChoice.Of(options));

    /// <summary>True or false.</summary>
    public SearchSpaceBuilder Flag(string name) => Choice(name, false, true);

    /// <summary>Always the same value.</summary>
    public SearchSpaceBuilder Constant(string name, ParameterValue value) =>
        Add(name, new Constant { Value = value });

    /// <summary>A parameter of any distribution.</summary>
    public SearchSpaceBuilder Add(string name, Distribution distribution)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(distribution);
        _declared.Add(new NamedDistribution(name, distribution));
        return this;
    }

    /// <summary>Never try these values together: <c>.Forbid(("booster", "dart"), ("trees", 1000))</c>.</summary>
    public SearchSpaceBuilder Forbid(params ReadOnlySpan<(string Path, ParameterValue Value)> combination)
    {
        var where = combination.ToArray().Select(clause => new ForbiddenValues(clause.Path, [clause.Value]));
        _forbidden.Add(new ForbiddenCombination(ValueList.From(where)));
        return this;
    }

    internal SearchSpace ToSpace() => new(ValueList.From(_declared), ValueList.From(_forbidden));
}
