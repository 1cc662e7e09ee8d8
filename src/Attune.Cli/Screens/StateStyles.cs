using Attune.Studies;
using Attune.Workspace.Catalog;
using Spectre.Console;

namespace Attune.Cli.Screens;

/// <summary>The colour of each state. Nothing is said by colour alone.</summary>
internal static class StateStyles
{
    public static Style Of(TrialState state) =>
        state switch
        {
            TrialState.Running => new Style(Color.Blue),
            TrialState.Completed => new Style(Color.Green),
            TrialState.StoppedEarly => new Style(Color.Olive),
            TrialState.Failed or TrialState.TimedOut or TrialState.Lost => new Style(Color.Maroon),
            TrialState.Canceled => new Style(Color.Olive),
            _ => Style.Plain,
        };

    public static Style Of(JobState state) =>
        state switch
        {
            JobState.Running or JobState.Preparing => new Style(Color.Blue),
            JobState.Completed => new Style(Color.Green),
            JobState.Failed => new Style(Color.Maroon),
            JobState.Canceled or JobState.Interrupted => new Style(Color.Olive),
            _ => Style.Plain,
        };
}
