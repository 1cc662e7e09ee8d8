using Attune.Studies;

namespace Attune;

/// <summary>How <see cref="Optimization.RunAsync(StudySpec, Func{TrialContext, CancellationToken, Task{double}}, OptimizationOptions?, CancellationToken)"/> runs its trials; everything has a default.</summary>
public sealed record OptimizationOptions
{
    /// <summary>The most trials at once. Default 1. The trials of random, Sobol and grid sampling do not depend on it.</summary>
    public int Parallelism { get; init; } = 1;

    /// <summary>The study's name in the store. A study that is there already is continued: its finished trials are kept, and those
    /// that were interrupted run again.</summary>
    public string StudyName { get; init; } = "study";

    /// <summary>Where the study is kept; null keeps it in memory for this call only.</summary>
    public IStudyStore? Store { get; init; }

    /// <summary>Where reported values are kept; null keeps them in memory. Give one along with <see cref="Store"/> when a policy
    /// judges trials, so that it still knows their reports after a restart.</summary>
    public IMeasurementStore? Measurements { get; init; }

    /// <summary>End the study as failed when its first so many trials all failed; null never. Default 5.</summary>
    public int? GiveUpAfter { get; init; } = 5;

    /// <summary>Told each time that a trial has ended.</summary>
    public IProgress<OptimizationProgress>? Progress { get; init; }

    /// <summary>The clock. Default the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}

/// <summary>A trial has ended.</summary>
/// <param name="Trial">The trial; it changes no more.</param>
/// <param name="Best">The best trial so far; null while there is none.</param>
/// <param name="Ended">How many trials have ended, those of earlier runs of the study included.</param>
/// <param name="MaxTrials">How many there will be at most, when that is known.</param>
public sealed record OptimizationProgress(Trial Trial, Trial? Best, int Ended, int? MaxTrials);

/// <summary>What came out of an optimisation.</summary>
/// <param name="Study">The whole study; nothing changes it any more.</param>
public sealed record OptimizationResult(StudyView Study)
{
    /// <summary>The best trial; null when none gave a usable value.</summary>
    public Trial? Best => Study.Best;

    /// <summary>All trials by number.</summary>
    public IReadOnlyList<Trial> Trials => Study.Trials;

    /// <summary>How the study ended.</summary>
    public StudyState State => Study.State;

    /// <summary>Why it ended, as a sentence.</summary>
    public string Reason => Study.EndReason ?? "";
}
