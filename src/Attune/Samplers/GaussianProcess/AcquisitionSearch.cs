using Attune.Numerics;
using Attune.Spaces;

namespace Attune.Samplers.GaussianProcess;

/// <summary>Looks for the point of a mixed space with the largest expected improvement.</summary>
/// <remarks>
/// Sobol points, points around the best observations and one-exchange neighbours of the best; from the most promising of them it climbs
/// by gradients in the smooth dimensions and by exchanges in the others, in turn. Not thread-safe.
/// </remarks>
internal sealed class AcquisitionSearch
{
    private const int Elites = 4;
    private const int AroundEach = 48;
    private const int MostTurns = 4;
    private const double LeastGain = 1e-3;

    // A new branch is entered at the best of so many observations that lies in it.
    private const int MostAdopted = 64;

    private static readonly double[] Spreads = [0.02, 0.1, 0.3];

    private readonly SearchSpace _space;
    private readonly Features _features;
    private readonly GaussianProcessSettings _settings;
    private readonly CandidateSet _candidates;
    private readonly RandomStream _stream;
    private readonly TrustRegion? _near;
    private readonly List<Observation> _elites;
    private readonly Neighbourhood _neighbourhood;
    private readonly Ascent _ascent;

    /// <param name="space">Where to look.</param>
    /// <param name="surrogate">The model.</param>
    /// <param name="stream">Chance.</param>
    /// <param name="settings">How hard to look.</param>
    /// <param name="local">Whether to look near the best observation only.</param>
    public AcquisitionSearch(
        SearchSpace space,
        Surrogate surrogate,
        RandomStream stream,
        GaussianProcessSettings settings,
        bool local
    )
    {
        (_space, _features, _stream, _settings) = (space, surrogate.Features, stream, settings);
        _near = local ? TrustRegion.AroundBest(surrogate) : null;
        var region = _near ?? TrustRegion.Around(_features, surrogate.History.Observations);
        _candidates = new CandidateSet(_features, space.Parameters.Count, surrogate.Posterior, region);
        _elites = EliteOf(surrogate);
        _neighbourhood = new Neighbourhood(_features, _candidates, stream);
        _ascent = new Ascent(_features, surrogate.Posterior, region, space.Parameters.Count);
    }

    /// <summary>The points found, the best first.</summary>
    /// <param name="listed">The size of a space to be searched whole; 0 for a larger one.</param>
    public IEnumerable<double[]> Best(int listed)
    {
        if (listed > 0)
        {
            for (var i = 0; i < listed; i++)
            {
                _candidates.Add(_space.Encode(_space.At(i)));
            }
            _candidates.ScoreAll();
        }
        else
        {
            Spread();
            _candidates.ScoreAll();
            foreach (var start in Starts())
            {
                Improve(start);
            }
        }
        return _candidates.ByScore().Select(index => _candidates.Unit(index).ToArray());
    }

    // The observations with the best posterior means.
    private static List<Observation> EliteOf(Surrogate surrogate)
    {
        var (rows, means) = (surrogate.Data!.Rows, surrogate.Posterior.Means);
        return
        [
            .. Enumerable
                .Range(0, means.Length)
                .Where(row => rows[row].Values > 0 && rows[row].IsInside)
                .OrderBy(row => means[row])
                .ThenBy(row => row)
                .Take(MostAdopted)
                .Select(row => rows[row]),
        ];
    }

    private void Spread()
    {
        var unit = new double[_space.Parameters.Count];
        var seed = _stream.NextUInt64();
        for (var i = 0u; i < _settings.Candidates; i++)
        {
            Array.Fill(unit, 0.5);
            for (var d = 0; d < _features.Dimensions.Length; d++)
            {
                unit[_features.Dimensions[d].Parameter] =
                    d < SobolSequence.MostDimensions
                        ? SobolSequence.Scrambled(i, d, seed)
                        : _stream.NextDouble();
            }
            _near?.Confine(_near.Nearest(unit), unit, numbersAlone: i % 2 == 1);
            _candidates.Add(unit);
        }
        foreach (var elite in _elites.Take(Elites))
        {
            for (var i = 0; i < AroundEach; i++)
            {
                elite.Unit.CopyTo(unit, 0);
                _neighbourhood.Perturb(unit, Spreads[i % Spreads.Length]);
                _candidates.Add(unit);
            }
        }
        if (_elites.Count > 0)
        {
            _neighbourhood.Exchange(_elites[0].Unit, _elites);
        }
    }

    // Good ones that are not alike: each next start is the best that is not near an earlier one.
    private List<int> Starts()
    {
        var starts = new List<int>();
        foreach (var index in _candidates.ByScore())
        {
            if (starts.TrueForAll(start => Gap(start, index) > 0.1))
            {
                starts.Add(index);
                if (starts.Count == _settings.Climbs)
                {
                    break;
                }
            }
        }
        return starts;
    }

    private double Gap(int a, int b)
    {
        var left = _candidates.Unit(a);
        var right = _candidates.Unit(b);
        var largest = 0.0;
        foreach (var dimension in _features.Dimensions)
        {
            largest = Math.Max(largest, Math.Abs(left[dimension.Parameter] - right[dimension.Parameter]));
        }
        return largest;
    }

    // Numbers that are rounded are moved as if they were smooth at first, and then kept where they are.
    private void Improve(int start)
    {
        var best = start;
        for (var turn = 0; turn < MostTurns; turn++)
        {
            var before = _candidates.Score(best);
            var unit = _candidates.Unit(best).ToArray();
            if (_ascent.Climb(unit, rounding: turn == 0))
            {
                best = Better(best, _candidates.Add(unit));
            }
            var first = _candidates.Count;
            _neighbourhood.Exchange(_candidates.Unit(best).ToArray(), []);
            if (_candidates.Count == first)
            {
                break;
            }
            best = Better(best, first);
            if (_candidates.Score(best) - before < LeastGain)
            {
                break;
            }
        }
    }

    /// <summary>The candidate, or the best of those from <paramref name="first"/> on if that is better.</summary>
    private int Better(int candidate, int first)
    {
        _candidates.ScoreAll();
        var best = _candidates.Best(first);
        return _candidates.Score(best) > _candidates.Score(candidate) ? best : candidate;
    }
}
