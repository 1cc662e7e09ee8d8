using Attune.Spaces;

namespace Attune.Samplers;

/// <summary>Tree-structured Parzen estimator: proposes what is likely among the best trials and unlikely among the others.</summary>
/// <remarks>
/// Takes every distribution, conditional choices too, and learns them jointly; only the order of results matters, not their size. Cheap
/// with thousands of trials. J. Bergstra, R. Bardenet, Y. Bengio, B. Kégl, "Algorithms for hyper-parameter optimization" (NIPS 2011),
/// section 4; joint (multivariate) kernels after S. Watanabe, arXiv 2304.11127, section 3. Deviations: the kernels of a conditional space
/// are those of whole configurations, with the prior where a configuration lacks a parameter; the best trials weigh by rank.
/// </remarks>
public sealed record TpeSampling : SamplerSpec
{
    /// <summary>The seed; null takes the study's.</summary>
    public ulong? Seed { get; init; }

    internal override ulong? OwnSeed => Seed;

    internal override bool Learns => true;

    /// <inheritdoc/>
    public override IEnumerable<Problem> Validate(SearchSpace space, string path) => [];

    /// <inheritdoc/>
    public override ISampler Create(SearchSpace space) => new Tpe.TpeSampler(space);
}
