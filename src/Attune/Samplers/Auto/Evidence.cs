using Attune.Studies;

namespace Attune.Samplers.Auto;

/// <summary>What each of the two proposers has brought: a fold of the study's changes.</summary>
internal sealed class Evidence
{
    // Improvements and proposals fade by this with each trial that ends: what was long ago counts little.
    private const double Memory = 0.95;

    private readonly double[] _improved = new double[2];
    private readonly double[] _proposed = new double[2];
    private long _revision;
    private double _best = double.NaN;

    /// <summary>Trials that have ended with a value.</summary>
    public int Usable { get; private set; }

    /// <summary>Trials that have ended since the last one that was better than all before it.</summary>
    public int Stalled { get; private set; }

    /// <summary>The recent share of a proposer's trials that were improvements, drawn towards the same small number for both while
    /// there are few of them.</summary>
    public double Success(bool local) => (_improved[local ? 1 : 0] + 0.2) / (_proposed[local ? 1 : 0] + 2);

    public void Follow(StudyView study)
    {
        foreach (var change in study.ChangesSince(_revision))
        {
            if (change is TrialEnded ended && study.Tells(ended))
            {
                Take(study.Trials[ended.Trial], study.Spec.Primary);
            }
        }
        _revision = study.Revision;
    }

    private void Take(Trial trial, Objective objective)
    {
        var better = trial.IsUsable() && objective.IsBetter(trial.Value, _best);
        _best = better ? trial.Value : _best;
        Usable += trial.IsUsable() ? 1 : 0;
        Stalled = better ? 0 : Stalled + 1;
        for (var arm = 0; arm < 2; arm++)
        {
            _improved[arm] *= Memory;
            _proposed[arm] *= Memory;
        }
        if (trial.ProposedBy is null && Arm(trial.Reason) is { } by)
        {
            _proposed[by]++;
            _improved[by] += better ? 1 : 0;
        }
    }

    // The reason is part of the record: what a new process reads there is what the old one wrote.
    private static int? Arm(string reason) =>
        reason.StartsWith(AutoSampler.Global, StringComparison.Ordinal) ? 0
        : reason.StartsWith(AutoSampler.Local, StringComparison.Ordinal) ? 1
        : null;
}
