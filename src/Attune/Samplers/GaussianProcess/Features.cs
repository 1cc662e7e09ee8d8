using Attune.Spaces;

namespace Attune.Samplers.GaussianProcess;

/// <summary>Turns points of the unit cube into coordinates whose Euclidean distances mean something to the kernel. Immutable.</summary>
/// <remarks>
/// A number is its place in the unit interval. A nominal parameter is a corner of a simplex, so that any two options are 1 apart. A number
/// that is sometimes inactive lies on an arc, and is its centre while it is inactive: equally far from all values (F. Hutter and M. A.
/// Osborne, "A kernel for hierarchical parameter spaces", 2013, arXiv 1310.5738, section 3). Each dimension has one length-scale.
/// </remarks>
internal sealed class Features
{
    // More ordered values than this are searched as a continuum.
    private const int MostSteps = 16;

    private readonly SearchSpace _space;
    private readonly double _arc;
    private readonly int[] _dimensionOfCoordinate;
    private readonly int[][] _descendants;

    public Features(SearchSpace space, double arc)
    {
        (_space, _arc) = (space, arc);
        var first = 0;
        var dimensions = new List<Dimension>();
        for (var p = 0; p < space.Parameters.Count; p++)
        {
            if (space.Parameters[p].Distribution.Count != 1)
            {
                dimensions.Add(Of(p, first));
                first += dimensions[^1].Coordinates;
            }
        }
        Dimensions = [.. dimensions];
        Coordinates = first;
        _descendants =
        [
            .. space.Parameters.Select(
                (_, parent) =>
                    Enumerable
                        .Range(0, space.Parameters.Count)
                        .Where(p => space.Parameters[p].ActiveWhen.Items.Any(each => each.Parent == parent))
                        .ToArray()
            ),
        ];
        _dimensionOfCoordinate =
        [
            .. dimensions.SelectMany((each, index) => Enumerable.Repeat(index, each.Coordinates)),
        ];
    }

    /// <summary>The parameters that vary.</summary>
    public Dimension[] Dimensions { get; }

    /// <summary>Numbers that a point has for the kernel.</summary>
    public int Coordinates { get; }

    /// <summary>The dimension that a coordinate belongs to.</summary>
    public int DimensionOf(int coordinate) => _dimensionOfCoordinate[coordinate];

    /// <summary>Moves each number to the nearest place that has a value; inactive parameters keep theirs.</summary>
    public void Round(Span<double> unit)
    {
        foreach (var dimension in Dimensions)
        {
            ref var u = ref unit[dimension.Parameter];
            if (dimension.Grid.Length > 0)
            {
                u = dimension.Grid[StepOf(dimension, u)];
            }
            else if (dimension.Rounds)
            {
                var distribution = _space.Parameters[dimension.Parameter].Distribution;
                u = distribution.ToUnit(distribution.FromUnit(u));
            }
        }
    }

    /// <summary>The option whose part of the interval this is, or the step that is nearest.</summary>
    public static int StepOf(Dimension dimension, double unit)
    {
        if (dimension.Variation == Variation.Nominal)
        {
            return Choice.Bin(unit, dimension.Grid.Length);
        }
        var nearest = 0;
        for (var i = 1; i < dimension.Grid.Length; i++)
        {
            nearest =
                Math.Abs(dimension.Grid[i] - unit) < Math.Abs(dimension.Grid[nearest] - unit) ? i : nearest;
        }
        return nearest;
    }

    /// <summary>Which parameters are active at a point.</summary>
    public void Activity(ReadOnlySpan<double> unit, Span<bool> active)
    {
        for (var p = 0; p < active.Length; p++)
        {
            active[p] = true;
            foreach (var condition in _space.Parameters[p].ActiveWhen.Items)
            {
                active[p] &=
                    active[condition.Parent]
                    && condition.Options.Items.Contains(OptionAt(condition.Parent, unit[condition.Parent]));
            }
        }
    }

