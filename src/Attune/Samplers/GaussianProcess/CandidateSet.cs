namespace Attune.Samplers.GaussianProcess;

/// <summary>Points of the unit cube with their scores, scored sixteen at a time. Not thread-safe.</summary>
internal sealed class CandidateSet(
    Features features,
    int parameters,
    Posterior posterior,
    TrustRegion? region
)
{
    private double[] _units = new double[64 * parameters];
    private double[] _scores = new double[64];
    private readonly bool[] _active = new bool[parameters];
    private readonly double[] _coordinates = new double[features.Coordinates];
    private readonly double[] _block = new double[features.Coordinates * Posterior.Block];
    private int _scored;

    /// <summary>How many points there are.</summary>
    public int Count { get; private set; }

    /// <summary>A point.</summary>
    public Span<double> Unit(int index) => _units.AsSpan(index * parameters, parameters);

    /// <summary>Its score; larger is better.</summary>
    public double Score(int index) => _scores[index];

    /// <summary>Takes a point, its numbers rounded to places of values.</summary>
    public int Add(ReadOnlySpan<double> unit)
    {
        if (Count == _scores.Length)
        {
            Array.Resize(ref _scores, 2 * Count);
            Array.Resize(ref _units, 2 * Count * parameters);
        }
        unit.CopyTo(Unit(Count));
        features.Round(Unit(Count));
        return Count++;
    }

    /// <summary>Scores the points that have no score yet.</summary>
    public void ScoreAll()
    {
        Span<double> results = stackalloc double[Posterior.Block];
        while (_scored < Count)
        {
            var taken = Math.Min(Posterior.Block, Count - _scored);
            for (var p = 0; p < Posterior.Block; p++)
            {
                // The last point fills the block up.
                var unit = Unit(_scored + Math.Min(p, taken - 1));
                features.Activity(unit, _active);
                features.Write(unit, _active, _coordinates);
                for (var c = 0; c < _coordinates.Length; c++)
                {
                    _block[(c * Posterior.Block) + p] = _coordinates[c];
                }
            }
            posterior.LogImprovements(_block, results);
            for (var p = 0; p < taken; p++)
            {
                _scores[_scored + p] = results[p] - (region?.Penalty(Unit(_scored + p)) ?? 0);
            }
            _scored += taken;
        }
    }

    /// <summary>The index with the largest score from <paramref name="from"/> on; the first of equals.</summary>
    public int Best(int from = 0)
    {
        var best = from;
        for (var i = from + 1; i < Count; i++)
        {
            best = _scores[i] > _scores[best] ? i : best;
        }
        return best;
    }

    /// <summary>All indexes, the largest score first, equals in their order.</summary>
    public IEnumerable<int> ByScore() =>
        Enumerable.Range(0, Count).OrderByDescending(Score).ThenBy(index => index);
}
