using Attune.Samplers.GaussianProcess;
using Attune.Spaces;

namespace Attune.Samplers;

/// <summary>Bayesian optimisation with a Gaussian process: models the objective over the whole space and tries where it expects the largest improvement.</summary>
/// <remarks>
/// Takes every distribution, conditional parameters too; best for studies of up to some hundred trials. The first trials are the centre of
/// the space and Sobol points; of the later ones one of four is looked for everywhere (of more than four at work at once, one of as many), the
/// others near the best so far. Failed trials count as bad ones.
/// </remarks>
public sealed record GaussianProcessSampling : SamplerSpec
{
    /// <summary>The seed; null takes the study's.</summary>
    public ulong? Seed { get; init; }

    internal override ulong? OwnSeed => Seed;

    internal override bool Learns => true;

    /// <inheritdoc/>
    public override IEnumerable<Problem> Validate(SearchSpace space, string path) => [];

    /// <inheritdoc/>
    public override ISampler Create(SearchSpace space) =>
        new GaussianProcessSampler(space, GaussianProcessSettings.Default);
}
