using Attune.Numerics;
using Attune.Spaces;
using Attune.Studies;

namespace Attune.Samplers.Tpe;

/// <summary>Draws candidates near the best trials, and proposes the one that is least like the others.</summary>
internal sealed class TpeSampler : ISampler
{
    // Trials that have ended before the first draw; until then Sobol points.
    private const int StartTrials = 8;

    private const double BestShare = 0.15;
    private const int MostBest = 25;
    private const int Drawn = 64;

    // Kernels of the other trials: more would cost time and change little.
    private const int MostNewest = 256;
    private const int MostOlder = 512;

    private readonly SearchSpace _space;
    private readonly Axis[] _axes;
    private readonly TpeHistory _history;
    private readonly SobolSampler _start;
    private readonly Candidates _candidates;
    private readonly Mixture _good;
    private readonly Mixture _bad;

    public TpeSampler(SearchSpace space)
    {
        _space = space;
        _axes = Axis.Of(space);
        _history = new TpeHistory(space, _axes);
        _start = new SobolSampler(space, scramble: true);
        _candidates = new Candidates(_axes.Length, Drawn);
        var shelf = new Bandwidth.Shelf();
        (_good, _bad) = (new Mixture(_axes, _history, shelf), new Mixture(_axes, _history, shelf));
    }

    public IReadOnlyList<Proposal> Propose(StudyView study, int count, RandomStreams streams)
    {
        _history.Follow(study);
        try
        {
            if (_history.Ended < StartTrials || _axes.Length == 0)
            {
                return _start.Propose(study, count, streams);
            }
            var proposals = new List<Proposal>(count);
            var seen = new HashSet<Assignment>();
            for (var i = 0; i < count; i++)
            {
                proposals.Add(Next(study, seen, streams.For(_history.Count, "tpe")));
            }
            return proposals;
        }
        finally
        {
            _history.Forget();
        }
    }

    private Proposal.New Next(StudyView study, HashSet<Assignment> seen, RandomStream stream)
    {
        var best = _history.IsFlat ? 0 : Math.Min((int)Math.Ceiling(BestShare * _history.Usable), MostBest);
        Split(best);
        var near = new int[_candidates.Count];
        var point = new double[_axes.Length];
        for (var c = 0; c < near.Length; c++)
        {
            near[c] = _good.Draw(stream, point);
            _candidates.Set(c, point);
        }
        var (score, under) = (new double[near.Length], new double[near.Length]);
        _good.LogDensity(_candidates, score);
        _bad.LogDensity(_candidates, under);
        var order = new int[near.Length];
        for (var c = 0; c < near.Length; c++)
        {
            score[c] = under[c] - score[c];
            order[c] = c;
        }
        Array.Sort(score, order);
        var chosen = Array.FindIndex(order, c => IsNew(study, Decode(c, point), seen));
        // With nothing new among them the study draws one itself.
        var candidate = order[Math.Max(0, chosen)];
        var assignment = Decode(candidate, point);
        seen.Add(assignment);
        _history.Add(point);
        return new Proposal.New(assignment, Reason(near[candidate], best));
    }

    private bool IsNew(StudyView study, Assignment assignment, HashSet<Assignment> seen) =>
        study.FirstTrialOf(assignment) < 0 && !_space.IsForbidden(assignment) && !seen.Contains(assignment);

    private Assignment Decode(int candidate, double[] point)
    {
        _candidates.Get(candidate, point);
        var unit = new double[_space.Parameters.Count];
        Array.Fill(unit, 0.5);
        for (var a = 0; a < _axes.Length; a++)
        {
            unit[_axes[a].Index] = point[a] < 0 ? 0.5 : _axes[a].Unit(point[a]);
        }
        return _space.Decode(unit);
    }

    /// <summary>Fits both mixtures: the best trials, and all others with those under way.</summary>
    private void Split(int best)
    {
        _good.Clear();
        _bad.Clear();
        Span<int> goodActive = new int[_axes.Length];
        Span<int> badActive = [.. _history.Active];
        for (var place = 0; place < best; place++)
        {
            var trial = _history.Best(place);
            _good.Add(trial, Math.Log(best + 1) - Math.Log(place + 1));
            var point = _history.Point(trial);
            for (var a = 0; a < point.Length; a++)
            {
                goodActive[a] += point[a] < 0 ? 0 : 1;
                badActive[a] -= point[a] < 0 ? 0 : 1;
            }
        }
        _good.Fit(best, goodActive);
        // The newest all; of older ones each 2^k-th, for as many.
        var newest = _history.Count - MostNewest;
        var stride = 1;
        while (newest / stride > MostOlder)
        {
            stride *= 2;
        }
        for (var trial = 0; trial < _history.Count; trial += trial < newest ? stride : 1)
        {
            if (!_history.IsVoid(trial) && !_history.IsAmong(best, trial))
            {
                _bad.Add(trial, trial < newest ? stride : 1);
            }
        }
        _bad.Fit(_history.Telling - best, badActive);
    }

    private string Reason(int near, int best) =>
        near < 0
            ? FormattableString.Invariant($"unlike the {_history.Ended} trials so far")
            : FormattableString.Invariant(
                $"near trial {near}, one of the best {best} of {_history.Ended}, and unlike the others"
            );
}
