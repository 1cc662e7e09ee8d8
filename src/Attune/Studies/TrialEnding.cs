namespace Attune.Studies;

/// <summary>Makes a trial's end out of its series.</summary>
internal static class TrialEnding
{
    public static TrialEnd Of(
        Trial trial,
        StudySpec spec,
        TrialState state,
        string reason,
        FailureKind? failure,
        int? exitCode
    )
    {
        var series = spec.Objectives.Select(objective => trial.Series(objective.Metric)).ToList();
        var end = new TrialEnd
        {
            State = state,
            Reason = reason,
            Failure = failure,
            ExitCode = exitCode,
            Values = series.All(each => each is null)
                ? []
                : ValueList.From(series.Select(each => each?.Best ?? double.NaN)),
        };
        if (state != TrialState.Completed || spec.Objectives.Count == 0)
        {
            return end;
        }
        var metric = spec.Primary.Metric;
        return series[0] switch
        {
            null => end with
            {
                State = TrialState.Failed,
                Failure = FailureKind.NoMetric,
                Reason = Missing(trial, metric),
            },
            { Best: double.NaN } never => end with
            {
                State = TrialState.Failed,
                Failure = FailureKind.NotANumber,
                Reason = FormattableString.Invariant(
                    $"never reported a finite `{metric}`: {never.Count} reports, the last one {never.Last}"
                ),
            },
            _ => end,
        };
    }

    private static string Missing(Trial trial, string metric)
    {
        var seen = trial.AllSeries.Select(series => series.Metric).Order(StringComparer.Ordinal).ToList();
        if (seen.Count == 0)
        {
            return $"finished without reporting `{metric}`, or any metric";
        }
        var hint = Suggestion.For(metric, seen);
        var listed =
            string.Join(", ", seen.Take(20).Select(name => $"`{name}`")) + (seen.Count > 20 ? ", …" : "");
        return $"finished without its objective: saw {listed}; wanted `{metric}`"
            + (hint is null ? "" : $" ({hint})");
    }
}
