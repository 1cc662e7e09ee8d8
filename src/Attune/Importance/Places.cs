using Attune.Numerics;
using Attune.Spaces;
using Attune.Studies;

namespace Attune.Importance;

/// <summary>Where trials lie: n × d numbers of [0, 1], options without an order put in that of their mean target. Immutable.</summary>
internal sealed class Places
{
    private readonly double[][] _points;
    private readonly bool[] _isNominal;

    /// <summary>The places of some outcomes.</summary>
    /// <param name="space">The space.</param>
    /// <param name="varied">Indexes of the d parameters that vary.</param>
    /// <param name="outcomes">n outcomes.</param>
    /// <param name="targets">Their n targets.</param>
    public Places(SearchSpace space, int[] varied, List<Outcome> outcomes, double[] targets)
    {
        Dimensions = varied.Length;
        _points = [.. outcomes.Select(outcome => PointOf(space, varied, outcome.Assignment))];
        _isNominal = [.. varied.Select(p => space.Parameters[p].Distribution is Choice)];
        Steps =
        [
            .. varied.Select(p => (int)Math.Min(space.Parameters[p].Distribution.Count ?? 0, int.MaxValue)),
        ];
        for (var d = 0; d < varied.Length; d++)
        {
            if (space.Parameters[varied[d]].Distribution is Choice { Options.Count: var options })
            {
                // Options that come twice keep both places.
                Steps[d] = options;
                Order(d, options, targets);
            }
        }
    }

    /// <summary>Number of points.</summary>
    public int Count => _points.Length;

    /// <summary>Numbers of a point.</summary>
    public int Dimensions { get; }

    /// <summary>By dimension, how many values it has; 0 when there is no bound.</summary>
    public int[] Steps { get; }

    /// <summary>The points for one tree: what is not active lies at random.</summary>
    public double[][] Draw(RandomStream random) =>
        [
            .. _points.Select(point =>
            {
                var drawn = point;
                for (var d = 0; d < point.Length; d++)
                {
                    if (double.IsNaN(point[d]))
                    {
                        drawn = ReferenceEquals(drawn, point) ? [.. point] : drawn;
                        drawn[d] =
                            Steps[d] > 0 ? (random.NextInt(Steps[d]) + 0.5) / Steps[d] : random.NextDouble();
                    }
                }
                return drawn;
            }),
        ];

    /// <summary>The rank correlation of a dimension with the values; NaN without an order or with fewer than five active trials.</summary>
    public double Direction(int dimension, List<Outcome> outcomes)
    {
        int[] active = [.. Enumerable.Range(0, Count).Where(i => !double.IsNaN(_points[i][dimension]))];
        return _isNominal[dimension] || active.Length < 5
            ? double.NaN
            : RankCorrelation.Of(
                [.. active.Select(i => _points[i][dimension])],
                [.. active.Select(i => outcomes[i].Value)]
            );
    }

    private static double[] PointOf(SearchSpace space, int[] varied, Assignment assignment)
    {
        var unit = space.Encode(assignment);
        return
        [
            .. varied.Select(p => assignment.Find(space.Parameters[p].Path) is null ? double.NaN : unit[p]),
        ];
    }

    private void Order(int dimension, int options, double[] targets)
    {
        var (sums, counts) = (new double[options], new int[options]);
        for (var i = 0; i < Count; i++)
        {
            if (!double.IsNaN(_points[i][dimension]))
            {
                var option = Choice.Bin(_points[i][dimension], options);
                sums[option] += targets[i];
                counts[option]++;
            }
        }
        var rank = new int[options];
        // One that was never tried counts as middling.
        foreach (
            var (option, place) in Enumerable
                .Range(0, options)
                .OrderBy(option => counts[option] > 0 ? sums[option] / counts[option] : 0)
                .ThenBy(option => option)
                .Select((option, place) => (option, place))
        )
        {
            rank[option] = place;
        }
        foreach (var point in _points.Where(point => !double.IsNaN(point[dimension])))
        {
            point[dimension] = (rank[Choice.Bin(point[dimension], options)] + 0.5) / options;
        }
    }
}
