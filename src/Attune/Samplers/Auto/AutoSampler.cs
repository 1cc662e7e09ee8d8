using Attune.Numerics;
using Attune.Samplers.GaussianProcess;
using Attune.Samplers.Tpe;
using Attune.Spaces;
using Attune.Studies;

namespace Attune.Samplers.Auto;

/// <summary>Asks a Gaussian process or a Parzen estimator, one trial at a time.</summary>
internal sealed class AutoSampler(SearchSpace space) : ISampler
{
    /// <summary>How the reasons of the Gaussian process's trials begin.</summary>
    public const string Global = "Gaussian process";

    /// <summary>How the reasons of the Parzen estimator's trials begin.</summary>
    public const string Local = "Parzen estimator";

    // Trials without an improvement before another opinion is asked for.
    private const int Patience = 10;

    // Below this rank correlation of left-out trials a model is a poor guide.
    private const double PoorSkill = 0.4;

    // Leave-one-out predictions cost O(n³): beyond this only success counts.
    private const int MostJudged = 200;

    // From these numbers of results on the Parzen estimator proposes most trials, and all: it stays cheap.
    private const int Many = 1000;
    private const int TooMany = 4000;

    private readonly GaussianProcessSampler _global = new(space, GaussianProcessSettings.Default);
    private readonly TpeSampler _local = new(space);
    private readonly Evidence _evidence = new();

    // One at a time: the next decision takes this proposal for a trial under way.
    public IReadOnlyList<Proposal> Propose(StudyView study, int count, RandomStreams streams)
    {
        _evidence.Follow(study);
        var (share, why) = Share(study);
        // Evenly over the trials' numbers, so that no state has to be kept.
        var number = study.Trials.Count;
        var local = Math.Floor((number + 1) * share) > Math.Floor(number * share);
        var proposal = (local ? (ISampler)_local : _global).Propose(study, 1, streams)[0];
        var who = local ? Local : Global;
        return
        [
            proposal is Proposal.New fresh
                ? fresh with
                {
                    Reason = $"{who} ({why}): {fresh.Reason}",
                }
                : proposal,
        ];
    }

    /// <summary>The Parzen estimator's share of the proposals now, and why it is that.</summary>
    private (double Share, string Why) Share(StudyView study)
    {
        if (_evidence.Usable >= Many)
        {
            return (
                _evidence.Usable >= TooMany ? 1 : 0.75,
                FormattableString.Invariant($"{_evidence.Usable} results are many for a Gaussian process")
            );
        }
        if (_evidence.Usable < Patience)
        {
            return (0, "few results");
        }
        _global.Surrogate.Learn(study);
        var skill = _global.Surrogate.Skill(MostJudged);
        var (ranks, badly) = skill is { } known
            ? (
                FormattableString.Invariant($"left-out trials ranked with correlation {known:F2}"),
                known < PoorSkill
            )
            : ("", false);
        var stalled = _evidence.Stalled > Patience;
        var share =
            badly && stalled ? 0.5
            : badly || stalled ? 0.25
            : 0;
        if (share > 0 && _evidence.Success(local: true) > 2 * _evidence.Success(local: false))
        {
            share = Math.Min(0.75, 2 * share);
        }
        var still = FormattableString.Invariant($"{_evidence.Stalled} trials since the last improvement");
        return (share, ranks.Length > 0 ? $"{still}, {ranks}" : still);
    }
}
