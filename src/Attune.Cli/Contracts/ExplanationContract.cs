namespace Attune.Cli.Contracts;

/// <summary>What <c>attune job explain --json</c> gives.</summary>
internal sealed record ExplanationContract
{
    public required string Trial { get; init; }

    /// <summary>Why its values were proposed.</summary>
    public required string ProposedBecause { get; init; }
    public required DateTimeOffset ProposedAt { get; init; }

    /// <summary>How many trials had ended by then.</summary>
    public required int EndedBefore { get; init; }

    /// <summary>How many others were under way then.</summary>
    public required int UnderWayThen { get; init; }

    /// <summary>The best trial by then; null when none had a value.</summary>
    public string? BestThen { get; init; }
    public double? BestValueThen { get; init; }
    public required string State { get; init; }

    /// <summary>Why it ended as it did, or waits; null when there is nothing to say.</summary>
    public string? Reason { get; init; }

    /// <summary>The primary objective; null where there is none.</summary>
    public double? Value { get; init; }

    /// <summary>Its place among the trials with a value, from 1; null without one.</summary>
    public int? Rank { get; init; }
    public required int Ranked { get; init; }

    /// <summary>Processor time of its latest attempt, in seconds; null where it was not measured, as the others.</summary>
    public double? ProcessorSeconds { get; init; }

    /// <summary>The most memory that its processes were seen to have at once.</summary>
    public long? PeakMemoryBytes { get; init; }
    public long? PeakGpuMemoryBytes { get; init; }

    /// <summary>How busy its GPUs were on average.</summary>
    public double? GpuUtilizationPercent { get; init; }
}
