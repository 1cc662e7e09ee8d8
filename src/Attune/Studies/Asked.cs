using Attune.Samplers;

namespace Attune.Studies;

/// <summary>The answer to <see cref="Study.Ask"/>: proposals that are not yet part of the study.</summary>
/// <param name="Trials">The proposed trials; record them in the store, then apply them.</param>
/// <param name="Stopped">Why there are fewer than asked for: <see cref="Proposal.Exhausted"/> when there will be no more,
/// <see cref="Proposal.Wait"/> when an end of a trial may bring more; null when nothing is missing.</param>
public sealed record Asked(IReadOnlyList<TrialProposed> Trials, Proposal? Stopped);
