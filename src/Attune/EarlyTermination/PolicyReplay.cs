using Attune.Studies;

namespace Attune.EarlyTermination;

/// <summary>A value of the watched metric as it was recorded.</summary>
/// <param name="Trial">The trial's number.</param>
/// <param name="Step">The step that the script gave.</param>
/// <param name="Value">The value.</param>
/// <param name="At">When it was reported.</param>
public readonly record struct RecordedReport(int Trial, long Step, double Value, DateTimeOffset At);

/// <summary>A trial that the policy would have ended.</summary>
public sealed record ReplayedStop
{
    /// <summary>The trial's number.</summary>
    public required int Trial { get; init; }

    /// <summary>At which of its reports, from 1.</summary>
    public required int Report { get; init; }

    /// <summary>The step of that report.</summary>
    public required long Step { get; init; }

    /// <summary>Its best value by then; NaN when it had none.</summary>
    public required double Value { get; init; }

    /// <summary>The best value that it came to in truth; NaN when it had none.</summary>
    public required double Final { get; init; }

    /// <summary>How many of its reports would not have been made.</summary>
    public required int ReportsSaved { get; init; }

    /// <summary>How long it ran on after that report.</summary>
    public required TimeSpan TimeSaved { get; init; }

    /// <summary>The policy's reason, value and bound in it.</summary>
    public required string Reason { get; init; }

    /// <summary>Whether it was ended by just this verdict in truth.</summary>
    public required bool Happened { get; init; }
}

/// <summary>What an early-termination policy would have done to a study's trials, judged over their recorded reports in the order of their arrival.</summary>
/// <remarks>Pure. The policy that really ran gives the verdicts that it really gave. What a trial reported after a verdict is left out, unless the
/// verdict was given in truth: then it is what the trial said while it was being ended. Of a trial that another policy had ended, nobody
/// knows how it would have gone on: see <see cref="Unknown"/>.</remarks>
public sealed record PolicyReplay
{
    /// <summary>The trials that would have been ended, in that order.</summary>
    public required IReadOnlyList<ReplayedStop> Stops { get; init; }

    /// <summary>How many trials reported the metric.</summary>
    public required int Judged { get; init; }

    /// <summary>All their reports.</summary>
    public required int Reports { get; init; }

    /// <summary>The time that the ended ones of them ran.</summary>
    public required TimeSpan Time { get; init; }

    /// <summary>Trials that were stopped early in truth and would not have been: how they would have gone on is not known.</summary>
    public required int Unknown { get; init; }

    /// <summary>The best trial in truth; null when there is none.</summary>
    public int? Best { get; init; }

    /// <summary>Its value of the watched metric; NaN when there is none.</summary>
    public required double BestValue { get; init; }

    /// <summary>The trial that would have been the best; null when there is none.</summary>
    public int? BestThen { get; init; }

    /// <summary>Its value by then; NaN when there is none.</summary>
    public required double BestValueThen { get; init; }

    /// <summary>Reports that would not have been made.</summary>
    public int ReportsSaved => Stops.Sum(stop => stop.ReportsSaved);

    /// <summary>Time that would not have been run.</summary>
    public TimeSpan TimeSaved => new(Stops.Sum(stop => stop.TimeSaved.Ticks));

    /// <summary>Whether what the sweep found would have been missed: another value of the best trial would have been the best.</summary>
    public bool LosesBest => Best is not null && !BestValueThen.Equals(BestValue);

    /// <summary>Judges.</summary>
    /// <param name="study">The study with its trials; hidden ones are passed over.</param>
    /// <param name="policy">The policy, which need not be the study's own.</param>
    /// <param name="reports">All values of the watched metric, of each trial's latest attempt, in the order of their arrival.</param>
    /// <exception cref="InvalidSpecException">The policy has errors.</exception>
    public static PolicyReplay Of(
        StudyView study,
        EarlyTerminationPolicy policy,
        IEnumerable<RecordedReport> reports
    )
    {
        ArgumentNullException.ThrowIfNull(study);
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(reports);
        var wrong = policy.Validate("early_termination").Where(each => each.Severity == Severity.Error);
        if (wrong.ToArray() is { Length: > 0 } problems)
        {
            throw new InvalidSpecException(problems);
        }
        var replay = new Replaying(study, policy);
        foreach (var report in reports)
        {
            replay.Take(report);
        }
        return replay.Result();
    }
}
