using Attune.Spaces;

namespace Attune.Studies;

/// <summary>One assignment under evaluation, as the study sees it now. It changes as the study is told things; not thread-safe.</summary>
public sealed class Trial
{
    // A script that makes up names without end must not fill the memory.
    private const int MostSeries = 1000;

    private readonly Study _study;
    private MetricSeries[] _series = [];

    internal Trial(Study study, TrialProposed proposed)
    {
        _study = study;
        (Number, Assignment) = (proposed.Trial, proposed.Assignment);
        (BasedOn, Reason, ProposedAt) = (proposed.BasedOn, proposed.Reason, proposed.At);
        ProposedBy = proposed.By;
    }

    /// <summary>The number, from 0 in the order of proposal.</summary>
    public int Number { get; }

    /// <summary>The values that it evaluates.</summary>
    public Assignment Assignment { get; }

    /// <summary>Where it stands.</summary>
    public TrialState State { get; internal set; }

    /// <summary>The attempt under way or last made, from 1; 0 before the first.</summary>
    public int Attempt { get; internal set; }

    /// <summary>Why this assignment was proposed.</summary>
    public string Reason { get; }

    /// <summary>Who asked for just these values; null when the sampler proposed them.</summary>
    public string? ProposedBy { get; }

    /// <summary>Whether a person has taken it out of sight: it is no best trial, and neither sampler nor policy minds it.</summary>
    public bool IsHidden { get; internal set; }

    /// <summary>Whether the search space, changed meanwhile, has its values no more.</summary>
    public bool IsOutside { get; internal set; }

    /// <summary>What people wrote about it; null when nothing.</summary>
    public string? Note { get; internal set; }

    /// <summary>The revision of the study that the proposal was made from.</summary>
    public long BasedOn { get; }

    /// <summary>When it was proposed.</summary>
    public DateTimeOffset ProposedAt { get; }

    /// <summary>When the latest attempt started.</summary>
    public DateTimeOffset? StartedAt { get; internal set; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndedAt { get; internal set; }

    /// <summary>How it ended; null while it has not.</summary>
    public TrialEnd? End { get; internal set; }

    /// <summary>The stop that was asked for first, and not yet done; null when none was.</summary>
    public TrialStopAsked? StopAsked { get; internal set; }

    /// <summary>Whether it has reached a terminal state.</summary>
    public bool HasEnded => End is not null;

    /// <summary>The objectives' values in the study's order: the final ones, or of a trial under way the best so far. NaN where there is none.</summary>
    public ValueList<double> Values =>
        End is { Values.Count: > 0 } end
            ? end.Values
            : ValueList.From(_study.Spec.Objectives.Select(objective => BestSoFar(objective.Metric)));

    /// <summary>The value of the primary objective; NaN where there is none.</summary>
    public double Value =>
        End is { Values.Count: > 0 } end ? end.Values[0] : BestSoFar(_study.Spec.Primary.Metric);

    /// <summary>The series of the metrics that the current attempt reported, in order of first appearance: at most a thousand, and
    /// of an ended trial only those that decide anything (objectives, and what the policy watches).</summary>
    public IReadOnlyList<MetricSeries> AllSeries => _series;

    /// <summary>The series of a metric; null when the current attempt has not reported it.</summary>
    public MetricSeries? Series(string metric) => Array.Find(_series, series => series.Metric == metric);

    /// <summary>The series to add a value to; null for one that is not kept.</summary>
    internal MetricSeries? SeriesOrNew(string metric)
    {
        if (Series(metric) is { } series)
        {
            return series;
        }
        if ((HasEnded || _series.Length >= MostSeries) && !_study.Decides(metric))
        {
            return null;
        }
        series = _study.NewSeries(metric);
        _series = [.. _series, series];
        return series;
    }

    internal void ForgetSeries() => _series = [];

    internal void KeepDecidingSeries() =>
        _series = Array.FindAll(_series, series => _study.Decides(series.Metric));

    // An ended trial has the values of its end, or none: what comes late changes nothing.
    private double BestSoFar(string metric) => HasEnded ? double.NaN : Series(metric)?.Best ?? double.NaN;
}
