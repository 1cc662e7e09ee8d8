using Attune.Numerics;
using Attune.Spaces;
using Attune.Studies;

namespace Attune.Samplers.GaussianProcess;

/// <summary>Start points, then the largest expected improvement, mostly near the best, one trial after the other with those under way taken
/// into account.</summary>
/// <remarks>
/// What it keeps between calls is the fold of the study's changes and the fits made on the way, at revisions that depend on the history
/// alone; a new process makes the same ones.
/// </remarks>
internal sealed class GaussianProcessSampler : ISampler
{
    // A countable space up to this size is searched whole.
    private const int MostListed = 1024;

    // Of so many trials all but one look near the best.
    private const int LookAround = 4;

    private readonly SearchSpace _space;
    private readonly GaussianProcessSettings _settings;

    public GaussianProcessSampler(SearchSpace space, GaussianProcessSettings settings)
    {
        (_space, _settings) = (space, settings);
        Surrogate = new Surrogate(space, settings);
    }

    /// <summary>The model; it has learnt what the latest proposal was made from.</summary>
    public Surrogate Surrogate { get; }

    public IReadOnlyList<Proposal> Propose(StudyView study, int count, RandomStreams streams)
    {
        Surrogate.Learn(study);
        var pending = Surrogate.History.Pending.Select(Surrogate.History.AssignmentOf).ToList();
        for (var number = study.Settled; number < study.Trials.Count; number++)
        {
            pending.Add(study.Trials[number].Assignment);
        }
        var proposals = new List<Proposal>(count);
        var own = new HashSet<Assignment>();
        for (var i = 0; i < count; i++)
        {
            var place = study.DifferentAssignments + i;
            var proposal =
                Surrogate.Data is { } data && place >= _settings.StartPoints
                    ? Improve(
                        study,
                        data,
                        pending,
                        own,
                        streams.For(study.Trials.Count + i, "gaussian process"),
                        IsLocal(study.Trials.Count + i, pending.Count)
                    )
                    : Start(study, place, own, streams.Seed);
            proposals.Add(proposal);
            own.Add(proposal.Assignment);
            pending.Add(proposal.Assignment);
        }
        return proposals;
    }

    // The centre, then Sobol points; past what has been tried, in a small space.
    private Proposal.New Start(StudyView study, int place, HashSet<Assignment> own, ulong seed)
    {
        var unit = new double[_space.Parameters.Count];
        var assignment = Assignment.Empty;
        for (var attempt = 0; attempt < 64; attempt++)
        {
            var index = (uint)(place + attempt);
            Array.Fill(unit, 0.5);
            for (var d = 0; d < Surrogate.Features.Dimensions.Length && index > 0; d++)
            {
                unit[Surrogate.Features.Dimensions[d].Parameter] = SobolSequence.Scrambled(
                    index - 1,
                    d % SobolSequence.MostDimensions,
                    seed + (ulong)(d / SobolSequence.MostDimensions)
                );
            }
            assignment = _space.Decode(unit);
            if (IsNew(study, assignment, own))
            {
                break;
            }
        }
        return new Proposal.New(
            assignment,
            place == 0 ? "the centre of the space" : "Sobol point: too little is known for a model"
        );
    }

    // One trial of four looks everywhere; of more at work at once, one of as many. Far off, where the improvement to expect is often largest,
    // little comes of it, and beside trials under way even less.
    private static bool IsLocal(int trial, int pending) => trial % Math.Max(LookAround, pending + 1) != 0;

    private Proposal.New Improve(
        StudyView study,
        TrainingSet data,
        List<Assignment> pending,
        HashSet<Assignment> own,
        RandomStream stream,
        bool local
    )
    {
        Surrogate.Imagine(pending, stream.NextUInt64());
        var listed = _space.Count is <= MostListed ? (int)_space.Count : 0;
        var search = new AcquisitionSearch(_space, Surrogate, stream, _settings, local);
        Assignment? chosen = null;
        foreach (var unit in search.Best(listed))
        {
            var assignment = _space.Decode(unit);
            chosen ??= assignment;
            if (IsNew(study, assignment, own))
            {
                chosen = assignment;
                break;
            }
        }
        var near = local ? ", near the best" : "";
        var beside =
            pending.Count > 0 ? FormattableString.Invariant($", with {pending.Count} under way") : "";
        return new Proposal.New(chosen!, Reason(chosen!, data, study.Spec.Primary.Goal) + near + beside);
    }

    private bool IsNew(StudyView study, Assignment assignment, HashSet<Assignment> own) =>
        study.FirstTrialOf(assignment) < 0 && !own.Contains(assignment) && !_space.IsForbidden(assignment);

    private string Reason(Assignment chosen, TrainingSet data, Goal goal)
    {
        var sign = goal == Goal.Maximize ? -1 : 1;
        var (mean, sd) = Surrogate.Posterior.Predict(Surrogate.History.Observe(chosen).Coordinates);
        double Value(double target) => sign * data.Transform.Undo(target);
        var spread = Math.Abs(Value(mean + sd) - Value(mean - sd)) / 2;
        return FormattableString.Invariant(
            $"expected improvement: {Value(mean):G4} ± {spread:G2} against {Value(Surrogate.Posterior.Incumbent):G4}"
        );
    }
}
