using System.Globalization;
using Attune.Cli.Screens;
using Attune.Studies;
using Attune.Workspace.Catalog;

namespace Attune.Cli.Jobs;

/// <summary>A job under way as lines: one for each thing that happens to a trial, easy to search.</summary>
internal static class PlainLines
{
    /// <summary>The lines for what is new.</summary>
    /// <param name="watch">The job, the changes taken in already.</param>
    /// <param name="changes">What is new, in order.</param>
    public static IEnumerable<string> Of(JobWatch watch, IReadOnlyList<StudyChange> changes)
    {
        foreach (var change in changes)
        {
            if (Line(watch, change) is { } line)
            {
                yield return $"{Clock(change.At)} {line}";
            }
        }
    }

    /// <summary>What stands at the start of each line: the local time of day.</summary>
    public static string Clock(DateTimeOffset at) =>
        at.ToLocalTime().ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    private static string? Line(JobWatch watch, StudyChange change) =>
        change switch
        {
            TrialStarted started => Started(watch.Trials[started.Trial], started),
            TrialRequeued requeued => $"trial {requeued.Trial} again: {Terminal.Visible(requeued.Reason)}",
            TrialEnded ended => Ended(watch, watch.Trials[ended.Trial], ended),
            TrialStopAsked asked when asked.EndsAs != TrialState.Canceled =>
                $"trial {asked.Trial} stopping: {Terminal.Visible(asked.Reason)}",
            StudyResumed resumed => $"{watch.Job.Name} goes on: {Terminal.Visible(resumed.Reason)}",
            _ => null,
        };

    private static string Started(TrialRow trial, TrialStarted started) =>
        $"trial {trial.Number} started"
        + (
            started.Attempt > 1
                ? string.Create(CultureInfo.InvariantCulture, $" (attempt {started.Attempt})")
                : ""
        )
        + (trial.Parameters.Names.Count > 0 ? " " + Words.Parameters(trial.Parameters) : "");

    private static string Ended(JobWatch watch, TrialRow trial, TrialEnded ended)
    {
        var value =
            watch.Objective is { } objective && ended.End.Values.Count > 0
                ? $" {Terminal.Visible(objective.Metric)}={Words.Exact(ended.End.Values[0])}"
                : "";
        var time = trial.StartedAt is { } start ? $" after {Words.Time(ended.At - start)}" : "";
        var reason = ended.End.State == TrialState.Completed ? "" : $": {Terminal.Visible(ended.End.Reason)}";
        var best = watch.Best?.Number == trial.Number ? " (best so far)" : "";
        return $"trial {trial.Number} {Words.State(ended.End.State)}{value}{time}{best}{reason}";
    }
}
