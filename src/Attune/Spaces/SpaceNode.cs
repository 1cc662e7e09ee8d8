namespace Attune.Spaces;

/// <summary>A parameter in the tree of a search space; its index is its place among the flattened parameters.</summary>
/// <param name="Index">Index of <see cref="Parameter"/>.</param>
/// <param name="Parameter">The flattened parameter.</param>
/// <param name="Branches">For a conditional choice the children of each option (none for a plain value); null otherwise.</param>
internal sealed record SpaceNode(int Index, Parameter Parameter, SpaceNode[][]? Branches)
{
    private ParameterValue[]? _values;

    public Distribution Distribution => Parameter.Distribution;

    /// <summary>The value at an index of the different values, in declaration order; only for countable distributions without branches.</summary>
    public ParameterValue ValueAt(long index) =>
        Distribution is Choice or OrderedChoice
            ? (_values ??= [.. Distribution.Values()])[index]
            : Distribution.ValueAt(index);

    /// <summary>Number of assignments of this parameter and all below it; null when without bound.</summary>
    public long? Count { get; } = CountOf(Parameter.Distribution, Branches);

    public static long? CountAll(SpaceNode[] nodes)
    {
        var product = 1.0;
        foreach (var node in nodes)
        {
            if (node.Count is not { } count || (product *= count) > SearchSpace.MostCounted)
            {
                return null;
            }
        }
        return (long)product;
    }

    private static long? CountOf(Distribution distribution, SpaceNode[][]? branches)
    {
        if (branches is null)
        {
            return distribution.Count;
        }
        var sum = 0L;
        foreach (var children in branches)
        {
            if (CountAll(children) is not { } count || (sum += count) > SearchSpace.MostCounted)
            {
                return null;
            }
        }
        return sum;
    }

    /// <summary>Builds the tree, adding every parameter to <paramref name="flat"/>: parents before children, in declaration order.</summary>
    public static SpaceNode[] Grow(
        ValueList<NamedDistribution> entries,
        string prefix,
        ValueList<Condition> activeWhen,
        List<Parameter> flat
    )
    {
        var nodes = new List<SpaceNode>();
        foreach (var (name, distribution) in entries)
        {
            var parameter = new Parameter(prefix + name, distribution, activeWhen);
            var index = flat.Count;
            flat.Add(parameter);
            var branches = distribution is Choice { IsConditional: true } choice
                ? GrowBranches(choice, index, parameter, flat)
                : null;
            nodes.Add(new SpaceNode(index, parameter, branches));
        }
        return [.. nodes];
    }

    private static SpaceNode[][] GrowBranches(
        Choice choice,
        int index,
        Parameter parameter,
        List<Parameter> flat
    )
    {
        var branches = choice
            .Options.Select((option, position) => Below([position], option.Branch?.Entries ?? []))
            .ToArray();
        foreach (var (options, entries) in choice.Shared)
        {
            var shared = Below(options, entries);
            foreach (var option in options)
            {
                branches[option] = [.. branches[option], .. shared];
            }
        }
        return branches;

        SpaceNode[] Below(ValueList<int> options, ValueList<NamedDistribution> entries) =>
            Grow(
                entries,
                FormattableString.Invariant($"{parameter.Path}[{string.Join(',', options)}]."),
                [.. parameter.ActiveWhen, new Condition(index, options)],
                flat
            );
    }
}
