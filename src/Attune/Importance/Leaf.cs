namespace Attune.Importance;

/// <summary>A box of the unit cube in which a tree has one value.</summary>
/// <param name="Low">By dimension, where it begins.</param>
/// <param name="High">By dimension, where it ends; above <paramref name="Low"/>.</param>
/// <param name="Value">The value there.</param>
internal sealed record Leaf(double[] Low, double[] High, double Value)
{
    /// <summary>The share of a dimension that the box takes.</summary>
    public double Width(int dimension) => High[dimension] - Low[dimension];

    /// <summary>The share of the cube that the box takes.</summary>
    public double Volume()
    {
        var volume = 1.0;
        for (var d = 0; d < Low.Length; d++)
        {
            volume *= Width(d);
        }
        return volume;
    }

    /// <summary>Whether a point lies in it; of two boxes that touch, the upper one holds what is between them.</summary>
    public bool Holds(double[] point)
    {
        for (var d = 0; d < Low.Length; d++)
        {
            if (point[d] < Low[d] || (point[d] >= High[d] && High[d] < 1))
            {
                return false;
            }
        }
        return true;
    }
}
