using Attune.Studies;

namespace Attune.EarlyTermination;

/// <summary>At each application stops the worst share of the trials, compared by their values at the same interval.</summary>
/// <remarks>
/// When a trial reports its n-th value, all trials that have reported n times are ranked by their n-th values, and
/// ⌊count · percentage / 100⌋ of them are the worst. Those of them that stand at interval n and run are stopped; a trial that has gone
/// further is judged by its later values only. NaN ranks last; of equal values the later trial is the worse.
/// </remarks>
public sealed record TruncationSelectionPolicy : EarlyTerminationPolicy
{
    /// <summary>The share to stop at each application, 1 to 99 percent.</summary>
    public required int TruncationPercentage { get; init; }

    /// <summary>Whether trials that have ended are left out of the ranking. Default false.</summary>
    public bool ExcludeFinishedJobs { get; init; }

    /// <inheritdoc/>
    public override IEnumerable<Problem> Validate(string path)
    {
        if (TruncationPercentage is < 1 or > 99)
        {
            yield return new Problem(
                $"{path}.truncation_percentage",
                $"truncation_percentage is from 1 to 99, not {TruncationPercentage}."
            );
        }
        foreach (var problem in Intervals(path))
        {
            yield return problem;
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Verdict> Judge(StudyView study, int reporter)
    {
        ArgumentNullException.ThrowIfNull(study);
        var watched = study.Watched(this);
        if (Due(study, reporter) is not { } series)
        {
            return [];
        }
        var n = series.Count;
        var ranked = new List<(Trial Trial, double Value, int Reports)>();
        foreach (var trial in study.Trials)
        {
            if (
                !trial.IsHidden
                && trial.Series(watched.Metric) is { } each
                && each.Count >= n
                && !(ExcludeFinishedJobs && trial.HasEnded)
            )
            {
                ranked.Add((trial, each.At(n), each.Count));
            }
        }
        var worst = (int)((long)ranked.Count * TruncationPercentage / 100);
        if (worst == 0)
        {
            return [];
        }
        ranked.Sort((left, right) => Compare(watched, left, right));
        return
        [
            .. ranked
                .Skip(ranked.Count - worst)
                .Where(each =>
                    each.Trial is { State: TrialState.Running, StopAsked: null } && each.Reports == n
                )
                .Select(each =>
                    Stop(
                        each.Trial.Number,
                        "truncation selection",
                        n,
                        FormattableString.Invariant(
                            $"{watched.Metric} {each.Value:G6} is among the worst {worst} of {ranked.Count}"
                        )
                    )
                ),
        ];
    }

    private static int Compare(
        Objective watched,
        (Trial Trial, double Value, int) left,
        (Trial Trial, double Value, int) right
    ) =>
        watched.IsBetter(left.Value, right.Value) ? -1
        : watched.IsBetter(right.Value, left.Value) ? 1
        : left.Trial.Number.CompareTo(right.Trial.Number);
}
