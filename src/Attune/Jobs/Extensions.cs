using Attune.Spaces;
using Attune.Studies;

namespace Attune.Jobs;

/// <summary>What stands under <c>attune:</c> in a sweep job: everything that Azure Machine Learning's job files do not have.</summary>
public sealed record SweepExtensions
{
    /// <summary>Further objectives beside the primary one.</summary>
    public ValueList<Objective> Objectives { get; init; }

    /// <summary>Bounds on metrics. Refused in this version.</summary>
    public FreeForm? Constraints { get; init; }

    /// <summary>How trials are run at reduced cost first. Refused in this version.</summary>
    public FreeForm? Fidelity { get; init; }

    /// <summary>Where metrics are read from, beside what the script logs by a client.</summary>
    public ValueList<MetricSourceSpec> Metrics { get; init; }

    /// <summary>Assignments to try first, in this order; one that leaves parameters out is completed by the sampler.</summary>
    public ValueList<Assignment> InitialPoints { get; init; }

    /// <summary>Earlier studies to learn from. Refused in this version.</summary>
    public FreeForm? WarmStart { get; init; }

    /// <summary>How often each assignment is evaluated; at least 1. Default 1.</summary>
    public int Repeats { get; init; } = 1;

    /// <summary>How often a trial that failed by its own fault is tried again; at least 0. Default 0. Faults of the machine have a budget of their own.</summary>
    public int Retries { get; init; }

    /// <summary>Graphics processors for each trial; at least 0. Default 0.</summary>
    public int GpusPerTrial { get; init; }

    /// <summary>Trials that share one graphics processor; at least 1. Default 1.</summary>
    public int TrialsPerGpu { get; init; } = 1;

    /// <summary>Processor cores for each trial; above 0. Default 1.</summary>
    public double CpusPerTrial { get; init; } = 1;

    /// <summary>The most memory that a trial may use: a number and one of b, k, m, g, as in <c>2g</c>. Absent: no limit.</summary>
    public string? MemoryPerTrial { get; init; }

    /// <summary>When the sweep ends before its trials do.</summary>
    public StopRule? StopWhen { get; init; }

    /// <summary>Whether proposals must not depend on the timing of parallel trials. Default false.</summary>
    public bool Deterministic { get; init; }

    /// <summary>Combinations that are never tried: parameters, each with a value or a list of values.</summary>
    public ValueList<ForbiddenCombination> Forbidden { get; init; }

    /// <summary>When a sweep that only fails is ended.</summary>
    public Breaker Breaker { get; init; } = new();
}

/// <summary>What stands under <c>attune:</c> in a command job.</summary>
public sealed record CommandExtensions
{
    /// <summary>Where metrics are read from, beside what the script logs by a client.</summary>
    public ValueList<MetricSourceSpec> Metrics { get; init; }

    /// <summary>How often a command that failed by its own fault is tried again; at least 0. Default 0.</summary>
    public int Retries { get; init; }

    /// <summary>Graphics processors for the command; at least 0. Default 0.</summary>
    public int GpusPerTrial { get; init; }

    /// <summary>Processor cores for the command; above 0. Default 1.</summary>
    public double CpusPerTrial { get; init; } = 1;

    /// <summary>The most memory that the command may use: a number and one of b, k, m, g, as in <c>2g</c>. Absent: no limit.</summary>
    public string? MemoryPerTrial { get; init; }
}

/// <summary>When a sweep that only fails is ended.</summary>
public sealed record Breaker
{
    /// <summary>End the sweep when its first trials, this many, all failed; 0 never. Default 5.</summary>
    public int FirstFailures { get; init; } = 5;
}
