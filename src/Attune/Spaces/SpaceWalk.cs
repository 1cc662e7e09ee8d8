namespace Attune.Spaces;

/// <summary>One walk down the tree of a space, gathering the names and values of active parameters.</summary>
internal sealed class SpaceWalk(AssignmentShapes shapes, int most)
{
    private readonly string[] _names = new string[most];
    private readonly ParameterValue[] _values = new ParameterValue[most];
    private int _count;

    public void Decode(SpaceNode[] nodes, ReadOnlySpan<double> unit)
    {
        foreach (var node in nodes)
        {
            var value = node.Distribution.FromUnit(unit[node.Index]);
            Add(node, value);
            Decode(Children(node, value), unit);
        }
    }

    public void Complete(SpaceNode[] nodes, Assignment partial, ReadOnlySpan<double> unit)
    {
        foreach (var node in nodes)
        {
            var value = partial.Find(node.Parameter.Path) is { } given
                ? Canonical(node.Distribution, given)
                : node.Distribution.FromUnit(unit[node.Index]);
            Add(node, value);
            Complete(Children(node, value), partial, unit);
        }
    }

    public void At(SpaceNode[] nodes, long index)
    {
        Span<long> digits = stackalloc long[Math.Min(nodes.Length, 256)];
        digits = nodes.Length > digits.Length ? new long[nodes.Length] : digits;
        for (var i = nodes.Length - 1; i >= 0; i--)
        {
            (index, digits[i]) = Math.DivRem(index, nodes[i].Count!.Value);
        }
        for (var i = 0; i < nodes.Length; i++)
        {
            At(nodes[i], digits[i]);
        }
    }

    public Assignment ToAssignment() =>
        _count == 0
            ? Assignment.Empty
            : new Assignment(shapes.Share(_names.AsSpan(0, _count)), _values.AsSpan(0, _count).ToArray());

    private void At(SpaceNode node, long digit)
    {
        if (node.Branches is null)
        {
            Add(node, node.ValueAt(digit));
            return;
        }
        var option = 0;
        while (SpaceNode.CountAll(node.Branches[option])!.Value is var size && digit >= size)
        {
            digit -= size;
            option++;
        }
        Add(node, ((Choice)node.Distribution).ValueOf(option));
        At(node.Branches[option], digit);
    }

    private void Add(SpaceNode node, ParameterValue value)
    {
        _names[_count] = node.Parameter.Path;
        _values[_count++] = value;
    }

    private static SpaceNode[] Children(SpaceNode node, ParameterValue value) =>
        node.Branches is { } branches && ((Choice)node.Distribution).IndexOf(value) is >= 0 and var option
            ? branches[option]
            : [];

    // 1 for 1.0 and the like: the same point must not look like two.
    private static ParameterValue Canonical(Distribution distribution, ParameterValue given)
    {
        if (distribution is Constant or Choice or OrderedChoice)
        {
            var listed = distribution.Values().ToList();
            return listed.Contains(given) ? given : listed.FirstOrDefault(given.Matches, given);
        }
        var kind = distribution.FromUnit(0.5).Kind;
        return kind == given.Kind ? given
            : kind == ValueKind.Float ? ParameterValue.Of(given.AsDouble())
            : ParameterValue.Of((long)given.AsDouble());
    }
}
