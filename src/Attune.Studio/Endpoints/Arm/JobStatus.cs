using Attune.Studies;
using Attune.Workspace.Catalog;

namespace Attune.Studio.Endpoints.Arm;

/// <summary>Where jobs and trials stand, in the protocol's words.</summary>
internal static class JobStatus
{
    /// <summary>What clients take as an end: a job that was interrupted among them, since nothing happens to it by itself.</summary>
    private const string Paused = "Paused";

    public static string Of(JobState state) =>
        state switch
        {
            JobState.Interrupted => Paused,
            JobState.Queued => "Queued",
            JobState.Preparing => "Preparing",
            JobState.Running => "Running",
            JobState.Completed => "Completed",
            JobState.Canceled => "Canceled",
            _ => "Failed",
        };

    /// <summary>A trial that was stopped early or ran out of time is canceled, as Azure has it.</summary>
    public static string Of(TrialState state) =>
        state switch
        {
            TrialState.Waiting => "Queued",
            TrialState.Running => "Running",
            TrialState.Completed => "Completed",
            TrialState.StoppedEarly or TrialState.Canceled or TrialState.TimedOut => "Canceled",
            _ => "Failed",
        };

    public static bool IsOver(string status) => status is "Completed" or "Canceled" or "Failed" or Paused;
}
