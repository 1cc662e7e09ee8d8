using Attune.Studies;

namespace Attune.Workspace.Executors.Local;

/// <summary>What was measured of an execution by looking at its processes now and then. Immutable.</summary>
/// <param name="Usage">What it used: never less than it was before.</param>
/// <param name="GpuReadings">How many readings the average of the GPUs is of.</param>
internal sealed record MeasuredUsage(TrialUsage Usage, int GpuReadings)
{
    /// <summary>Before the first look.</summary>
    public static MeasuredUsage Nothing { get; } = new(new TrialUsage(), 0);

    /// <summary>With what its living processes say now.</summary>
    /// <param name="processorSeconds">Their processor time and that of those they waited for.</param>
    /// <param name="memory">Their memory together, or the most that one of them ever had.</param>
    public MeasuredUsage With(double processorSeconds, long memory) =>
        this with
        {
            Usage = Usage with
            {
                // Processes that ended without being waited for take their time with them.
                ProcessorSeconds = Math.Max(Usage.ProcessorSeconds ?? 0, processorSeconds),
                PeakMemory = Math.Max(Usage.PeakMemory ?? 0, memory),
            },
        };

    /// <summary>With what the GPUs say now.</summary>
    /// <param name="memory">GPU memory of its processes together, in bytes.</param>
    /// <param name="utilization">How busy those GPUs are, in per cent; null where they do not say.</param>
    public MeasuredUsage WithGpus(long memory, double? utilization) =>
        new(
            Usage with
            {
                PeakGpuMemory = Math.Max(Usage.PeakGpuMemory ?? 0, memory),
                GpuUtilization = utilization is { } now
                    ? ((Usage.GpuUtilization ?? 0) * GpuReadings + now) / (GpuReadings + 1)
                    : Usage.GpuUtilization,
            },
            utilization is null ? GpuReadings : GpuReadings + 1
        );

    /// <summary>Whether it says enough more than an earlier one to be written down again.</summary>
    public bool IsNewsAfter(MeasuredUsage? written) =>
        written is null
        || Usage.PeakMemory > 1.05 * (written.Usage.PeakMemory ?? 0)
        || Usage.ProcessorSeconds > 1.05 * (written.Usage.ProcessorSeconds ?? 0) + 1
        || Usage.PeakGpuMemory > 1.05 * (written.Usage.PeakGpuMemory ?? 0);
}