    /// <summary>Writes a point's coordinates.</summary>
    public void Write(ReadOnlySpan<double> unit, ReadOnlySpan<bool> active, Span<double> coordinates)
    {
        foreach (var dimension in Dimensions)
        {
            var u = unit[dimension.Parameter];
            var to = coordinates.Slice(dimension.First, dimension.Coordinates);
            to.Clear();
            if (!active[dimension.Parameter])
            {
                continue;
            }
            if (dimension.Variation == Variation.Nominal)
            {
                var option = StepOf(dimension, u);
                if (to.Length == 1)
                {
                    to[0] = option;
                }
                else
                {
                    to[option] = Math.Sqrt(0.5);
                }
            }
            else if (dimension.IsConditional)
            {
                var angle = Math.PI * _arc * u;
                (to[0], to[1]) = (Math.Cos(angle) / (Math.PI * _arc), Math.Sin(angle) / (Math.PI * _arc));
            }
            else
            {
                to[0] = u;
            }
        }
    }

    /// <summary>∂coordinate/∂u of a numeric dimension's coordinates at a point where it is active.</summary>
    public (double First, double Second) Derivative(Dimension dimension, double unit) =>
        dimension.IsConditional
            ? (-Math.Sin(Math.PI * _arc * unit), Math.Cos(Math.PI * _arc * unit))
            : (1, 0);

    /// <summary>Whether options of this dimension make other parameters active.</summary>
    public bool IsParent(Dimension dimension) => _descendants[dimension.Parameter].Length > 0;

    /// <summary>The parameters that are active, directly or not, only with some option of this dimension.</summary>
    public ReadOnlySpan<int> Descendants(Dimension dimension) => _descendants[dimension.Parameter];

    /// <summary>The places of the next values below and above of a number that is rounded.</summary>
    public IEnumerable<double> Neighbours(Dimension dimension, double unit)
    {
        var distribution = _space.Parameters[dimension.Parameter].Distribution;
        double step = distribution switch
        {
            IntRange { Step: var each } => each,
            FloatRange { Step: { } each } => each,
            QUniform { Q: var each } => each,
            QLogUniform { Q: var each } => each,
            QNormal { Q: var each } => each,
            QLogNormal { Q: var each } => each,
            _ => 1,
        };
        var value = distribution.FromUnit(unit);
        if (!value.IsNumber)
        {
            yield break;
        }
        foreach (var next in (double[])[value.AsDouble() - step, value.AsDouble() + step])
        {
            var place = distribution.ToUnit(next);
            if (!distribution.FromUnit(place).Equals(value))
            {
                yield return place;
            }
        }
    }

    private int OptionAt(int parameter, double unit) =>
        Choice.Bin(unit, ((Choice)_space.Parameters[parameter].Distribution).Options.Count);

    private Dimension Of(int p, int first)
    {
        var (_, distribution, conditions) = _space.Parameters[p];
        var conditional = conditions.Count > 0;
        if (distribution is Choice { Options.Count: var options })
        {
            var coordinates = options == 2 && !conditional ? 1 : options;
            return new Dimension(p, Variation.Nominal, Bins(options), true, conditional, first, coordinates);
        }
        var coordinatesOfNumber = conditional ? 2 : 1;
        if (distribution is OrderedChoice { Options.Count: var steps and <= MostSteps })
        {
            return new Dimension(
                p,
                Variation.Stepped,
                Bins(steps),
                true,
                conditional,
                first,
                coordinatesOfNumber
            );
        }
        if (distribution.Count is <= MostSteps)
        {
            double[] grid = [.. distribution.Values().Select(distribution.ToUnit)];
            return new Dimension(p, Variation.Stepped, grid, true, conditional, first, coordinatesOfNumber);
        }
        var rounds =
            distribution is not (Uniform or LogUniform or Normal or LogNormal or FloatRange { Step: null });
        return new Dimension(p, Variation.Smooth, [], rounds, conditional, first, coordinatesOfNumber);
    }

    private static double[] Bins(int count) => [.. Enumerable.Range(0, count).Select(i => (i + 0.5) / count)];
}
