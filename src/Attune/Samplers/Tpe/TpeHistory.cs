using System.Runtime.InteropServices;
using Attune.Spaces;
using Attune.Studies;

namespace Attune.Samplers.Tpe;

/// <summary>The trials of a study as points, and the order of those that have ended: a fold of its changes.</summary>
internal sealed class TpeHistory(SearchSpace space, Axis[] axes)
{
    private readonly List<double> _points = [];
    private readonly List<Rank> _ranks = [];
    private readonly List<Rank> _order = [];
    private readonly int[] _active = new int[axes.Length];
    private long _revision;
    private int _settled;

    /// <summary>The number of trials, those under way too.</summary>
    public int Count => _ranks.Count;

    /// <summary>How many trials have ended and tell something.</summary>
    public int Ended => _order.Count;

    /// <summary>How many of them have a value.</summary>
    public int Usable { get; private set; }

    /// <summary>How many trials tell something, those under way too: they tell that theirs are taken.</summary>
    public int Telling { get; private set; }

    /// <summary>For each axis, how many of these have it.</summary>
    public ReadOnlySpan<int> Active => _active;

    /// <summary>Whether the values of the ended trials differ at all.</summary>
    public bool IsFlat => _order.Count < 2 || _order[0].IsLike(_order[^1]);

    /// <summary>The coordinates of a trial.</summary>
    public ReadOnlySpan<double> Point(int trial) =>
        CollectionsMarshal.AsSpan(_points).Slice(trial * axes.Length, axes.Length);

    /// <summary>Numbers of the ended trials from the best on.</summary>
    public int Best(int place) => _order[place].Trial;

    /// <summary>Whether a trial is one of the best.</summary>
    /// <param name="best">How many count as the best.</param>
    /// <param name="trial">Its number.</param>
    public bool IsAmong(int best, int trial) =>
        best > 0 && _ranks[trial].Kind != RankKind.Pending && _ranks[trial].CompareTo(_order[best - 1]) <= 0;

    /// <summary>Whether a trial ended in a way that tells nothing of its values.</summary>
    public bool IsVoid(int trial) => _ranks[trial].Kind == RankKind.Void;

    /// <summary>Takes in what has happened since the last call; trials that are not recorded yet stay until <see cref="Forget"/>.</summary>
    public void Follow(StudyView study)
    {
        while (_settled < study.Settled)
        {
            var trial = study.Trials[_settled++];
            Add(trial.Assignment);
            if (trial.IsHidden || trial.IsOutside)
            {
                // Where it lies cannot be said in this space, or must not be minded.
                End(new Rank(RankKind.Void, 0, trial.Number));
            }
        }
        foreach (var change in study.ChangesSince(_revision))
        {
            if (change is TrialEnded ended && study.Tells(ended) && !study.Trials[ended.Trial].IsOutside)
            {
                End(Rank.Of(ended, study.Spec.Primary));
            }
        }
        _revision = study.Revision;
        for (var i = _settled; i < study.Trials.Count; i++)
        {
            Add(study.Trials[i].Assignment);
        }
    }

    /// <summary>Adds a point that is about to become a trial.</summary>
    public void Add(ReadOnlySpan<double> point)
    {
        _points.AddRange(point);
        _ranks.Add(default);
        CountIn(point, 1);
    }

    /// <summary>Takes back the trials that are not recorded.</summary>
    public void Forget()
    {
        for (var i = _settled; i < Count; i++)
        {
            CountIn(Point(i), -1);
        }
        CollectionsMarshal.SetCount(_points, _settled * axes.Length);
        CollectionsMarshal.SetCount(_ranks, _settled);
    }

    private void Add(Assignment assignment)
    {
        var unit = space.Encode(assignment);
        Span<double> point = axes.Length <= 128 ? stackalloc double[axes.Length] : new double[axes.Length];
        for (var a = 0; a < axes.Length; a++)
        {
            point[a] = axes[a].IsActive(point) ? axes[a].At(unit[axes[a].Index]) : Axis.Inactive;
        }
        Add(point);
    }

    private void End(Rank rank)
    {
        _ranks[rank.Trial] = rank;
        if (rank.Kind == RankKind.Void)
        {
            CountIn(Point(rank.Trial), -1);
            return;
        }
        _order.Insert(~_order.BinarySearch(rank), rank);
        Usable += rank.Kind == RankKind.Failed ? 0 : 1;
    }

    private void CountIn(ReadOnlySpan<double> point, int by)
    {
        Telling += by;
        for (var a = 0; a < point.Length; a++)
        {
            _active[a] += point[a] < 0 ? 0 : by;
        }
    }
}
