namespace Attune.Studies;

/// <summary>Which direction is better.</summary>
public enum Goal
{
    /// <summary>Smaller is better.</summary>
    Minimize,

    /// <summary>Larger is better.</summary>
    Maximize,
}

/// <summary>A metric to optimise. A trial's value of it is the best it reported over its whole series.</summary>
/// <param name="Metric">The metric's name, matched exactly.</param>
/// <param name="Goal">Which direction is better.</param>
public sealed record Objective(string Metric, Goal Goal)
{
    /// <summary>Larger values of this metric are better.</summary>
    public static Objective Maximize(string metric) => new(metric, Goal.Maximize);

    /// <summary>Smaller values of this metric are better.</summary>
    public static Objective Minimize(string metric) => new(metric, Goal.Minimize);

    /// <summary>The objective of a study that has none: no metric has its name.</summary>
    internal static Objective None { get; } = new("", Goal.Minimize);

    /// <summary>Whether <paramref name="left"/> is strictly better; NaN is worse than every number.</summary>
    public bool IsBetter(double left, double right) =>
        !double.IsNaN(left) && (double.IsNaN(right) || (Goal == Goal.Maximize ? left > right : left < right));
}
