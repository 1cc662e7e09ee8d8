using System.Text.Json.Serialization;
using Attune.Studies;

namespace Attune.EarlyTermination;

/// <summary>When to stop a trial that reports its metric along the way. The record is the policy; the closed family is the registry.</summary>
/// <remarks>Pure: it looks at the view and answers. Intervals are numbered from 1: the n-th report of the metric by a trial.</remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(BanditPolicy), "bandit")]
[JsonDerivedType(typeof(MedianStoppingPolicy), "median_stopping")]
[JsonDerivedType(typeof(TruncationSelectionPolicy), "truncation_selection")]
[JsonDerivedType(typeof(AshaPolicy), "asha")]
public abstract record EarlyTerminationPolicy
{
    private protected EarlyTerminationPolicy() { }

    /// <summary>Judged at every n-th report; 0 is taken as 1. Default 1.</summary>
    public int EvaluationInterval
    {
        get;
        init => field = value == 0 ? 1 : value;
    } = 1;

    /// <summary>Not judged before this report. Default 0.</summary>
    public int DelayEvaluation { get; init; }

    /// <summary>The metric to judge by; null means the study's primary objective.</summary>
    public string? Metric { get; init; }

    /// <summary>Every problem of the policy's own fields.</summary>
    public abstract IEnumerable<Problem> Validate(string path);

    /// <summary>Judges after a report; verdicts may concern any running trial, each with its reason. Continue is silence.</summary>
    /// <param name="study">The study, the new report included.</param>
    /// <param name="reporter">The trial number that has just reported.</param>
    public abstract IReadOnlyList<Verdict> Judge(StudyView study, int reporter);

    /// <summary>The reporter's series of the watched metric when the policy is applied at this report; else null.</summary>
    private protected MetricSeries? Due(StudyView study, int reporter)
    {
        var series = study.Trials[reporter].Series(study.Watched(this).Metric);
        return series is { Count: > 0 and var n } && n >= DelayEvaluation && n % EvaluationInterval == 0
            ? series
            : null;
    }

    private protected IEnumerable<Problem> Intervals(string path)
    {
        if (EvaluationInterval < 0)
        {
            yield return new Problem($"{path}.evaluation_interval", "evaluation_interval is not negative.");
        }
        if (DelayEvaluation < 0)
        {
            yield return new Problem($"{path}.delay_evaluation", "delay_evaluation is not negative.");
        }
    }

    private protected static Verdict Stop(int trial, string policy, int interval, string reason) =>
        new(
            trial,
            VerdictKind.Stop,
            policy,
            FormattableString.Invariant($"stopped by {policy} at report {interval}: {reason}")
        );
}

/// <summary>What a policy wants done with a trial.</summary>
public enum VerdictKind
{
    /// <summary>Suspend it; it may be resumed.</summary>
    Pause,

    /// <summary>End it.</summary>
    Stop,
}

/// <summary>A policy's decision about one trial, with the value and the bound in words.</summary>
public sealed record Verdict(int Trial, VerdictKind Kind, string Policy, string Reason);
