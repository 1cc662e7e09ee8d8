using Attune.Numerics;

namespace Attune.Samplers.GaussianProcess;

/// <summary>The most probable hyperparameters of a history, and how well the model with them foretells each value from the others.</summary>
/// <param name="Hyperparameters">The maximum a posteriori.</param>
/// <param name="LeaveOneOut">Mean ln density of each target given the others, in units of the transformed targets.</param>
/// <param name="Constant">The same of the model that knows only mean and spread.</param>
internal sealed record Fit(Hyperparameters Hyperparameters, double LeaveOneOut, double Constant)
{
    /// <summary>How the targets were bent; infinite for not at all.</summary>
    public double Bend { get; init; } = double.PositiveInfinity;

    /// <summary>ln density of the values and the hyperparameters: what fits with different bends are compared by.</summary>
    public double Evidence { get; private init; }

    // Where the search starts when nothing is known: middling scales, little noise.
    private const double StartScale = 0.5;
    private const double StartNoise = 1e-3;

    // Of the likelihood, together: more of them where they cost little.
    private static int Evaluations(int rows) =>
        rows <= 64 ? 40
        : rows <= 128 ? 30
        : 20;

    /// <summary>Fits.</summary>
    /// <param name="features">What the coordinates are.</param>
    /// <param name="data">The data.</param>
    /// <param name="before">The fit before this one, to start from; null starts afresh.</param>
    /// <param name="afresh">Whether to start afresh too.</param>
    /// <param name="settings">Priors and limits.</param>
    public static Fit To(
        Features features,
        TrainingSet data,
        Fit? before,
        bool afresh,
        GaussianProcessSettings settings
    )
    {
        var rows = Rows(data, settings.MostFitted);
        var x = new double[features.Coordinates][];
        for (var c = 0; c < x.Length; c++)
        {
            x[c] = [.. rows.Select(row => data.Rows[row].Coordinates[c])];
        }
        double[] y = [.. rows.Select(row => data.Targets[row])];
        double[] weights = [.. rows.Select(row => data.NoiseWeights[row])];
        var priors = settings.PriorsOf(features);
        var likelihood = new MarginalLikelihood(features, x, y, weights, priors);
        var count = features.Dimensions.Length + 2;
        var (low, high) = (new double[count], new double[count]);
        for (var i = 0; i < count; i++)
        {
            (low[i], high[i]) = (priors[i].Low, priors[i].High);
        }
        var search = new BoundedLbfgs(count);
        var (best, cost) = (Array.Empty<double>(), double.PositiveInfinity);
        foreach (var start in Starts(before, afresh, count))
        {
            var value = search.Minimize(likelihood.Cost, start, low, high, Evaluations(y.Length), 1e-2, 1e-3);
            if (value < cost || best.Length == 0)
            {
                (best, cost) = (start, value);
            }
        }
        var found = likelihood.Cost(best, new double[count]);
        return new Fit(
            new Hyperparameters(best),
            double.IsFinite(found) ? likelihood.LeaveOneOut() : double.NegativeInfinity,
            ConstantLeaveOneOut(y)
        )
        {
            Evidence =
                rows.Where(row => data.Rows[row].Values > 0)
                    .Sum(row => data.Transform.LogSlope(data.Rows[row].Value)) - cost,
        };
    }

    private static IEnumerable<double[]> Starts(Fit? before, bool afresh, int count)
    {
        if (before is not null)
        {
            yield return [.. before.Hyperparameters.Logs];
        }
        if (before is null || afresh)
        {
            var start = new double[count];
            Array.Fill(start, Math.Log(StartScale));
            (start[^2], start[^1]) = (0, Math.Log(StartNoise));
            yield return start;
        }
    }

    // Half of them the best, the others spread over the rest.
    private static int[] Rows(TrainingSet data, int most)
    {
        var all = Enumerable.Range(0, data.Count);
        if (data.Count <= most)
        {
            return [.. all];
        }
        var byTarget = all.OrderBy(row => data.Targets[row]).ThenBy(row => row).ToArray();
        var (best, rest) = (byTarget[..(most / 2)], byTarget[(most / 2)..].Order().ToArray());
        var places = most - best.Length;
        var spread = Enumerable.Range(0, places).Select(i => rest[(int)((long)i * rest.Length / places)]);
        return [.. best.Concat(spread).Order()];
    }

    private static double ConstantLeaveOneOut(double[] y)
    {
        var (sum, squares) = (y.Sum(), y.Sum(value => value * value));
        var total = 0.0;
        var others = Math.Max(1, y.Length - 1);
        foreach (var value in y)
        {
            var mean = (sum - value) / others;
            var variance = Math.Max(1e-12, ((squares - (value * value)) / others) - (mean * mean));
            total -= 0.5 * (Math.Log(2 * Math.PI * variance) + ((value - mean) * (value - mean) / variance));
        }
        return total / y.Length;
    }
}
