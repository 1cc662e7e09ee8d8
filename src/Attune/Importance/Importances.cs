using Attune.Numerics;
using Attune.Samplers.GaussianProcess;
using Attune.Spaces;
using Attune.Studies;

namespace Attune.Importance;

/// <summary>Which parameters mattered in a study, as a random forest over its trials tells. Immutable.</summary>
/// <remarks>
/// The forest's mean is a function of the unit cube, in which every parameter is spread as its distribution says. Its variance is split
/// into what each parameter does alone and in combination: the functional analysis of variance of F. Hutter, H. Hoos and K. Leyton-Brown,
/// "An efficient approach for assessing hyperparameter importance" (ICML 2014), section 3, with the total effects of T. Homma and A. Saltelli
/// (Reliability Engineering and System Safety 52, 1996). Otherwise than there, the variance is that of the whole forest's mean and not the mean of
/// its trees' variances, which counts less noise; options without an order are ordered by their mean value; and a parameter that was not active is
/// given a place at random in each tree, because the objective does not depend on it there. Values far on the bad side are cut at Tukey's fence.
/// The same trials give the same numbers.
/// </remarks>
public sealed record Importances
{
    /// <summary>Fewer trials with a value tell nothing.</summary>
    public const int LeastTrials = 10;

    // Of more trials an even choice is taken: a forest over so many is as good.
    private const int MostTrials = 1_000;
    private const ulong Seed = 20_140_621;

    private Importances() { }

    /// <summary>The parameters that vary, the most important first; empty when <see cref="WhyNone"/> says so.</summary>
    public ValueList<ParameterImportance> Parameters { get; private init; } = [];

    /// <summary>Why there are none, as a sentence; null when there are some.</summary>
    public string? WhyNone { get; private init; }

    /// <summary>How many trials with a value there were.</summary>
    public int Trials { get; private init; }

    /// <summary>The share of the variance that trees foretell of trials that they were not grown from: about 0 or below means that the
    /// parameters do not explain the values, and importances mean nothing. At most 1; NaN when <see cref="Parameters"/> is empty.</summary>
    public double Foretold { get; private init; } = double.NaN;

    /// <summary>The importances of the parameters of a study.</summary>
    /// <param name="space">Its search space.</param>
    /// <param name="outcomes">Its trials; those without a finite value do not count.</param>
    /// <param name="goal">Which direction is better.</param>
    public static Importances Of(SearchSpace space, IReadOnlyList<Outcome> outcomes, Goal goal)
    {
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(outcomes);
        var usable = outcomes.Where(outcome => double.IsFinite(outcome.Value)).ToList();
        int[] varied =
        [
            .. Enumerable
                .Range(0, space.Parameters.Count)
                .Where(p => space.Parameters[p].Distribution.Count != 1),
        ];
        if (varied.Length == 0)
        {
            return None("No parameter varies.");
        }
        if (usable.Count < LeastTrials)
        {
            return None(
                FormattableString.Invariant(
                    $"It takes {LeastTrials} trials with a value to tell which parameters matter; there {(usable.Count == 1 ? "is" : "are")} {usable.Count}."
                )
            );
        }
        var some =
            usable.Count <= MostTrials
                ? usable
                :
                [
                    .. Enumerable
                        .Range(0, MostTrials)
                        .Select(i => usable[(int)((long)i * usable.Count / MostTrials)]),
                ];
        if (Targets(some, goal) is not { } targets)
        {
            return None("All trials have the same value, so no parameter made a difference.");
        }
        var places = new Places(space, varied, some, targets);
        var forest = Forest.Grow(places, targets, new RandomStreams(Seed));
        var parts = VarianceParts.Of(forest.Leaves, varied.Length);
        return new Importances
        {
            Trials = usable.Count,
            Foretold = forest.Foretold,
            Parameters = ValueList.From(
                varied
                    .Select(
                        (p, d) =>
                            new ParameterImportance(
                                space.Parameters[p].Path,
                                parts.Alone[d],
                                parts.Together[d],
                                places.Direction(d, some)
                            )
                    )
                    .OrderByDescending(each => each.Alone + each.Together)
            ),
        };

        Importances None(string why) => new() { WhyNone = why, Trials = usable.Count };
    }

    // To be minimised, mean 0 and variance 1, bad ones cut; null when they do not differ.
    private static double[]? Targets(List<Outcome> outcomes, Goal goal)
    {
        double[] values =
        [
            .. outcomes.Select(outcome => goal == Goal.Maximize ? -outcome.Value : outcome.Value),
        ];
        var transform = OutputTransform.Of([.. values.Order()]);
        return transform.Scale > 0 ? [.. values.Select(transform.Apply)] : null;
    }
}
