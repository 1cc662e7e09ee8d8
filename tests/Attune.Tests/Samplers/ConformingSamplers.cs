using Attune.Conformance.Samplers;
using Attune.Samplers;
using Attune.Spaces;

namespace Attune.Tests.Samplers;

public sealed class RandomSamplingConforms : SamplerConformance
{
    protected override SamplerSpec Sampler => new RandomSampling();
}

public sealed class RandomSamplingBySobolConforms : SamplerConformance
{
    protected override SamplerSpec Sampler => new RandomSampling { Rule = RandomRule.Sobol, Seed = 4 };
}

public sealed class SobolSamplingConforms : SamplerConformance
{
    protected override SamplerSpec Sampler => new SobolSampling();
}

public sealed class PlainSobolSamplingConforms : SamplerConformance
{
    protected override SamplerSpec Sampler => new SobolSampling { Scramble = false };
}

public sealed class GaussianProcessSamplingConforms : SamplerConformance
{
    protected override SamplerSpec Sampler => new GaussianProcessSampling();

    protected override bool LearnsFromResults => true;

    protected override AffineInvariance Affine => AffineInvariance.Scale;

    protected override int LearningTrials => 30;
}

public sealed class GridSamplingConforms : SamplerConformance
{
    protected override SamplerSpec Sampler => new GridSampling();

    protected override SearchSpace Space =>
        SearchSpace.Build(s =>
            s.Int("trees", 10, 100, 10)
                .Float("rate", 0.1, 0.5, 0.1)
                .Choice("model", "none", Branch.Of(b => b.Int("c", 1, 20).Flag("deep")))
                .Constant("seed", 7)
        );
}

public sealed class TpeSamplingConforms : SamplerConformance
{
    protected override SamplerSpec Sampler => new TpeSampling();

    protected override bool LearnsFromResults => true;
}

public sealed class AutoSamplingConforms : SamplerConformance
{
    protected override SamplerSpec Sampler => new AutoSampling();

    protected override bool LearnsFromResults => true;

    protected override AffineInvariance Affine => AffineInvariance.Scale;

    protected override int LearningTrials => 30;
}
