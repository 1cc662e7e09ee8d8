using System.Diagnostics.CodeAnalysis;
using Attune.Numerics;
using Attune.Samplers.GaussianProcess;
using Attune.Spaces;
using Attune.Studies;

namespace Attune.Samplers;

/// <summary>What the Gaussian process makes of a study's trials: the objective it expects anywhere in the search space, and how sure it is.</summary>
/// <remarks>For reading; it proposes nothing, whichever sampler the study had. Not thread-safe.</remarks>
public sealed class ObjectiveModel
{
    /// <summary>Fewer trials with a value tell nothing about how the objective bends.</summary>
    public const int LeastTrials = 5;

    private const int PlacesOfLine = 80;

    private readonly SearchSpace _space;
    private readonly Features _features;
    private readonly Posterior _posterior;
    private readonly TrainingSet _data;
    private readonly int _sign;

    private ObjectiveModel(
        SearchSpace space,
        Features features,
        Posterior posterior,
        TrainingSet data,
        Goal goal
    )
    {
        (_space, _features, _posterior, _data) = (space, features, posterior, data);
        _sign = goal == Goal.Maximize ? -1 : 1;
        Skill = RankCorrelation.Of(posterior.LeaveOneOut(data.Targets), data.Targets);
    }

    /// <summary>How many different assignments it knows.</summary>
    public int Rows => _data.Count;

    /// <summary>How well it ranks trials that it is not shown, in [−1, 1]: the rank correlation of leave-one-out predictions with values. About 0
    /// or below, it knows nothing.</summary>
    public double Skill { get; }

    /// <summary>Fits a model to what is known.</summary>
    /// <param name="space">The search space.</param>
    /// <param name="outcomes">The trials that have ended; one without a finite value counts as a bad one.</param>
    /// <param name="goal">Which direction is better.</param>
    /// <param name="model">The model.</param>
    /// <param name="why">Why there is none, as a sentence.</param>
    public static bool TryFit(
        SearchSpace space,
        IReadOnlyList<Outcome> outcomes,
        Goal goal,
        [NotNullWhen(true)] out ObjectiveModel? model,
        [NotNullWhen(false)] out string? why
    )
    {
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(outcomes);
        var settings = GaussianProcessSettings.Default;
        var features = new Features(space, settings.Arc);
        var history = new History(space, features);
        foreach (var (assignment, value) in outcomes)
        {
            history.Take(assignment, value, goal);
        }
        (model, why) = (null, null);
        if (features.Dimensions.Length == 0)
        {
            why = "No parameter varies, so there is nothing to model.";
        }
        else if (history.SortedValues.Count < LeastTrials)
        {
            why = FormattableString.Invariant(
                $"A model takes {LeastTrials} different trials with a value; there {(history.SortedValues.Count == 1 ? "is" : "are")} {history.SortedValues.Count}."
            );
        }
        else if (TrainingSet.Of(history, settings.MostRows) is not { } data)
        {
            why = "All trials have the same value, so there is nothing to model.";
        }
        else
        {
            var fit = Fit.To(features, data, null, true, settings);
            var posterior = new Posterior(features);
            if (posterior.Condition(fit.Hyperparameters, data))
            {
                model = new ObjectiveModel(space, features, posterior, data, goal);
            }
            else
            {
                why = "The values of these trials contradict each other too much for a model.";
            }
        }
        return model is not null;
    }

    /// <summary>What it expects along one parameter, the others as in an assignment.</summary>
    /// <param name="at">The assignment; the parameter is active in it.</param>
    /// <param name="path">The parameter.</param>
    /// <exception cref="ArgumentException">There is no such parameter, or it is not active.</exception>
    public IReadOnlyList<ModelPoint> Slice(Assignment at, string path)
    {
        var parameter = Find(at, path);
        var unit = _space.Encode(at);
        return
        [
            .. Places(parameter, PlacesOfLine)
                .Select(place =>
                {
                    unit[parameter] = place.Unit;
                    var (mean, low, high) = Expect(unit);
                    return new ModelPoint(place.Value, mean, low, high);
                }),
        ];
    }

