using Attune.Numerics;

namespace Attune.Importance;

/// <summary>Grows a regression tree: each split is the one that lessens the squared deviations most, of some dimensions chosen at random.</summary>
/// <param name="points">n × d.</param>
/// <param name="targets">n.</param>
/// <param name="steps">By dimension, how many values it has; 0 when there is no bound.</param>
/// <param name="least">The fewest points of a leaf.</param>
/// <param name="random">Chooses.</param>
internal sealed class Tree(double[][] points, double[] targets, int[] steps, int least, RandomStream random)
{
    // With more values than this the place of a split within its gap is drawn, as for a continuum.
    private const int FewSteps = 64;

    // Of the dimensions, for each split.
    private const double TriedShare = 5.0 / 6;

    private readonly List<Leaf> _leaves = [];

    /// <summary>The leaves of a tree over some points, which may come several times.</summary>
    public List<Leaf> Grow(int[] rows)
    {
        var low = new double[steps.Length];
        var high = new double[steps.Length];
        Array.Fill(high, 1);
        Split(rows, low, high);
        return _leaves;
    }

    private void Split(int[] rows, double[] low, double[] high)
    {
        var mean = rows.Average(row => targets[row]);
        if (rows.Length < 2 * least || Best(rows, mean) is not var (dimension, at))
        {
            _leaves.Add(new Leaf(low, high, mean));
            return;
        }
        var (middle, rest) = ((double[])[.. high], (double[])[.. low]);
        (middle[dimension], rest[dimension]) = (at, at);
        Split([.. rows.Where(row => points[row][dimension] < at)], low, middle);
        Split([.. rows.Where(row => points[row][dimension] >= at)], rest, high);
    }

    private (int Dimension, double At)? Best(int[] rows, double mean)
    {
        (int, double)? best = null;
        var most = 1e-12;
        foreach (var d in Tried())
        {
            var sorted = rows.ToArray();
            var keys = Array.ConvertAll(sorted, row => points[row][d]);
            Array.Sort(keys, sorted);
            var sum = 0.0;
            for (var i = 0; i + least < sorted.Length; i++)
            {
                sum += targets[sorted[i]] - mean;
                if (i + 1 < least || !(keys[i + 1] > keys[i]))
                {
                    continue;
                }
                // Between-group sum of squares; the two sums are opposite.
                var gain = sum * sum * ((1.0 / (i + 1)) + (1.0 / (sorted.Length - i - 1)));
                if (gain > most)
                {
                    (most, best) = (gain, (d, Between(d, keys[i], keys[i + 1])));
                }
            }
        }
        return best;
    }

    private double Between(int dimension, double below, double above)
    {
        var share = steps[dimension] is > 0 and <= FewSteps ? 0.5 : random.NextDouble();
        var at = below + (share * (above - below));
        return at > below ? at : above;
    }

    private IEnumerable<int> Tried()
    {
        int[] all = [.. Enumerable.Range(0, steps.Length)];
        var count = Math.Max(1, (int)Math.Ceiling(TriedShare * all.Length));
        for (var i = 0; i < count; i++)
        {
            var other = i + random.NextInt(all.Length - i);
            (all[i], all[other]) = (all[other], all[i]);
            yield return all[i];
        }
    }
}
