using Attune.Spaces;

namespace Attune.Samplers.Tpe;

/// <summary>A parameter that varies, as a dimension of the model: a place in [0, 1], or the index of an option.</summary>
internal sealed class Axis
{
    /// <summary>The coordinate of a parameter that is not active.</summary>
    public const double Inactive = -1;

    private readonly Distribution _distribution;
    private readonly (int Axis, ulong[] Options)[] _conditions;

    private Axis(int index, Parameter parameter, (int, ulong[])[] conditions)
    {
        (Index, _distribution, _conditions) = (index, parameter.Distribution, conditions);
        Options = parameter.Distribution is Choice choice ? choice.Options.Count : 0;
        IsDiscrete = Options == 0 && parameter.Distribution.Count is not null;
        Floor = IsDiscrete ? Math.Min(0.25, 0.5 / parameter.Distribution.Count!.Value) : 0;
    }

    /// <summary>The parameter's index in the space.</summary>
    public int Index { get; }

    /// <summary>The number of options without an order; 0 for a number or an ordered choice.</summary>
    public int Options { get; }

    public bool IsNominal => Options > 0;

    /// <summary>Whether it is a number with a list of values.</summary>
    public bool IsDiscrete { get; }

    public bool IsConditional => _conditions.Length > 0;

    /// <summary>The least bandwidth that can reach the neighbouring value.</summary>
    public double Floor { get; }

    /// <summary>The axes of a space: its parameters with more than one value, parents first.</summary>
    public static Axis[] Of(SearchSpace space)
    {
        var places = new Dictionary<int, int>();
        var axes = new List<Axis>();
        for (var i = 0; i < space.Parameters.Count; i++)
        {
            var parameter = space.Parameters[i];
            if (parameter.Distribution.Count == 1)
            {
                continue;
            }
            // A parent with a single option always has it.
            var conditions = parameter
                .ActiveWhen.Where(condition => places.ContainsKey(condition.Parent))
                .Select(condition => (places[condition.Parent], Bits(condition.Options)));
            places[i] = axes.Count;
            axes.Add(new Axis(i, parameter, [.. conditions]));
        }
        return [.. axes];
    }

    /// <summary>Whether it is active in a point whose earlier coordinates are set.</summary>
    public bool IsActive(ReadOnlySpan<double> point)
    {
        foreach (var (axis, options) in _conditions)
        {
            var option = (int)point[axis];
            if (option < 0 || (options[option >> 6] >> (option & 63) & 1) == 0)
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>The coordinate at a place of the unit interval; for a number with a list of values, that of the value.</summary>
    public double At(double unit) =>
        IsNominal ? Math.Clamp((int)(unit * Options), 0, Options - 1)
        : IsDiscrete ? _distribution.ToUnit(_distribution.FromUnit(unit))
        : unit;

    /// <summary>The place in the unit interval of a coordinate.</summary>
    public double Unit(double coordinate) => IsNominal ? (coordinate + 0.5) / Options : coordinate;

    private static ulong[] Bits(ValueList<int> options)
    {
        var bits = new ulong[(options.Items.Max() >> 6) + 1];
        foreach (var option in options)
        {
            bits[option >> 6] |= 1UL << (option & 63);
        }
        return bits;
    }
}
