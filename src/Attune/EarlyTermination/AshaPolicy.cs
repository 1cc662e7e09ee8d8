using System.Text.Json.Serialization;
using Attune.Numerics;
using Attune.Studies;

namespace Attune.EarlyTermination;

/// <summary>Asynchronous successive halving, the variant that stops: at each rung only the best 1/η of the trials goes on.</summary>
/// <remarks>
/// Rungs are at r·η^(b+k) reports, k = 0, 1, …, with r = <see cref="MinResource"/>, η = <see cref="ReductionFactor"/> and b the trial's bracket.
/// A trial that reaches a rung goes on when fewer than η trials of its bracket have reached it, or when its best value so far is
/// among the best ⌊count/η⌋ of theirs. <see cref="EarlyTerminationPolicy.EvaluationInterval"/> plays no part: the rungs are the intervals.
/// L. Li et al., "A system for massively parallel hyperparameter tuning" (MLSys 2020), algorithm 2, without promotion.
/// </remarks>
public sealed record AshaPolicy : EarlyTerminationPolicy
{
    /// <summary>Rungs at 1, 3, 9, … reports, unless said otherwise.</summary>
    public AshaPolicy() { }

    // Generated JSON code knows the default of an optional parameter, but not that of a property.
    [JsonConstructor]
    internal AshaPolicy(int minResource = 1, int reductionFactor = 3, int brackets = 1) =>
        (MinResource, ReductionFactor, Brackets) = (minResource, reductionFactor, brackets);

    /// <summary>Reports before the first rung, r. At least 1; default 1.</summary>
    public int MinResource { get; init; } = 1;

    /// <summary>η: one of so many goes on. At least 2; default 3.</summary>
    public int ReductionFactor { get; init; } = 3;

    /// <summary>Trials are spread evenly over so many brackets, each starting one rung later. At least 1; default 1.</summary>
    public int Brackets { get; init; } = 1;

    /// <inheritdoc/>
    public override IEnumerable<Problem> Validate(string path)
    {
        if (MinResource < 1)
        {
            yield return new Problem(
                $"{path}.min_resource",
                $"min_resource is at least 1, not {MinResource}."
            );
        }
        if (ReductionFactor < 2)
        {
            yield return new Problem(
                $"{path}.reduction_factor",
                $"reduction_factor is at least 2, not {ReductionFactor}."
            );
        }
        if (Brackets is < 1 or > 20)
        {
            yield return new Problem($"{path}.brackets", $"brackets is from 1 to 20, not {Brackets}.");
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
        var bracket = BracketOf(reporter);
        if (
            study.Trials[reporter].Series(watched.Metric) is not { } series
            || series.Count is var n && (n < DelayEvaluation || !IsRung(n, bracket))
        )
        {
            return [];
        }
        var own = series.BestUpTo(n);
        var (reached, better) = (0, 0);
        foreach (var trial in study.Trials)
        {
            if (
                BracketOf(trial.Number) == bracket
                && !trial.IsHidden
                && trial.Series(watched.Metric) is { } each
                && each.Count >= n
            )
            {
                reached++;
                better += watched.IsBetter(each.BestUpTo(n), own) ? 1 : 0;
            }
        }
        var room = reached / ReductionFactor;
        return reached < ReductionFactor || better < room
            ? []
            :
            [
                Stop(
                    reporter,
                    "asha",
                    n,
                    FormattableString.Invariant(
                        $"{watched.Metric} {own:G6} ranks {better + 1} of {reached}, and {room} go on"
                    )
                ),
            ];
    }

    private bool IsRung(int reports, int bracket)
    {
        var rung = MinResource * Math.Pow(ReductionFactor, bracket);
        while (rung < reports)
        {
            rung *= ReductionFactor;
        }
        return rung.Equals(reports);
    }

    // A hash of the number: the same after a restart, and not aligned with anything in the order of trials.
    private int BracketOf(int trial) =>
        Brackets == 1 ? 0 : (int)(Philox.Block((uint)trial, 0, 0, 0, 0x61736861, 0).A % (uint)Brackets);
}
