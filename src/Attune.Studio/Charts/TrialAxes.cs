using Attune.Studies;
using Attune.Workspace.Catalog;

namespace Attune.Studio.Charts;

/// <summary>Every axis that a job's trials lie on, by key: <c>n</c> for the number, <c>p.lr</c> for a parameter, <c>m.AUC</c> for an objective. Immutable.</summary>
public sealed class TrialAxes
{
    /// <summary>The key of the trial's number.</summary>
    public const string Number = "n";

    private readonly StudySpec _spec;
    private readonly Dictionary<string, ParameterAxis> _parameters;
    private readonly Dictionary<string, (int Index, RobustRange Range)> _objectives = new(
        StringComparer.Ordinal
    );

    /// <summary>The axes of a study at one moment.</summary>
    public TrialAxes(StudySpec spec, IReadOnlyList<TrialRow> trials)
    {
        _spec = spec;
        Parameters = ParallelChart.AxesOf(spec.Space);
        _parameters = Parameters.ToDictionary(axis => axis.Key, StringComparer.Ordinal);
        for (var i = 0; i < spec.Objectives.Count; i++)
        {
            var index = i;
            _objectives.TryAdd(
                Of(spec.Objectives[i].Metric),
                (i, RobustRange.Of(trials.Select(trial => ValueOf(trial, index))))
            );
        }
    }

    /// <summary>The parameters, in the space's order.</summary>
    public ParameterAxis[] Parameters { get; }

    /// <summary>The key of an objective.</summary>
    public static string Of(string metric) => "m." + metric;

    /// <summary>A trial's value of an objective; NaN where it has none.</summary>
    public static double ValueOf(TrialRow trial, int objective) =>
        objective == 0 ? trial.Value
        : objective < trial.Values.Count ? trial.Values[objective]
        : double.NaN;

    /// <summary>Keys with the names that people know, as a list to choose from.</summary>
    public IEnumerable<(string Key, string Name)> All() =>
        [
            .. _spec.Objectives.Items.Select(objective => (Of(objective.Metric), objective.Metric)),
            .. Parameters.Select(axis => (axis.Key, axis.Path)),
            (Number, "trial number"),
        ];

    /// <summary>Whether there is such an axis.</summary>
    public bool Has(string key) =>
        key == Number || _parameters.ContainsKey(key) || _objectives.ContainsKey(key);

    /// <summary>The parameter of an axis; null when it is another one.</summary>
    public ParameterAxis? Parameter(string key) => _parameters.GetValueOrDefault(key);

    /// <summary>The range that charts show of an objective.</summary>
    internal RobustRange Range(string key) => _objectives[key].Range;

    /// <summary>Where a trial is drawn on an axis: a number, or a place among names from 0; NaN where it is not.</summary>
    public double Place(TrialRow trial, string key) =>
        key == Number ? trial.Number
        : _parameters.TryGetValue(key, out var parameter) ? parameter.Place(trial)
        : _objectives.TryGetValue(key, out var objective) && double.IsFinite(ValueOf(trial, objective.Index))
            ? objective.Range.Clamp(ValueOf(trial, objective.Index))
        : double.NaN;

    /// <summary>A stretch in words.</summary>
    public string Text(Stretch stretch)
    {
        var name = All().FirstOrDefault(axis => axis.Key == stretch.Axis).Name ?? stretch.Axis;
        if (Parameter(stretch.Axis)?.Names is { } names)
        {
            var chosen = names.Where((_, i) => i >= stretch.Low && i <= stretch.High).ToList();
            return $"{name}: {(chosen.Count == 0 ? "none" : string.Join(", ", chosen))}";
        }
        return stretch.Axis == Number
            ? FormattableString.Invariant(
                $"trials {Math.Ceiling(stretch.Low):0} to {Math.Floor(stretch.High):0}"
            )
            : $"{name}: {Pages.Words.Short(stretch.Low)} to {Pages.Words.Short(stretch.High)}";
    }
}
