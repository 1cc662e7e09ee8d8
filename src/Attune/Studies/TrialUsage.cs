namespace Attune.Studies;

/// <summary>What an attempt at a trial used of its machine. Immutable; a member is null where it could not be measured.</summary>
public sealed record TrialUsage
{
    /// <summary>Processor time of all its processes, user and system together, in seconds.</summary>
    public double? ProcessorSeconds { get; init; }

    /// <summary>The most memory that was seen in its processes at once, in bytes.</summary>
    public long? PeakMemory { get; init; }

    /// <summary>The most GPU memory that was seen in its processes at once, in bytes.</summary>
    public long? PeakGpuMemory { get; init; }

    /// <summary>How busy the GPUs were that it used, in per cent from 0 to 100, on average over the readings; of a shared GPU, by all that share it.</summary>
    public double? GpuUtilization { get; init; }

    /// <summary>How many processors were at work for it on average; null without a processor time, or for no time at all.</summary>
    /// <param name="duration">How long it ran.</param>
    public double? Cores(TimeSpan? duration) =>
        ProcessorSeconds is { } seconds && duration?.TotalSeconds is > 0 and var length
            ? seconds / length
            : null;
}
