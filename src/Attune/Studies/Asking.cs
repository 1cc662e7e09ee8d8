using Attune.Numerics;
using Attune.Samplers;
using Attune.Spaces;

namespace Attune.Studies;

/// <summary>Proposes a study's next trials: repeats, initial points, then the sampler; nothing twice, nothing forbidden.</summary>
internal sealed class Asking
{
    // When so many draws fail, nearly everything has been tried or is forbidden: a countable space is then enumerated.
    private const int MostRedraws = 256;
    private const int MostRedrawsOfUncountable = 4096;

    // What a sampler is asked for at once.
    private const int MostAhead = 1024;

    // Above this size a space is not searched to its end for what is left.
    private const long MostEnumerated = 10_000_000;

    private readonly Study _study;
    private readonly StudySpec _spec;
    private readonly SearchSpace _space;
    private readonly ISampler _sampler;
    private readonly RandomStreams _streams;
    private readonly DelayedStudy? _delayed;

    public Asking(Study study)
    {
        (_study, _spec) = (study, study.Spec);
        _space = _spec.Sampler.SpaceFor(_spec.Space);
        _sampler = _spec.Sampler.Create(_spec.Space);
        _streams = new RandomStreams(_spec.Sampler.OwnSeed ?? _spec.Seed);
        _delayed = _spec.Deterministic && _spec.Sampler.Learns ? new DelayedStudy(study) : null;
    }

    public Asked Ask(int count, DateTimeOffset at)
    {
        var proposed = new List<TrialProposed>();
        Proposal? stopped = Closed();
        try
        {
            while (stopped is null && proposed.Count < count)
            {
                stopped = Next(count - proposed.Count, at, proposed);
            }
        }
        finally
        {
            _study.Forget();
            _delayed?.Forget();
        }
        return new Asked(proposed, stopped);
    }

    private Proposal.Exhausted? Closed() =>
        _study.State != StudyState.Active
            ? new Proposal.Exhausted($"the study is {_study.State}: {_study.EndReason}")
        : _study.WaitingOnly
            ? new Proposal.Exhausted("the trials that a person asked for have run, and no others were to be")
        : _study.ShouldStop() is { } reason ? new Proposal.Exhausted(reason)
        : null;

    /// <summary>Adds at least one proposal, or says why there is none.</summary>
    private Proposal? Next(int count, DateTimeOffset at, List<TrialProposed> proposed)
    {
        var number = _study.AllTrials.Count;
        if (_spec.MaxTrials is { } most && number >= most)
        {
            return new Proposal.Exhausted(
                FormattableString.Invariant($"all {most} trials have been proposed")
            );
        }
        count = Math.Min(count, (_spec.MaxTrials ?? int.MaxValue) - number);
        if (
            number > 0
            && _study.AllTrials[^1].Assignment is var last
            && _study.TimesProposed(last) is var times
            && times < _spec.Repeats
        )
        {
            Add(last, FormattableString.Invariant($"repeat {times + 1} of {_spec.Repeats}"), at, proposed);
            return null;
        }
        // The n-th initial point belongs to the n-th different assignment that no person added: no bookkeeping to lose.
        if (
            (_study.DifferentAssignments - _study.AddedByPeople) is var place
            && place < _spec.InitialPoints.Count
            && InitialPoint(place) is { } point
        )
        {
            Add(point, FormattableString.Invariant($"initial point {place + 1}"), at, proposed);
            return null;
        }
        var ahead =
            _spec.Repeats > 1 || place + 1 < _spec.InitialPoints.Count ? 1 : Math.Min(count, MostAhead);
        var proposals = _delayed is null
            ? _sampler.Propose(_study.View, ahead, _streams)
            : [_delayed.Propose(_streams)];
        foreach (var proposal in proposals)
        {
            if (proposal is not Proposal.New fresh)
            {
                return proposal;
            }
            var assignment = IsNew(fresh.Assignment) ? fresh.Assignment : Redraw();
            if (assignment is null)
            {
                return new Proposal.Exhausted(Spent());
            }
            Add(assignment, fresh.Reason, at, proposed);
        }
        return null;
    }

    private void Add(Assignment assignment, string reason, DateTimeOffset at, List<TrialProposed> proposed)
    {
        var trial = new TrialProposed(_study.AllTrials.Count, assignment, _study.View.Revision, reason)
        {
            At = at,
        };
        _study.Add(new Trial(_study, trial));
        proposed.Add(trial);
    }

    private bool IsNew(Assignment assignment) =>
        _study.TimesProposed(assignment) == 0 && !_space.IsForbidden(assignment);

    private Assignment? InitialPoint(int place)
    {
        var stream = _streams.For(_study.AllTrials.Count, "initial");
        for (var attempt = 0; attempt < MostRedraws; attempt++)
        {
            var point = _space.Complete(_spec.InitialPoints[place], Draw(stream));
            if (IsNew(point))
            {
                return point;
            }
        }
        return null;
    }

    // Random draws of the trial's own stream, then whatever is left of a countable space, from a random place on.
    private Assignment? Redraw()
    {
        if (_study.DifferentAssignments >= _space.Count)
        {
            return null;
        }
        var stream = _streams.For(_study.AllTrials.Count, "redraw");
        for (var attempt = 0; attempt < Draws; attempt++)
        {
            var assignment = _space.Decode(Draw(stream));
            if (IsNew(assignment))
            {
                return assignment;
            }
        }
        if (!IsEnumerable)
        {
            return null;
        }
        var (size, start) = (_space.Count!.Value, stream.NextInt(_space.Count.Value));
        for (var i = 0L; i < size; i++)
        {
            var assignment = _space.At((start + i) % size);
            if (IsNew(assignment))
            {
                return assignment;
            }
        }
        return null;
    }

    private bool IsEnumerable => _space.Count is > 0 and <= MostEnumerated;

    private int Draws => IsEnumerable ? MostRedraws : MostRedrawsOfUncountable;

    private double[] Draw(RandomStream stream)
    {
        var unit = new double[_space.Parameters.Count];
        foreach (ref var u in unit.AsSpan())
        {
            u = stream.NextDouble();
        }
        return unit;
    }

    private string Spent() =>
        IsEnumerable
            ? SpaceExhausted.Reason(_space)
            : FormattableString.Invariant($"{Draws} draws brought nothing that is new and allowed");
}
