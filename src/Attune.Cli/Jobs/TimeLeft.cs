using Attune.Studies;
using Attune.Workspace.Catalog;

namespace Attune.Cli.Jobs;

/// <summary>A guess at when a job ends, from how long its trials took.</summary>
internal static class TimeLeft
{
    /// <summary>The guess; null while no trial has ended, or when the number of trials has no bound.</summary>
    public static TimeSpan? Of(JobWatch watch, DateTimeOffset now)
    {
        var ended = watch.Trials.Where(trial => trial.HasEnded && trial.StartedAt is not null).ToList();
        var running = watch.Trials.Where(trial => trial.State == TrialState.Running).ToList();
        if (watch.Total is not { } total || ended.Count == 0)
        {
            return null;
        }
        var mean = ended.Average(trial => trial.Duration(now)!.Value.TotalSeconds);
        var rest = running.Sum(trial => Math.Max(0, mean - trial.Duration(now)!.Value.TotalSeconds));
        var waiting = Math.Max(0, total - watch.Ended - running.Count) * mean;
        return TimeSpan.FromSeconds((rest + waiting) / Math.Max(1, running.Count));
    }
}
