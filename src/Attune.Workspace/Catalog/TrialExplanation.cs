using Attune.Studies;

namespace Attune.Workspace.Catalog;

/// <summary>Why a trial was proposed, what was known then, and how it did. Immutable.</summary>
public sealed record TrialExplanation
{
    /// <summary>The trial.</summary>
    public required TrialRow Trial { get; init; }

    /// <summary>How many trials had ended when it was proposed.</summary>
    public required int EndedBefore { get; init; }

    /// <summary>How many earlier trials were under way then.</summary>
    public required int UnderWayThen { get; init; }

    /// <summary>The best of those that had ended; null when none had a value.</summary>
    public TrialRow? BestThen { get; init; }

    /// <summary>Its place among the trials with a value, from 1; null when it has none.</summary>
    public int? Rank { get; init; }

    /// <summary>How many trials have a value.</summary>
    public required int Ranked { get; init; }

    /// <summary>Explains a trial from all that the store has of its job.</summary>
    /// <param name="trials">All trials of the job, by number.</param>
    /// <param name="objective">What decides which is best; null for a job without one.</param>
    /// <param name="trial">One of them.</param>
    public static TrialExplanation Of(IReadOnlyList<TrialRow> trials, Objective? objective, TrialRow trial)
    {
        ArgumentNullException.ThrowIfNull(trials);
        ArgumentNullException.ThrowIfNull(trial);
        var before = trials.Where(other => other.Number < trial.Number).ToList();
        var ended = before.Where(other => other.EndedAt <= trial.ProposedAt).ToList();
        var usable = ended.Where(other => other.IsUsable);
        var ranked = trials.Where(other => other.IsUsable).ToList();
        return new TrialExplanation
        {
            Trial = trial,
            EndedBefore = ended.Count,
            UnderWayThen = before.Count - ended.Count,
            BestThen =
                objective?.Goal == Goal.Maximize
                    ? usable.MaxBy(other => other.Value)
                    : usable.MinBy(other => other.Value),
            Rank =
                trial.IsUsable && objective is not null
                    ? 1 + ranked.Count(other => objective.IsBetter(other.Value, trial.Value))
                    : null,
            Ranked = ranked.Count,
        };
    }
}
