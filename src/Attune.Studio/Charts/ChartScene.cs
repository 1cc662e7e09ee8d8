using Attune.Studies;
using Attune.Studio.Live;
using Attune.Workspace.Catalog;

namespace Attune.Studio.Charts;

/// <summary>What all charts of a page draw: a job at one moment, and which of its trials are looked at. Immutable.</summary>
public sealed class ChartScene
{
    /// <summary>A scene of a job that has an objective and trials.</summary>
    public ChartScene(LiveJob live, JobSnapshot job, Brush brush, Insight insight)
    {
        (Live, Job, Brush, Insight) = (live, job, brush, insight);
        Axes = new TrialAxes(job.Spec!, job.Trials);
        Within = brush.Within(job.Trials, Axes);
        Shown = Within is null ? job.Trials : [.. job.Trials.Where(trial => Within.Contains(trial.Number))];
    }

    /// <summary>The job, for reading on.</summary>
    public LiveJob Live { get; }

    /// <summary>The job as it stands.</summary>
    public JobSnapshot Job { get; }

    /// <summary>What is looked at.</summary>
    public Brush Brush { get; }

    /// <summary>What is learnt of the trials.</summary>
    public Insight Insight { get; }

    /// <summary>The axes that trials lie on.</summary>
    public TrialAxes Axes { get; }

    /// <summary>The numbers of the trials that are looked at; null for all.</summary>
    public IReadOnlySet<int>? Within { get; }

    /// <summary>The trials that are looked at.</summary>
    public TrialRow[] Shown { get; }

    /// <summary>What trials are judged by.</summary>
    public Objective Objective => Job.Objective!;

    /// <summary>The best trial in which all of these parameters are active; null when there is none.</summary>
    public TrialRow? BestWith(params ReadOnlySpan<string> paths)
    {
        TrialRow? best = null;
        foreach (var trial in Job.Trials)
        {
            if (
                trial.IsUsable
                && (best is null || Objective.IsBetter(trial.Value, best.Value))
                && HasAll(trial, paths)
            )
            {
                best = trial;
            }
        }
        return best;
    }

    private static bool HasAll(TrialRow trial, ReadOnlySpan<string> paths)
    {
        foreach (var path in paths)
        {
            if (trial.Parameters.Find(path) is null)
            {
                return false;
            }
        }
        return true;
    }
}
