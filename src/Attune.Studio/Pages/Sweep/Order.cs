using Attune.Spaces;

namespace Attune.Studio.Pages.Sweep;

/// <summary>How two cells of a column stand to each other; one that is empty is told apart, because it stands last either way.</summary>
internal static class Order
{
    /// <summary>Only the left one is empty.</summary>
    public const int LeftHasNone = int.MaxValue;

    /// <summary>Only the right one is empty.</summary>
    public const int RightHasNone = int.MinValue + 1;

    /// <summary>Numbers; NaN is an empty cell.</summary>
    public static int Of(double left, double right) =>
        (double.IsNaN(left), double.IsNaN(right)) switch
        {
            (true, true) => 0,
            (true, false) => LeftHasNone,
            (false, true) => RightHasNone,
            _ => left.CompareTo(right),
        };

    /// <summary>Values of a parameter: numbers by size before texts by letter; null, of a branch not taken, is an empty cell.</summary>
    public static int Of(ParameterValue? left, ParameterValue? right) =>
        (left, right) switch
        {
            (null, null) => 0,
            (null, _) => LeftHasNone,
            (_, null) => RightHasNone,
            ({ IsNumber: true } a, { IsNumber: true } b) => a.AsDouble().CompareTo(b.AsDouble()),
            ({ IsNumber: true }, _) => -1,
            (_, { IsNumber: true }) => 1,
            ({ } a, { } b) => string.CompareOrdinal(a.ToString(), b.ToString()),
        };
}
