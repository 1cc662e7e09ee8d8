namespace Attune.Importance;

/// <summary>The variance of a sum of boxes over the unit cube, taken apart exactly.</summary>
/// <remarks>
/// f = Σ c·1[box]. With w the width of a box in a dimension and o the overlap of two boxes there, the variance of the mean of f given the
/// dimensions U is Σ over pairs of c·c′·Π_U o·Π_¬U w·w′, less the squared mean. U = {d} gives what d does alone; U = all but d, taken from the whole,
/// what is gone without it.
/// </remarks>
/// <param name="Alone">By dimension, the share of the variance of its main effect.</param>
/// <param name="Together">By dimension, the share of its total effect.</param>
internal sealed record VarianceParts(double[] Alone, double[] Together)
{
    /// <summary>The parts; all 0 when nothing varies.</summary>
    public static VarianceParts Of(IReadOnlyList<Leaf> leaves, int dimensions)
    {
        double[] volumes = [.. leaves.Select(leaf => leaf.Volume())];
        // The mean goes first, lest the rest be lost in its square.
        var mean = leaves.Zip(volumes, (leaf, volume) => leaf.Value * volume).Sum() / volumes.Sum();
        double[] values = [.. leaves.Select(leaf => leaf.Value - mean)];
        var (whole, without) = (0.0, new double[dimensions]);
        for (var l = 0; l < values.Length; l++)
        {
            for (var m = 0; m <= l; m++)
            {
                var weight = values[l] * values[m] * (l == m ? 1 : 2);
                whole += AddPair(leaves[l], leaves[m], weight, without);
            }
        }
        var alone = new double[dimensions];
        var together = new double[dimensions];
        for (var d = 0; d < dimensions && whole > 1e-12; d++)
        {
            alone[d] = Math.Clamp(MainEffect(leaves, values, volumes, d) / whole, 0, 1);
            together[d] = Math.Clamp(1 - (without[d] / whole), alone[d], 1);
        }
        return new VarianceParts(alone, together);
    }

    private static double AddPair(Leaf left, Leaf right, double weight, double[] without)
    {
        var (product, apart) = (1.0, -1);
        for (var d = 0; d < without.Length; d++)
        {
            var overlap = Overlap(left, right, d);
            if (overlap > 0)
            {
                product *= overlap;
            }
            else if (apart >= 0)
            {
                return 0;
            }
            else
            {
                apart = d;
            }
        }
        if (apart >= 0)
        {
            without[apart] += weight * product * left.Width(apart) * right.Width(apart);
            return 0;
        }
        for (var d = 0; d < without.Length; d++)
        {
            without[d] += weight * product / Overlap(left, right, d) * left.Width(d) * right.Width(d);
        }
        return weight * product;
    }

    private static double Overlap(Leaf left, Leaf right, int d) =>
        Math.Min(left.High[d], right.High[d]) - Math.Max(left.Low[d], right.Low[d]);

    // The mean over all other dimensions is a step function: each box raises it between its ends.
    private static double MainEffect(IReadOnlyList<Leaf> leaves, double[] values, double[] volumes, int d)
    {
        var steps = new SortedDictionary<double, double>();
        for (var l = 0; l < values.Length; l++)
        {
            var height = values[l] * volumes[l] / leaves[l].Width(d);
            steps[leaves[l].Low[d]] = steps.GetValueOrDefault(leaves[l].Low[d]) + height;
            steps[leaves[l].High[d]] = steps.GetValueOrDefault(leaves[l].High[d]) - height;
        }
        var (variance, level, at) = (0.0, 0.0, 0.0);
        foreach (var (place, rise) in steps)
        {
            variance += level * level * (place - at);
            (level, at) = (level + rise, place);
        }
        return variance;
    }
}
