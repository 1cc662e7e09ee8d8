using Attune.Samplers.GaussianProcess;
using Attune.Tests.Numerics;

namespace Attune.Tests.Samplers.GaussianProcess;

public sealed class MarginalLikelihoodTests
{
    private static readonly LogPrior[] Priors = GaussianProcessSettings.Default.PriorsOf(
        ReferenceProcess.Features
    );

    private static MarginalLikelihood Likelihood(TrainingSet data) =>
        new(
            ReferenceProcess.Features,
            ReferenceProcess.Columns(data),
            data.Targets,
            data.NoiseWeights,
            Priors
        );

    [Fact]
    public void Value_and_gradient_are_those_of_scikit_learn()
    {
        var likelihood = Likelihood(ReferenceProcess.Data);
        var gradient = new double[5];
        foreach (var row in References.Read("gp-likelihood-reference.csv"))
        {
            var cost = likelihood.Cost(row.AsSpan(0, 5), gradient);
            for (var i = 0; i < 5; i++)
            {
                cost -= Priors[i].Cost(row[i]);
                Assert.Equal(-row[6 + i], gradient[i] - Priors[i].Slope(row[i]), 1e-8);
            }
            Assert.Equal(-row[5], cost, 1e-8);
        }
    }

    [Fact]
    public void The_gradient_with_priors_and_unequal_noise_is_that_of_the_value()
    {
        var data = ReferenceProcess.Data;
        data = data with { NoiseWeights = [.. data.NoiseWeights.Select((_, i) => 0.25 + (i % 3))] };
        var likelihood = Likelihood(data);
        double[] at = [-0.5, 0.2, 0.7, 0.1, -2];
        var (gradient, ignored) = (new double[5], new double[5]);
        likelihood.Cost(at, gradient);
        for (var i = 0; i < 5; i++)
        {
            double Moved(double by)
            {
                var moved = at.ToArray();
                moved[i] += by;
                return likelihood.Cost(moved, ignored);
            }
            Assert.Equal((Moved(1e-5) - Moved(-1e-5)) / 2e-5, gradient[i], 1e-6);
        }
    }

    [Fact]
    public void Leaving_one_out_is_what_a_model_of_the_others_says()
    {
        var data = ReferenceProcess.Data;
        double[] logs = [-0.5, 0.2, 0.7, 0.1, -2];
        var hyperparameters = new Hyperparameters(logs);
        var likelihood = Likelihood(data);
        likelihood.Cost(logs, new double[5]);
        var expected = Enumerable
            .Range(0, data.Count)
            .Average(left =>
            {
                var others = Enumerable.Range(0, data.Count).Where(row => row != left).ToList();
                var posterior = new Posterior(ReferenceProcess.Features);
                posterior.Condition(
                    hyperparameters,
                    data with
                    {
                        Rows = [.. others.Select(row => data.Rows[row])],
                        Targets = [.. others.Select(row => data.Targets[row])],
                        NoiseWeights = [.. others.Select(row => data.NoiseWeights[row])],
                    }
                );
                var (mean, sd) = posterior.Predict(data.Rows[left].Coordinates);
                var variance = (sd * sd) + hyperparameters.Noise;
                var gap = data.Targets[left] - mean;
                return -0.5 * (Math.Log(2 * Math.PI * variance) + (gap * gap / variance));
            });
        Assert.Equal(expected, likelihood.LeaveOneOut(), 1e-9);
    }
}
