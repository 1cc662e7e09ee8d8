using System.Text.Json.Serialization;
using Attune.EarlyTermination;
using Attune.Samplers;
using Attune.Spaces;

namespace Attune.Studies;

/// <summary>What a study is to do: immutable, and with the history all that decides its proposals.</summary>
public sealed record StudySpec
{
    /// <summary>A study; the space and the objectives are required.</summary>
    public StudySpec() { }

    // Generated JSON code knows the default of an optional parameter, but not that of a property.
    [JsonConstructor]
    internal StudySpec(SamplerSpec? sampler = null, int repeats = 1) =>
        (Sampler, Repeats) = (sampler ?? new RandomSampling(), repeats);

    /// <summary>The search space.</summary>
    public required SearchSpace Space { get; init; }

    /// <summary>At least one; the first is the primary one. Empty only for a study of one trial without parameters: a plain command.</summary>
    public required ValueList<Objective> Objectives { get; init; }

    /// <summary>The sampler. Default random.</summary>
    public SamplerSpec Sampler { get; init; } = new RandomSampling();

    /// <summary>The early-termination policy; null lets every trial run to its end.</summary>
    public EarlyTerminationPolicy? EarlyTermination { get; init; }

    /// <summary>The most trials to propose; null means until the space is exhausted or <see cref="StopWhen"/> holds.</summary>
    public int? MaxTrials { get; init; }

    /// <summary>Seed of every random stream of the study.</summary>
    public ulong Seed { get; init; }

    /// <summary>Assignments to try first, in this order. A partial one is completed by a random draw.</summary>
    public ValueList<Assignment> InitialPoints { get; init; } = [];

    /// <summary>How often each assignment is evaluated. Default 1.</summary>
    public int Repeats { get; init; } = 1;

    /// <summary>When the study ends before its trials do; null never.</summary>
    public StopRule? StopWhen { get; init; }

    /// <summary>Whether proposals must not depend on the timing of parallel trials: with up to eight at a time the study is the same as with
    /// one, and never more than eight are proposed ahead. A learning sampler then sees results eight trials later.</summary>
    public bool Deterministic { get; init; }

    /// <summary>The primary objective.</summary>
    [JsonIgnore]
    public Objective Primary => Objectives.Count > 0 ? Objectives[0] : Objective.None;

    /// <summary>Every problem of the specification, warnings too.</summary>
    /// <param name="path">Where it stands in its document; empty for the whole.</param>
    public IEnumerable<Problem> Validate(string path = "") => StudySpecValidation.Problems(this, path);

    /// <summary>The metric that a policy watches; one that is no objective has the primary one's direction.</summary>
    internal Objective Watched(EarlyTerminationPolicy policy) =>
        policy.Metric is null
            ? Primary
            : Objectives.Items.FirstOrDefault(objective => objective.Metric == policy.Metric)
                ?? Primary with
                {
                    Metric = policy.Metric,
                };
}

/// <summary>When a study ends before its trials do. Each part that is set ends it alone.</summary>
public sealed record StopRule
{
    /// <summary>End when this many ended trials in a row brought no improvement of more than <see cref="MinImprovement"/>.</summary>
    public int? Plateau { get; init; }

    /// <summary>What counts as an improvement for <see cref="Plateau"/>, in the metric's units. Default 0.</summary>
    public double MinImprovement { get; init; }

    /// <summary>End when the primary objective is at least this good.</summary>
    public double? Value { get; init; }

    /// <summary>End when the summed running time of all trials reaches this many seconds.</summary>
    public double? TrialSeconds { get; init; }
}
