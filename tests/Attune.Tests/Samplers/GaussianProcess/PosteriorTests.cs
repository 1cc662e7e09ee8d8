using Attune.Samplers.GaussianProcess;
using Attune.Tests.Numerics;

namespace Attune.Tests.Samplers.GaussianProcess;

public sealed class PosteriorTests
{
    private static readonly Hyperparameters Reference = new([0.3, -1.5, 1.0, 0.8, -2.0]);

    private static Posterior Conditioned(TrainingSet data, Hyperparameters? hyperparameters = null)
    {
        var posterior = new Posterior(ReferenceProcess.Features);
        Assert.True(posterior.Condition(hyperparameters ?? Reference, data));
        return posterior;
    }

    [Fact]
    public void Covariances_are_those_of_scikit_learn()
    {
        var table = References.Read("gp-kernel-reference.csv");
        var rows = ReferenceProcess.Data.Rows;
        for (var i = 0; i < rows.Count; i++)
        {
            var k = new double[rows.Count];
            for (var j = 0; j < k.Length; j++)
            {
                for (var c = 0; c < ReferenceProcess.Features.Coordinates; c++)
                {
                    var gap =
                        (rows[i].Coordinates[c] - rows[j].Coordinates[c])
                        / Reference.LengthScale(ReferenceProcess.Features.DimensionOf(c));
                    k[j] += gap * gap;
                }
            }
            Matern.Apply(k, Reference.Signal, []);
            Assert.All(k.Zip(table[i]), pair => Assert.Equal(pair.Second, pair.First, 1e-12));
        }
    }

    [Fact]
    public void Means_and_variances_are_those_of_scikit_learn()
    {
        var posterior = Conditioned(ReferenceProcess.Data);
        foreach (var row in References.Read("gp-posterior-reference.csv"))
        {
            var (mean, sd) = posterior.Predict(ReferenceProcess.Observe(row).Coordinates);
            Assert.Equal(row[3], mean, 1e-10);
            Assert.Equal(row[4], sd * sd, 1e-10);
        }
    }

    [Fact]
    public void The_incumbent_is_the_least_mean_of_an_observed_row()
    {
        var data = ReferenceProcess.Data;
        var posterior = Conditioned(data);
        var means = data.Rows.Select(row => posterior.Predict(row.Coordinates).Mean).ToArray();
        Assert.All(means.Zip(posterior.Means), pair => Assert.Equal(pair.First, pair.Second, 1e-10));
        Assert.Equal(means.Min(), posterior.Incumbent, 1e-10);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void Sixteen_points_at_once_one_point_and_the_gradient_agree(int pending)
    {
        var posterior = Conditioned(ReferenceProcess.Data);
        posterior.Imagine(Pending(pending), Draws(16, pending));
        var coordinates = ReferenceProcess.Features.Coordinates;
        var block = new double[coordinates * Posterior.Block];
        var points = Enumerable.Range(0, Posterior.Block).Select(Point).ToArray();
        for (var p = 0; p < points.Length; p++)
        {
            for (var c = 0; c < coordinates; c++)
            {
                block[(c * Posterior.Block) + p] = points[p].Coordinates[c];
            }
        }
        var together = new double[Posterior.Block];
        posterior.LogImprovements(block, together);
        for (var p = 0; p < points.Length; p++)
        {
            var (at, gradient, ignored) = (
                points[p].Coordinates,
                new double[coordinates],
                new double[coordinates]
            );
            Assert.Equal(together[p], posterior.LogImprovement(at, gradient), 1e-8);
            for (var c = 0; c < coordinates; c++)
            {
                double Moved(double by)
                {
                    var moved = at.ToArray();
                    moved[c] += by;
                    return posterior.LogImprovement(moved, ignored);
                }
                var slope = (Moved(1e-5) - Moved(-1e-5)) / 2e-5;
                Assert.Equal(slope, gradient[c], 1e-5 * Math.Max(1, Math.Abs(slope)));
            }
        }
    }

    [Fact]
    public void A_trial_under_way_takes_the_improvement_from_its_place_and_leaves_the_rest()
    {
        var posterior = Conditioned(ReferenceProcess.Data, new([-1.5, -1.5, -1.0, 0.8, -2.0]));
        var place = Pending(1)[0];
        var gradient = new double[ReferenceProcess.Features.Coordinates];
        var far = ReferenceProcess.Observe([0.95, 0.02, 1]).Coordinates;
        var (here, there) = (
            posterior.LogImprovement(place.Coordinates, gradient),
            posterior.LogImprovement(far, gradient)
        );
        posterior.Imagine([place], Draws(64, 1));
        Assert.True(posterior.LogImprovement(place.Coordinates, gradient) < here - 0.5);
        Assert.Equal(there, posterior.LogImprovement(far, gradient), 0.5);
        posterior.Imagine([], []);
        Assert.Equal(here, posterior.LogImprovement(place.Coordinates, gradient));
    }

    [Fact]
    public void What_was_imagined_leaves_no_trace()
    {
        var data = ReferenceProcess.Data;
        var posterior = Conditioned(data);
        posterior.Imagine(Pending(2), Draws(8, 2));
        posterior.Imagine(Pending(4), Draws(8, 4));
        var fresh = Conditioned(data);
        fresh.Imagine(Pending(4), Draws(8, 4));
        var at = Point(5).Coordinates;
        var gradient = new double[at.Length];
        Assert.Equal(fresh.LogImprovement(at, gradient), posterior.LogImprovement(at, gradient));
    }

    private static Observation Point(int p) =>
        ReferenceProcess.Observe([0.03 + (p * 0.057), (0.31 * p) % 1, p % 3]);

    private static List<Observation> Pending(int count) => [.. Enumerable.Range(20, count).Select(Point)];

    private static double[][] Draws(int draws, int pending) =>
        [
            .. Enumerable
                .Range(0, draws)
                .Select(m => Enumerable.Range(0, pending).Select(p => 2 * Math.Sin(m + (7.1 * p))).ToArray()),
        ];
}
