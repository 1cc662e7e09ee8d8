using Attune.Studies;

namespace Attune.Studio.Charts;

/// <summary>Which points no other beats in both of two measures.</summary>
internal static class ParetoFront
{
    /// <summary>The indexes of the points on the front, by the first measure from its best; of equal points each one.</summary>
    /// <param name="points">Pairs; those that are not finite are never on the front.</param>
    /// <param name="first">Which direction of the first is better.</param>
    /// <param name="second">Which direction of the second is better.</param>
    public static List<int> Of(IReadOnlyList<(double First, double Second)> points, Goal first, Goal second)
    {
        var front = new List<int>();
        var best = (First: double.NaN, Second: double.PositiveInfinity);
        foreach (
            var index in Enumerable
                .Range(0, points.Count)
                .Where(i => double.IsFinite(points[i].First) && double.IsFinite(points[i].Second))
                .OrderBy(i => Cost(points[i].First, first))
                .ThenBy(i => Cost(points[i].Second, second))
                .ThenBy(i => i)
        )
        {
            var (left, right) = (Cost(points[index].First, first), Cost(points[index].Second, second));
            if (right < best.Second || (right.Equals(best.Second) && left.Equals(best.First)))
            {
                front.Add(index);
                best = (left, right);
            }
        }
        return front;
    }

    private static double Cost(double value, Goal goal) => goal == Goal.Maximize ? -value : value;
}
