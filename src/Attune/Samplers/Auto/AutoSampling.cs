using Attune.Spaces;

namespace Attune.Samplers;

/// <summary>Chooses for each trial who proposes it, by what the study has shown so far, and says why in the trial's reason.</summary>
/// <remarks>
/// The candidates are a Gaussian process (<see cref="GaussianProcessSampling"/>) and a Parzen estimator (<see cref="TpeSampling"/>). The
/// Gaussian process proposes, unless it has stopped to bring improvements, ranks left-out trials badly, or would become dear
/// (thousands of trials). Takes every distribution and conditional choices.
/// </remarks>
public sealed record AutoSampling : SamplerSpec
{
    /// <summary>The seed; null takes the study's.</summary>
    public ulong? Seed { get; init; }

    internal override ulong? OwnSeed => Seed;

    internal override bool Learns => true;

    /// <inheritdoc/>
    public override IEnumerable<Problem> Validate(SearchSpace space, string path) => [];

    /// <inheritdoc/>
    public override ISampler Create(SearchSpace space) => new Auto.AutoSampler(space);
}
