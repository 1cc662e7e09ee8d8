namespace Attune.Samplers.GaussianProcess;

/// <summary>How a parameter varies, as the model and its search see it.</summary>
internal enum Variation
{
    /// <summary>Every value of an interval, or so many steps that the search treats it so and rounds.</summary>
    Smooth,

    /// <summary>A few ordered values.</summary>
    Stepped,

    /// <summary>Options without an order.</summary>
    Nominal,
}

/// <summary>A parameter that varies.</summary>
/// <param name="Parameter">Its index among the space's parameters.</param>
/// <param name="Variation">How it varies.</param>
/// <param name="Grid">Where its values lie in the unit interval, by option or step; empty for a smooth one.</param>
/// <param name="Rounds">Whether not every number of the interval is the place of a value.</param>
/// <param name="IsConditional">Whether it is sometimes inactive.</param>
/// <param name="First">Its first coordinate.</param>
/// <param name="Coordinates">How many it has.</param>
internal sealed record Dimension(
    int Parameter,
    Variation Variation,
    double[] Grid,
    bool Rounds,
    bool IsConditional,
    int First,
    int Coordinates
);