    /// <summary>What it expects along two parameters, the others as in an assignment: row by row of the second, the first running fastest.</summary>
    /// <param name="at">The assignment; both parameters are active in it, and neither decides whether the other is.</param>
    /// <param name="first">The first parameter.</param>
    /// <param name="second">The second parameter, another one.</param>
    /// <param name="places">The most places along each, at least 2.</param>
    /// <exception cref="ArgumentException">There is no such parameter, or it is not active.</exception>
    public ModelField Contour(Assignment at, string first, string second, int places = 32)
    {
        var (x, y) = (Find(at, first), Find(at, second));
        var unit = _space.Encode(at);
        var (across, up) = (Places(x, places), Places(y, places));
        var (means, spreads) = (new double[up.Count][], new double[up.Count][]);
        for (var j = 0; j < up.Count; j++)
        {
            (means[j], spreads[j]) = (new double[across.Count], new double[across.Count]);
            for (var i = 0; i < across.Count; i++)
            {
                (unit[x], unit[y]) = (across[i].Unit, up[j].Unit);
                var (mean, low, high) = Expect(unit);
                (means[j][i], spreads[j][i]) = (mean, (high - low) / 2);
            }
        }
        return new ModelField(
            [.. across.Select(place => place.Value)],
            [.. up.Select(place => place.Value)],
            means,
            spreads
        );
    }

    private int Find(Assignment at, string path)
    {
        ArgumentNullException.ThrowIfNull(at);
        var index = _space.IndexOf(path);
        return index >= 0 && at.Find(path) is not null
            ? index
            : throw new ArgumentException($"'{path}' is no parameter that is active there.", nameof(path));
    }

    // Every value of a countable one where they are few; else evenly spread places, each once.
    private List<(double Unit, ParameterValue Value)> Places(int parameter, int most)
    {
        var distribution = _space.Parameters[parameter].Distribution;
        var units = _features.Dimensions.FirstOrDefault(each => each.Parameter == parameter)
            is { Grid.Length: > 0 } few
            ? few.Grid
            : Enumerable.Range(0, most).Select(i => (i + 0.5) / most);
        return
        [
            .. units
                .Select(unit => distribution.FromUnit(unit))
                .Distinct()
                .Select(value => (distribution.ToUnit(value), value)),
        ];
    }

    private (double Mean, double Low, double High) Expect(double[] unit)
    {
        var active = new bool[unit.Length];
        var coordinates = new double[_features.Coordinates];
        _features.Activity(unit, active);
        _features.Write(unit, active, coordinates);
        var (mean, sd) = _posterior.Predict(coordinates);
        var (low, high) = (Value(mean - sd), Value(mean + sd));
        return (Value(mean), Math.Min(low, high), Math.Max(low, high));
    }

    private double Value(double target) => _sign * _data.Transform.Undo(target);
}

/// <summary>What a model expects at one value of a parameter, in the objective's units.</summary>
/// <param name="Value">The parameter's value.</param>
/// <param name="Mean">The expected value of the objective, without noise.</param>
/// <param name="Low">A standard deviation below it.</param>
/// <param name="High">A standard deviation above it.</param>
public readonly record struct ModelPoint(ParameterValue Value, double Mean, double Low, double High);

/// <summary>What a model expects over two parameters, in the objective's units.</summary>
/// <param name="Across">Values of the first parameter, in order.</param>
/// <param name="Up">Values of the second parameter, in order.</param>
/// <param name="Means">Expected values: one row for each of <paramref name="Up"/>.</param>
/// <param name="Spreads">Their standard deviations, in the same shape.</param>
public sealed record ModelField(
    IReadOnlyList<ParameterValue> Across,
    IReadOnlyList<ParameterValue> Up,
    IReadOnlyList<double[]> Means,
    IReadOnlyList<double[]> Spreads
);
