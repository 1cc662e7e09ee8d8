using Attune.Numerics;
using Attune.Samplers;

namespace Attune.Studies;

/// <summary>A study as a sampler sees it whose proposals must not depend on the timing of parallel trials: for trial k the trials before
/// k − <see cref="Lag"/> have ended, in the order of their numbers, and all others are under way.</summary>
/// <remarks>With up to <see cref="Lag"/> workers a proposal waits only for a trial that is that far behind.</remarks>
internal sealed class DelayedStudy(Study study)
{
    /// <summary>How many of the newest trials are taken as under way, whether they have ended or not.</summary>
    public const int Lag = 8;

    private Study _seen = Empty(study);
    private ISampler _sampler = study.Spec.Sampler.Create(study.Spec.Space);
    private int _released;

    /// <summary>The proposal for the next trial, or that it has to wait.</summary>
    public Proposal Propose(RandomStreams streams)
    {
        var horizon = Math.Max(0, study.AllTrials.Count - Lag);
        for (var number = _released; number < horizon; number++)
        {
            if (!study.AllTrials[number].HasEnded)
            {
                return new Proposal.Wait(
                    FormattableString.Invariant(
                        $"in a deterministic study this trial waits for trial {number}"
                    )
                );
            }
        }
        if (_released > horizon)
        {
            // What was proposed last was not recorded: too much has been seen.
            (_seen, _sampler, _released) = (Empty(study), study.Spec.Sampler.Create(study.Spec.Space), 0);
        }
        Follow(horizon);
        return _sampler.Propose(_seen.View, 1, streams)[0];
    }

    /// <summary>Takes the unrecorded trials back.</summary>
    public void Forget() => _seen.Forget();

    private void Follow(int horizon)
    {
        while (_seen.Settled < study.Settled)
        {
            _seen.Apply(Proposed(_seen.Settled));
            _seen.AllTrials[^1].IsOutside = study.AllTrials[_seen.Settled - 1].IsOutside;
        }
        for (; _released < horizon; _released++)
        {
            var trial = study.AllTrials[_released];
            _seen.Apply(new TrialEnded(_released, trial.End!) { At = trial.ProposedAt });
            _seen.AllTrials[_released].IsHidden = trial.IsHidden;
        }
        while (_seen.AllTrials.Count < study.AllTrials.Count)
        {
            _seen.Add(new Trial(_seen, Proposed(_seen.AllTrials.Count)));
        }
    }

    private TrialProposed Proposed(int number)
    {
        var trial = study.AllTrials[number];
        return new TrialProposed(number, trial.Assignment, trial.BasedOn, trial.Reason)
        {
            At = trial.ProposedAt,
            By = trial.ProposedBy,
        };
    }

    private static Study Empty(Study study) =>
        new(study.Spec with { Deterministic = false, StopWhen = null, EarlyTermination = null });
}
