using Attune.Spaces;

namespace Attune.Samplers;

/// <summary>Bayesian optimisation, as Azure's job files name it: the engine of <see cref="AutoSampling"/>.</summary>
/// <remarks>Takes every distribution and conditional choices; Azure's takes only choice, uniform and quniform.</remarks>
public sealed record BayesianSampling : SamplerSpec
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
