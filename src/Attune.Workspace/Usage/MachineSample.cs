namespace Attune.Workspace.Usage;

/// <summary>How busy the machine was at one moment. Immutable.</summary>
/// <param name="At">When.</param>
/// <param name="ProcessorPercent">How busy its processors were together since the sample before, from 0 to 100.</param>
/// <param name="MemoryUsed">Memory that programs had, in bytes: all but what is free or would be given back at once.</param>
/// <param name="MemoryTotal">All of its memory, in bytes.</param>
/// <param name="Gpus">Its GPUs, by the latest reading; empty where there are none.</param>
public sealed record MachineSample(
    DateTimeOffset At,
    double ProcessorPercent,
    long MemoryUsed,
    long MemoryTotal,
    IReadOnlyList<GpuSample> Gpus
)
{
    /// <summary>The part of memory that is used, in per cent from 0 to 100.</summary>
    public double MemoryPercent => MemoryTotal > 0 ? 100.0 * MemoryUsed / MemoryTotal : 0;
}
