namespace Attune.Importance;

/// <summary>How much of what varies in an objective is due to one parameter, over the whole search space.</summary>
/// <param name="Path">The parameter.</param>
/// <param name="Alone">The share of the variance that its values explain by themselves, in [0, 1].</param>
/// <param name="Together">The share that would be gone if it were held still: <paramref name="Alone"/>, and what it does in
/// combination with others. At least <paramref name="Alone"/>; over all parameters these can sum to more than 1.</param>
/// <param name="Direction">The rank correlation of its values with the objective, in [−1, 1]: above 0 larger values come with larger
/// values of the objective. NaN for options without an order.</param>
public readonly record struct ParameterImportance(
    string Path,
    double Alone,
    double Together,
    double Direction
);
