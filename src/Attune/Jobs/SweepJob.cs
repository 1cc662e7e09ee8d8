using System.Text.Json.Serialization;
using Attune.EarlyTermination;
using Attune.Samplers;
using Attune.Spaces;
using Attune.Studies;

namespace Attune.Jobs;

/// <summary>A sweep: one command run as many trials, each with other values from the search space.</summary>
public sealed record SweepJob : Job
{
    /// <summary>The number of trials when neither <c>limits.max_total_trials</c> nor anything else ends the sweep.</summary>
    public const int DefaultMaxTotalTrials = 1000;

    /// <summary>What each trial runs.</summary>
    public required TrialSpec Trial { get; init; }

    /// <summary>How the values are chosen: a name, or an object with <c>type</c>. Default random.</summary>
    public SamplerSpec SamplingAlgorithm { get; init; } = new RandomSampling();

    /// <summary>The hyperparameters by name, each with its distribution.</summary>
    [JsonConverter(typeof(NamedDistributionsJson))]
    public required ValueList<NamedDistribution> SearchSpace { get; init; }

    /// <summary>The metric to optimise.</summary>
    public required JobObjective Objective { get; init; }

    /// <summary>How many trials, how many at once, and for how long.</summary>
    public SweepLimits Limits { get; init; } = new();

    /// <summary>When a trial that reports its metric along the way is stopped. Absent: every trial runs to its end.</summary>
    public EarlyTerminationPolicy? EarlyTermination { get; init; }

    /// <summary>Everything that Azure Machine Learning's job files do not have.</summary>
    public SweepExtensions Attune { get; init; } = new();

    /// <summary>The search space, forbidden combinations included.</summary>
    [JsonIgnore]
    public SearchSpace Space => new(SearchSpace, Attune.Forbidden);

    /// <summary>The objectives, the primary one first.</summary>
    [JsonIgnore]
    public ValueList<Objective> Objectives =>
        [new Objective(Objective.PrimaryMetric, Objective.Goal), .. Attune.Objectives];

    /// <summary>The most trials to propose; null when a whole grid or <see cref="SweepExtensions.StopWhen"/> decides.</summary>
    [JsonIgnore]
    public int? MaxTrials =>
        Limits.MaxTotalTrials
        ?? (SamplingAlgorithm is GridSampling || Attune.StopWhen is not null ? null : DefaultMaxTotalTrials);

    /// <inheritdoc/>
    public override IEnumerable<Problem> Validate() => SweepValidation.Problems(this);

    /// <summary>The study that this sweep starts. Call it only when <see cref="Validate"/> found no error.</summary>
    /// <param name="seed">The seed when the job file names none; the caller keeps it with the study, so that it can be repeated.</param>
    public StudySpec ToStudySpec(ulong seed = 0) =>
        new()
        {
            Space = Space,
            Objectives = Objectives,
            Sampler = SamplingAlgorithm,
            EarlyTermination = EarlyTermination,
            MaxTrials = MaxTrials,
            Seed = SamplingAlgorithm is RandomSampling { Seed: { } own } ? (ulong)own : seed,
            InitialPoints = Attune.InitialPoints,
            Repeats = Attune.Repeats,
            StopWhen = Attune.StopWhen,
            Deterministic = Attune.Deterministic,
        };
}

/// <summary>The metric to optimise, as a job file says it.</summary>
public sealed record JobObjective
{
    /// <summary>The metric's name, exactly as the script logs it.</summary>
    public required string PrimaryMetric { get; init; }

    /// <summary>Whether small or large values are better.</summary>
    public required Goal Goal { get; init; }
}

/// <summary>How many trials, how many at once, and for how long.</summary>
public sealed record SweepLimits
{
    /// <summary>The most trials; at least 1, without an upper limit. Absent: the whole grid, or 1000.</summary>
    public int? MaxTotalTrials { get; init; }

    /// <summary>The most trials at once; at least 1. Absent: as many as this machine has slots for.</summary>
    public int? MaxConcurrentTrials { get; init; }

    /// <summary>Seconds after which the sweep and all its trials are canceled. Absent: never.</summary>
    public double? Timeout { get; init; }

    /// <summary>Seconds after which a trial is ended as timed out; the sweep goes on. Absent: never.</summary>
    public double? TrialTimeout { get; init; }
}
