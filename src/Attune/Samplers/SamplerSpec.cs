using System.Text.Json.Serialization;
using Attune.Spaces;

namespace Attune.Samplers;

/// <summary>Which sampler a study uses, as written in <c>sampling_algorithm</c>. The closed family is the registry of what is built in.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(RandomSampling), "random")]
[JsonDerivedType(typeof(GridSampling), "grid")]
[JsonDerivedType(typeof(SobolSampling), "sobol")]
[JsonDerivedType(typeof(GaussianProcessSampling), "gp")]
[JsonDerivedType(typeof(TpeSampling), "tpe")]
[JsonDerivedType(typeof(AutoSampling), "auto")]
[JsonDerivedType(typeof(BayesianSampling), "bayesian")]
public abstract record SamplerSpec
{
    private protected SamplerSpec() { }

    /// <summary>Problems of this sampler with this space (grid and a continuous parameter, for example).</summary>
    public abstract IEnumerable<Problem> Validate(SearchSpace space, string path);

    /// <summary>A new sampler; call only when <see cref="Validate"/> found no error.</summary>
    public abstract ISampler Create(SearchSpace space);

    /// <summary>The seed that the sampler's own options give; null takes the study's.</summary>
    internal virtual ulong? OwnSeed => null;

    /// <summary>Whether proposals depend on results.</summary>
    internal virtual bool Learns => false;

    /// <summary>The space as the sampler draws from it.</summary>
    internal virtual SearchSpace SpaceFor(SearchSpace space) => space;
}
