using System.Globalization;
using Attune.Client;
using Attune.Spaces;

namespace Attune.Kernel.Display.Sweeps;

/// <summary>A stretch of values along an axis: numbers, by ratio where they span orders of magnitude, or names.</summary>
internal sealed class Stretch
{
    // Values further apart than this look better by ratio.
    private const double WideRatio = 30;

    private readonly double _low;
    private readonly double _high;
    private readonly bool _isByRatio;
    private readonly IReadOnlyList<string>? _names;

    private Stretch(double low, double high, bool isByRatio, IReadOnlyList<string>? names) =>
        (_low, _high, _isByRatio, _names) = (low, high, isByRatio, names);

    /// <summary>The stretch that some numbers cover; those that are not finite do not count.</summary>
    public static Stretch Of(IEnumerable<double> values, bool mayBeByRatio = false)
    {
        double[] finite = [.. values.Where(double.IsFinite)];
        if (finite.Length == 0)
        {
            return new Stretch(0, 1, false, null);
        }
        var (low, high) = (finite.Min(), finite.Max());
        return low == high
            ? new Stretch(low - Air(low), high + Air(low), false, null)
            : new Stretch(low, high, mayBeByRatio && low > 0 && high / low > WideRatio, null);
    }

    /// <summary>The stretch of a parameter over some trials.</summary>
    public static Stretch Of(NamedDistribution parameter, IReadOnlyList<SweepTrial> trials)
    {
        ParameterValue[] values =
        [
            .. trials.Select(trial => trial.Values.Find(parameter.Name)).OfType<ParameterValue>(),
        ];
        if (
            parameter.Distribution is not (Choice or OrderedChoice or Constant)
            && values.All(value => value.IsNumber)
        )
        {
            return Of(values.Select(value => value.AsDouble()), mayBeByRatio: true);
        }
        string[] names =
        [
            .. parameter
                .Distribution.Values()
                .Concat(values)
                .Select(value => value.ToString())
                .Distinct(StringComparer.Ordinal),
        ];
        return new Stretch(0, Math.Max(1, names.Length - 1), false, names);
    }

    /// <summary>How far along a number lies, from 0 to 1.</summary>
    public double At(double value) =>
        _isByRatio ? Math.Log(value / _low) / Math.Log(_high / _low) : (value - _low) / (_high - _low);

    /// <summary>How far along a value lies, from 0 to 1; null when it has no place.</summary>
    public double? At(ParameterValue? value) =>
        value is not { } there ? null
        : _names is null
            ? there.IsNumber ? At(there.AsDouble())
                : null
        : Index(there.ToString()) is >= 0 and var index
            ? _names.Count == 1 ? 0.5
                : At(index)
        : null;

    /// <summary>What stands beside the axis, each with its place.</summary>
    public IEnumerable<(double At, string Text)> Marks() =>
        _names is not null
            ? _names.Take(12).Select((name, i) => (_names.Count == 1 ? 0.5 : At(i), name))
            : [(0, Text(_low)), (0.5, Text(Middle)), (1, Text(_high))];

    private double Middle => _isByRatio ? Math.Sqrt(_low * _high) : (_low + _high) / 2;

    private int Index(string name)
    {
        for (var i = 0; i < _names!.Count; i++)
        {
            if (_names[i] == name)
            {
                return i;
            }
        }
        return -1;
    }

    private static double Air(double value) => value == 0 ? 1 : Math.Abs(value) * 0.05;

    private static string Text(double value) => value.ToString("G4", CultureInfo.InvariantCulture);
}
