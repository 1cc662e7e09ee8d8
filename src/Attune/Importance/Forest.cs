using Attune.Numerics;

namespace Attune.Importance;

/// <summary>A random forest: trees, each grown from as many points as there are, drawn with repetition.</summary>
/// <remarks>L. Breiman, "Random forests" (Machine Learning 45, 2001); the share of tried dimensions and the size of leaves follow the forests that
/// tune algorithms.</remarks>
/// <param name="Leaves">The leaves of all trees, each with its part of the mean.</param>
/// <param name="Foretold">The share of the targets' variance that is foretold of points by the trees that were not grown from them.</param>
internal sealed record Forest(List<Leaf> Leaves, double Foretold)
{
    private const int Trees = 32;

    // A leaf holds about this share of the points, so that a forest over many is no larger than needed.
    private const int LeavesOfTree = 128;

    public static Forest Grow(Places places, double[] targets, RandomStreams streams)
    {
        var n = places.Count;
        var leaves = new List<Leaf>();
        var (sums, counts) = (new double[n], new int[n]);
        for (var t = 0; t < Trees; t++)
        {
            var random = streams.For(t, "forest");
            var points = places.Draw(random);
            var (bag, isIn) = (new int[n], new bool[n]);
            for (var i = 0; i < n; i++)
            {
                bag[i] = random.NextInt(n);
                isIn[bag[i]] = true;
            }
            var tree = new Tree(
                points,
                targets,
                places.Steps,
                Math.Max(n < 50 ? 1 : 3, n / LeavesOfTree),
                random
            );
            var grown = tree.Grow(bag);
            for (var i = 0; i < n; i++)
            {
                if (!isIn[i])
                {
                    sums[i] += grown.Find(leaf => leaf.Holds(points[i]))!.Value;
                    counts[i]++;
                }
            }
            leaves.AddRange(grown.Select(leaf => leaf with { Value = leaf.Value / Trees }));
        }
        return new Forest(leaves, Share(targets, sums, counts));
    }

    private static double Share(double[] targets, double[] sums, int[] counts)
    {
        int[] told = [.. Enumerable.Range(0, targets.Length).Where(i => counts[i] > 0)];
        if (told.Length < 2)
        {
            return double.NaN;
        }
        var mean = told.Average(i => targets[i]);
        var all = told.Sum(i => (targets[i] - mean) * (targets[i] - mean));
        var left = told.Sum(i => Math.Pow(targets[i] - (sums[i] / counts[i]), 2));
        return all > 0 ? 1 - (left / all) : double.NaN;
    }
}
