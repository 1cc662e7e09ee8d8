using Attune.Studies;

namespace Attune.EarlyTermination;

/// <summary>Stops a trial whose best value so far lags the best of all trials at the same interval by more than a slack.</summary>
/// <remarks>
/// With B the best of any trial up to interval n and Y the reporter's: maximizing, it stops when Y &lt; B − |B|·f/(1+f) (which is
/// B/(1+f) for positive B, and right for any sign) or Y &lt; B − amount; minimizing, when Y &gt; B + |B|·f or Y &gt; B + amount.
/// With both slacks set the stricter one decides.
/// </remarks>
public sealed record BanditPolicy : EarlyTerminationPolicy
{
    /// <summary>The slack as a share of the best value, such as 0.2; null or 0 when unset.</summary>
    public double? SlackFactor { get; init; }

    /// <summary>The slack in the metric's units; null or 0 when unset.</summary>
    public double? SlackAmount { get; init; }

    /// <inheritdoc/>
    public override IEnumerable<Problem> Validate(string path)
    {
        if (SlackFactor is null && SlackAmount is null)
        {
            yield return new Problem(path, "A bandit policy needs slack_factor or slack_amount.");
        }
        if (SlackFactor is { } factor && !(factor >= 0 && double.IsFinite(factor)))
        {
            yield return new Problem($"{path}.slack_factor", "slack_factor is a number of at least 0.");
        }
        if (SlackAmount is { } amount && !(amount >= 0 && double.IsFinite(amount)))
        {
            yield return new Problem($"{path}.slack_amount", "slack_amount is a number of at least 0.");
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
        var (metric, goal) = study.Watched(this);
        if (Due(study, reporter) is not { } series)
        {
            return [];
        }
        var n = series.Count;
        var best = study.BestAt(n);
        if (double.IsNaN(best))
        {
            return [];
        }
        var bound = goal == Goal.Maximize ? best - Slack(best, goal) : best + Slack(best, goal);
        var own = series.BestUpTo(n);
        return double.IsNaN(own) || (goal == Goal.Maximize ? own < bound : own > bound)
            ?
            [
                Stop(
                    reporter,
                    "bandit",
                    n,
                    FormattableString.Invariant(
                        $"{metric} {own:G6} is {(goal == Goal.Maximize ? "below" : "above")} {bound:G6} (best {best:G6})"
                    )
                ),
            ]
            : [];
    }

    private double Slack(double best, Goal goal)
    {
        // The Python client sends 0 for the slack that was not set; two zeros allow no slack at all.
        var factor =
            SlackFactor is > 0 ? SlackFactor
            : SlackAmount is > 0 ? null
            : SlackFactor;
        var amount =
            SlackAmount is > 0 ? SlackAmount
            : SlackFactor is > 0 ? null
            : SlackAmount;
        var share = goal == Goal.Maximize ? Math.Abs(best) * factor / (1 + factor) : Math.Abs(best) * factor;
        return Math.Min(share ?? double.PositiveInfinity, amount ?? double.PositiveInfinity);
    }
}
