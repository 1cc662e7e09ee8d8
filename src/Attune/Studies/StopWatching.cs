namespace Attune.Studies;

/// <summary>Folds what <see cref="StopRule"/> needs.</summary>
internal sealed class StopWatching(StudySpec spec)
{
    private double _best = double.NaN;
    private double _reference = double.NaN;
    private int _since;
    private double _seconds;

    public string? Reason
    {
        get
        {
            if (spec.StopWhen is not { } rule)
            {
                return null;
            }
            var metric = spec.Primary.Metric;
            if (rule.Value is { } wanted && !double.IsNaN(_best) && !spec.Primary.IsBetter(wanted, _best))
            {
                return FormattableString.Invariant($"{metric} reached {_best}, which is as good as {wanted}");
            }
            if (rule.Plateau is { } plateau && _since >= plateau)
            {
                return FormattableString.Invariant($"the last {_since} trials brought no better {metric}");
            }
            return rule.TrialSeconds is { } budget && _seconds >= budget
                ? FormattableString.Invariant(
                    $"the trials have run {_seconds:0} s of the {budget} s that they may"
                )
                : null;
        }
    }

    public void Ran(DateTimeOffset? from, DateTimeOffset until) =>
        _seconds += Math.Max(0, (until - (from ?? until)).TotalSeconds);

    public void Ended(Trial trial)
    {
        if (trial.State is TrialState.Canceled or TrialState.Lost)
        {
            return;
        }
        _since++;
        if (!trial.IsUsable())
        {
            return;
        }
        var value = trial.Value;
        _best = spec.Primary.IsBetter(value, _best) ? value : _best;
        var margin =
            spec.Primary.Goal == Goal.Maximize
                ? -spec.StopWhen?.MinImprovement
                : spec.StopWhen?.MinImprovement;
        if (spec.Primary.IsBetter(value + (margin ?? 0), _reference))
        {
            (_reference, _since) = (value, 0);
        }
    }
}
