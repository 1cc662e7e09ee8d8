using Attune.Studies;

namespace Attune.Client;

/// <summary>How a sweep stood at a moment.</summary>
/// <param name="Status"><c>Queued</c>, <c>Preparing</c>, <c>Running</c>, <c>Completed</c>, <c>Canceled</c>, <c>Failed</c>, or <c>Paused</c> when its host was stopped.</param>
/// <param name="Objective">What its trials are judged by.</param>
/// <param name="Trials">Its trials, by number.</param>
public sealed record SweepStanding(string Status, Objective Objective, IReadOnlyList<SweepTrial> Trials)
{
    /// <summary>Why it stands so; null when there is nothing to say.</summary>
    public string? Reason { get; init; }

    /// <summary>Whether nothing more will happen by itself.</summary>
    public bool IsOver => Status is "Completed" or "Canceled" or "Failed" or "Paused";

    /// <summary>The trials, the best first, those without a value last.</summary>
    public IReadOnlyList<SweepTrial> ByObjective =>
        [
            .. Trials
                .OrderBy(trial => double.IsNaN(trial.Value))
                .ThenBy(trial => Objective.Goal == Goal.Maximize ? -trial.Value : trial.Value)
                .ThenBy(trial => trial.Number),
        ];

    /// <summary>The best trial that ended well, or was stopped early; null while there is none.</summary>
    public SweepTrial? Best =>
        ByObjective.FirstOrDefault(trial =>
            double.IsFinite(trial.Value) && trial.State is TrialState.Completed or TrialState.StoppedEarly
        );
}
