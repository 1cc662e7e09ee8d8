using Attune.Studies;
using Attune.Workspace.Catalog;

namespace Attune.Studio.Charts;

/// <summary>Something that every trial has a number of: an objective, another metric, how long it ran.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Goal">Which direction is better, unless a person says otherwise.</param>
/// <param name="Key">Its key among <see cref="TrialAxes"/>; null when it is no axis there.</param>
/// <param name="Of">A trial's number; NaN where it has none.</param>
internal sealed record Measure(string Name, Goal Goal, string? Key, Func<TrialRow, double> Of)
{
    /// <summary>The name of how long a trial ran.</summary>
    public const string Seconds = "seconds";

    /// <summary>What trials of a study can be measured by without reading further: objectives, and their time.</summary>
    public static List<Measure> All(StudySpec spec) =>
        [
            .. spec.Objectives.Items.Select(
                (objective, i) =>
                    new Measure(
                        objective.Metric,
                        objective.Goal,
                        TrialAxes.Of(objective.Metric),
                        trial => TrialAxes.ValueOf(trial, i)
                    )
            ),
            new Measure(
                Seconds,
                Goal.Minimize,
                null,
                trial =>
                    trial.HasEnded && trial.StartedAt is { } start && trial.EndedAt is { } end
                        ? (end - start).TotalSeconds
                        : double.NaN
            ),
        ];
}
