using System.Diagnostics;
using System.Diagnostics.Metrics;
using Attune.Studies;

namespace Attune.Workspace.Telemetry;

/// <summary>What the runner and the metric doors count, for whoever listens; where nobody does, counting costs next to nothing. Thread-safe.</summary>
/// <remarks>Names and units follow OpenTelemetry's conventions for metrics (opentelemetry.io, semantic conventions: general, metrics).</remarks>
public static class WorkspaceMeter
{
    /// <summary>The meter's name.</summary>
    public const string Name = "Attune";

    private static readonly Meter Meter = new(Name);

    private static readonly Counter<long> Started = Meter.CreateCounter<long>(
        "attune.trial.attempts",
        "{attempt}",
        "Attempts at trials that were started."
    );

    private static readonly Counter<long> Ended = Meter.CreateCounter<long>(
        "attune.trial.ends",
        "{trial}",
        "Trials that ended, by how."
    );

    private static readonly UpDownCounter<long> Running = Meter.CreateUpDownCounter<long>(
        "attune.trial.running",
        "{trial}",
        "Trials under way."
    );

    private static readonly Histogram<double> Asking = Meter.CreateHistogram<double>(
        "attune.proposal.duration",
        "s",
        "How long a sampler took to propose a trial."
    );

    private static readonly Counter<long> Points = Meter.CreateCounter<long>(
        "attune.measurements",
        "{point}",
        "Measurements that came in and were new."
    );

    private static readonly Histogram<double> Storing = Meter.CreateHistogram<double>(
        "attune.measurements.duration",
        "s",
        "From a batch of measurements until it was durable."
    );

    /// <summary>Counts what was written down of a study.</summary>
    internal static void Count(IReadOnlyList<StudyChange> changes, StudyView study)
    {
        if (!Started.Enabled && !Ended.Enabled && !Running.Enabled)
        {
            return;
        }
        foreach (var change in changes)
        {
            switch (change)
            {
                case TrialStarted:
                    Started.Add(1);
                    Running.Add(1);
                    break;
                case TrialRequeued:
                    Running.Add(-1);
                    break;
                case TrialEnded ended:
                    Ended.Add(1, new KeyValuePair<string, object?>("attune.state", Words(ended.End.State)));
                    if (study.Trials[ended.Trial].StartedAt is not null)
                    {
                        Running.Add(-1);
                    }
                    break;
            }
        }
    }

    /// <summary>Counts a proposal.</summary>
    /// <param name="began">The timestamp (<see cref="Stopwatch.GetTimestamp"/>) at which the sampler was asked.</param>
    internal static void Proposed(long began) => Asking.Record(Stopwatch.GetElapsedTime(began).TotalSeconds);

    /// <summary>Counts a batch of measurements.</summary>
    /// <param name="fresh">How many of them were new.</param>
    /// <param name="began">The timestamp at which they came.</param>
    internal static void Stored(int fresh, long began)
    {
        Points.Add(fresh);
        Storing.Record(Stopwatch.GetElapsedTime(began).TotalSeconds);
    }

    private static string Words(TrialState state) =>
        state switch
        {
            TrialState.StoppedEarly => "stopped_early",
            TrialState.TimedOut => "timed_out",
            _ => state.ToString().ToLowerInvariant(),
        };
}
