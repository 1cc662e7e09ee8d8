using System.Text.Json.Nodes;
using Attune.Spaces;
using Attune.Workspace.Catalog;

namespace Attune.Studio.Charts;

/// <summary>A parameter as an axis: by number, by logarithm where it is spread so, or by name.</summary>
public sealed class ParameterAxis
{
    private readonly Dictionary<string, int>? _names;

    private ParameterAxis(string path, bool isLogarithmic, string[]? names)
    {
        (Path, IsLogarithmic, Names) = (path, isLogarithmic, names);
        _names = names
            ?.Select((name, i) => (name, i))
            .ToDictionary(pair => pair.name, pair => pair.i, StringComparer.Ordinal);
    }

    /// <summary>The parameter's path.</summary>
    public string Path { get; }

    /// <summary>The axis's key among <see cref="TrialAxes"/>.</summary>
    public string Key => "p." + Path;

    /// <summary>Whether equal distances are equal ratios.</summary>
    public bool IsLogarithmic { get; }

    /// <summary>The values of an axis by name, in order; null for numbers.</summary>
    public string[]? Names { get; }

    /// <summary>The axis of a parameter.</summary>
    public static ParameterAxis Of(Parameter parameter) =>
        parameter.Distribution is Choice or OrderedChoice or Constant
            ? new ParameterAxis(
                parameter.Path,
                false,
                [
                    .. parameter
                        .Distribution.Values()
                        .Select(value => value.ToString())
                        .Distinct(StringComparer.Ordinal),
                ]
            )
            : new ParameterAxis(parameter.Path, IsSpreadByRatio(parameter.Distribution), null);

    /// <summary>The value of a trial as data of a chart; null where the parameter is not active.</summary>
    public JsonNode? Value(TrialRow trial) => trial.Parameters.Find(Path) is { } value ? Value(value) : null;

    /// <summary>Where a trial lies: a number, or a place among the names from 0; NaN where the parameter is not active.</summary>
    public double Place(TrialRow trial) =>
        trial.Parameters.Find(Path) is not { } value ? double.NaN
        : _names is null
            ? value.IsNumber ? value.AsDouble()
                : double.NaN
        : _names.TryGetValue(value.ToString(), out var index) ? index
        : double.NaN;

    /// <summary>A value as data of a chart.</summary>
    public JsonNode? Value(ParameterValue value) =>
        Names is not null ? JsonValue.Create(value.ToString())
        : value.IsNumber ? JsonValue.Create(value.AsDouble())
        : null;

    /// <summary>The axis as part of an option.</summary>
    public JsonObject Option()
    {
        var axis = new JsonObject
        {
            ["name"] = Path,
            ["nameLocation"] = "middle",
            ["key"] = Key,
        };
        if (Names is not null)
        {
            axis["type"] = "category";
            axis["data"] = Chart.List(Names.Select(name => (JsonNode)name));
        }
        else
        {
            axis["type"] = IsLogarithmic ? "log" : "value";
            axis["scale"] = true;
        }
        return axis;
    }

    // The median lies halfway between the outer values by ratio, not by difference.
    private static bool IsSpreadByRatio(Distribution distribution)
    {
        var (low, middle, high) = (At(0.01), At(0.5), At(0.99));
        if (!(low > 0) || high / low < 20)
        {
            return false;
        }
        var share = Math.Log(middle / low) / Math.Log(high / low);
        return share is > 0.35 and < 0.65 && (middle - low) / (high - low) < 0.35;

        double At(double unit) =>
            distribution.FromUnit(unit) is { IsNumber: true } value ? value.AsDouble() : double.NaN;
    }
}
