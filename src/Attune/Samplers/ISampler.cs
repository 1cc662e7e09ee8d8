using Attune.Numerics;
using Attune.Studies;

namespace Attune.Samplers;

/// <summary>Chooses assignments. No I/O, no clock, no logger: the same view and streams give the same proposals, in a new process too.</summary>
/// <remarks>Called by one thread at a time. State kept between calls is a cache of the view's changes, never authoritative.</remarks>
public interface ISampler
{
    /// <summary>Proposes up to <paramref name="count"/> next trials; the first has the number <c>study.Trials.Count</c>.</summary>
    /// <param name="study">The study so far, pending trials included.</param>
    /// <param name="count">At least 1.</param>
    /// <param name="streams">Randomness keyed by (study seed, trial number).</param>
    IReadOnlyList<Proposal> Propose(StudyView study, int count, RandomStreams streams);
}
