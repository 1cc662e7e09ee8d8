namespace Attune.Studies;

/// <summary>What a trial's state means.</summary>
public static class TrialStates
{
    /// <summary>Whether nothing can follow it.</summary>
    public static bool IsTerminal(this TrialState state) =>
        state is not (TrialState.Waiting or TrialState.Running);

    /// <summary>Whether a trial's values count: it completed or was stopped early, with a finite primary objective.</summary>
    public static bool IsUsable(this Trial trial)
    {
        ArgumentNullException.ThrowIfNull(trial);
        return trial.State is TrialState.Completed or TrialState.StoppedEarly && double.IsFinite(trial.Value);
    }
}
