using Attune.Studies;
using Attune.Workspace.Catalog;

namespace Attune.Studio.Charts;

/// <summary>Fewer trials for a chart of many: the best ones, and others spread evenly over the rest.</summary>
internal static class Thinning
{
    /// <summary>The most trials that a dense chart draws.</summary>
    public const int Most = 5_000;

    /// <summary>The trials to draw, the worst first, so that the best lie on top; those without a value come before them all.</summary>
    public static List<TrialRow> Of(IReadOnlyList<TrialRow> trials, Objective objective)
    {
        var sorted = trials
            .OrderBy(trial => double.IsFinite(trial.Value))
            .ThenBy(trial =>
                !double.IsFinite(trial.Value) ? 0
                : objective.Goal == Goal.Maximize ? trial.Value
                : -trial.Value
            )
            .ThenBy(trial => trial.Number)
            .ToList();
        if (sorted.Count <= Most)
        {
            return sorted;
        }
        var best = Most / 5;
        var rest = sorted.Count - best;
        var others = Most - best;
        return
        [
            .. Enumerable.Range(0, others).Select(i => sorted[(int)((long)i * rest / others)]),
            .. sorted.Skip(rest),
        ];
    }

    /// <summary>What to say when not all are drawn; null when all are.</summary>
    public static string? Note(int drawn, int all) =>
        drawn >= all
            ? null
            : FormattableString.Invariant(
                $"{drawn:#,0} of {all:#,0} trials are drawn: the best {Most / 5:#,0}, and others evenly spread. Filters and the table take all of them."
            );
}
