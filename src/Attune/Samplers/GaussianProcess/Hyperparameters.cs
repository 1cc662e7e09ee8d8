namespace Attune.Samplers.GaussianProcess;

/// <summary>What a fit chooses: logarithms of a length-scale for each dimension, of the signal's variance and of the noise's.</summary>
/// <param name="Logs">d + 2 numbers: ln ℓ₁ … ln ℓ_d, ln σ², ln σ_n². Never changed.</param>
internal sealed record Hyperparameters(double[] Logs)
{
    public int Dimensions => Logs.Length - 2;

    public double Signal => Math.Exp(Logs[^2]);

    public double Noise => Math.Exp(Logs[^1]);

    public double LengthScale(int dimension) => Math.Exp(Logs[dimension]);
}

/// <summary>A normal law of a logarithm, within bounds.</summary>
internal readonly record struct LogPrior(double Mean, double Sd, double Low, double High)
{
    /// <summary>−ln density, up to a constant.</summary>
    public double Cost(double log) => 0.5 * (log - Mean) * (log - Mean) / (Sd * Sd);

    public double Slope(double log) => (log - Mean) / (Sd * Sd);
}

/// <summary>The constants of the engine. Tests and experiments change them; nobody else does.</summary>
internal sealed record GaussianProcessSettings
{
    public static GaussianProcessSettings Default { get; } = new();

    /// <summary>Points before the model chooses: the centre, then Sobol points.</summary>
    public int StartPoints { get; init; } = 5;

    /// <summary>Of a number's length-scale, its range being 1.</summary>
    public LogPrior LengthScale { get; init; } = new(Math.Log(0.5), 1, Math.Log(0.02), Math.Log(60));

    /// <summary>Of the signal's variance, the targets' being 1.</summary>
    public LogPrior Signal { get; init; } = new(Math.Log(1), 1, Math.Log(1e-2), Math.Log(1e2));

    /// <summary>Of the noise's variance: next to none is usual, much is possible.</summary>
    public LogPrior Noise { get; init; } = new(-9, 3, Math.Log(1e-8), 0);

    /// <summary>Of a nominal parameter's length-scale, its options being 1 apart.</summary>
    public LogPrior NominalScale { get; init; } = new(Math.Log(1.2), 1, Math.Log(0.02), Math.Log(60));

    /// <summary>The priors of <see cref="Hyperparameters.Logs"/>.</summary>
    public LogPrior[] PriorsOf(Features features) =>
        [
            .. features.Dimensions.Select(each =>
                each.Variation == Variation.Nominal ? NominalScale : LengthScale
            ),
            Signal,
            Noise,
        ];

    /// <summary>Rows of the model.</summary>
    public int MostRows { get; init; } = 500;

    /// <summary>Rows that hyperparameters are fitted to.</summary>
    public int MostFitted { get; init; } = 256;

    /// <summary>A fit is made again when the history has grown by one part in so many.</summary>
    public int RefitShare { get; init; } = 60;

    /// <summary>Scrambled Sobol points of the search for a maximum.</summary>
    public int Candidates { get; init; } = 512;

    /// <summary>Starts of the search by gradients.</summary>
    public int Climbs { get; init; } = 5;

    /// <summary>Arc of a conditional number: the share of a half circle that its range covers.</summary>
    public double Arc { get; init; } = 0.5;

    /// <summary>How far differences among good values may be stretched: the ladder of <see cref="OutputTransform.BentBy"/>.</summary>
    public double[] Bends { get; init; } = [double.PositiveInfinity, 3, 1, 0.3, 0.1, 0.03, 0.01];

    /// <summary>By how much, in nats, a step on that ladder must be more probable.</summary>
    public double BendEvidence { get; init; } = 4;

    /// <summary>Ends before the first step on it.</summary>
    public int BendAfter { get; init; } = 8;
}
