using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Attune.Spaces;

namespace Attune.Cli.Tuner;

/// <summary>A driver's list of parameters as a search space, and the way between the two kinds of values.</summary>
/// <remarks>A parameter with conditions is placed below the last choice that it depends on. A condition on something else cannot be told
/// to a sampler: it sees the parameter always, and the driver when the condition holds.</remarks>
internal sealed partial class TunerSpace
{
    private readonly IReadOnlyList<TunerParameter> _parameters;
    private readonly Dictionary<string, int> _indexes = new(StringComparer.Ordinal);
    private readonly (int Parent, ParameterValue[] Values)[][] _clauses;

    // A driver's names may hold anything, and the space's may not: there a parameter is p and its index.
    private readonly string?[] _paths;

    /// <exception cref="TunerException">The list is wrong; the message holds every problem.</exception>
    public TunerSpace(IReadOnlyList<TunerParameter> parameters)
    {
        _parameters = parameters;
        _clauses = new (int, ParameterValue[])[parameters.Count][];
        _paths = new string?[parameters.Count];
        for (var i = 0; i < parameters.Count; i++)
        {
            if (!_indexes.TryAdd(parameters[i].Name, i))
            {
                throw new TunerException($"The parameter '{parameters[i].Name}' is declared twice.");
            }
            _clauses[i] = [.. (parameters[i].ActiveWhen ?? []).Select(clause => Clause(i, clause))];
        }
        Space = new SearchSpace(Below(-1, []));
        var problems = Space.Validate().Where(problem => problem.Severity == Severity.Error).ToList();
        if (problems.Count > 0)
        {
            throw new TunerException(
                string.Join(" ", problems.Select(problem => $"{NameAt(problem.Path)}: {problem.Message}"))
            );
        }
        foreach (var parameter in Space.Parameters)
        {
            _paths[IndexOf(parameter.Path)] = parameter.Path;
        }
    }

    public SearchSpace Space { get; }

    /// <summary>Writes what a driver sees of an assignment: every parameter that exists, and no other.</summary>
    public void Write(Utf8JsonWriter writer, Assignment assignment)
    {
        var values = new ParameterValue?[_parameters.Count];
        writer.WriteStartObject();
        for (var i = 0; i < values.Length; i++)
        {
            if (!IsActive(i, values) || _paths[i] is not { } path)
            {
                continue;
            }
            values[i] = assignment.Find(path);
            writer.WritePropertyName(_parameters[i].Name);
            switch (values[i])
            {
                case { Kind: ValueKind.Text } text:
                    writer.WriteStringValue(text.ToString());
                    break;
                case { Kind: ValueKind.Integer } integer:
                    writer.WriteNumberValue(integer.AsInteger());
                    break;
                case { } number:
                    writer.WriteNumberValue(number.AsDouble());
                    break;
            }
        }
        writer.WriteEndObject();
    }

    /// <summary>The assignment of a driver's values.</summary>
    /// <exception cref="TunerException">They are not of this space.</exception>
    public Assignment Read(IReadOnlyDictionary<string, JsonElement> given)
    {
        var values = new ParameterValue?[_parameters.Count];
        var known = new List<(string, ParameterValue)>();
        for (var i = 0; i < values.Length; i++)
        {
            if (!IsActive(i, values) || _paths[i] is not { } path)
            {
                continue;
            }
            var name = _parameters[i].Name;
            values[i] = given.TryGetValue(name, out var element)
                ? Scalar(element)
                : throw new TunerException($"The parameter '{name}' has no value.");
            if (!Space.Parameters[Space.IndexOf(path)].Distribution.Contains(values[i]!.Value))
            {
                throw new TunerException($"{element.GetRawText()} is not a value of '{name}'.");
            }
            known.Add((path, values[i]!.Value));
        }
        if (given.Keys.FirstOrDefault(name => !_indexes.ContainsKey(name)) is { } unknown)
        {
            throw new TunerException($"There is no parameter '{unknown}'.");
        }
        // What only a sampler sees lies in the middle.
        var centre = new double[Space.Parameters.Count];
        Array.Fill(centre, 0.5);
        return Space.Complete(Assignment.Of([.. known]), centre);
    }

    private bool IsActive(int index, ParameterValue?[] values) =>
        Array.TrueForAll(
            _clauses[index],
            clause =>
                values[clause.Parent] is { } value && Array.Exists(clause.Values, each => each.Matches(value))
        );

    private (int, ParameterValue[]) Clause(int child, TunerClause clause)
    {
        var known = _indexes.TryGetValue(clause.Param, out var parent) && parent < child;
        return known
            ? (parent, [.. clause.In.Select(Scalar)])
            : throw new TunerException(
                $"'{_parameters[child].Name}' depends on '{clause.Param}', which is not declared before it."
            );
    }

    /// <summary>The parameters that hang on a choice under exactly these options; at −1 those on none.</summary>
    private ValueList<NamedDistribution> Below(int parent, ValueList<int> options) =>
        ValueList.From(
            Enumerable
                .Range(0, _parameters.Count)
                .Where(i => ParentOf(i) == parent && (parent < 0 || OptionsOf(i) == options))
                .Select(i => new NamedDistribution(FormattableString.Invariant($"p{i}"), DistributionOf(i)))
        );

    private int ParentOf(int index) =>
        _clauses[index]
            .Select(clause => clause.Parent)
            .Where(parent => _parameters[parent].Kind == "categorical")
            .DefaultIfEmpty(-1)
            .Max();

    private ValueList<int> OptionsOf(int index)
    {
        var parent = ParentOf(index);
        var clauses = _clauses[index].Where(clause => clause.Parent == parent);
        return ValueList.From(
            Enumerable
                .Range(0, _parameters[parent].Choices?.Count ?? 0)
                .Where(option =>
                    clauses.All(clause => clause.Values.Contains(_parameters[parent].Choices![option]))
                )
        );
    }

    private Distribution DistributionOf(int index)
    {
        var (name, kind) = (_parameters[index].Name, _parameters[index].Kind);
        switch (kind)
        {
            case "float":
                var (low, high) = Bounds(index);
                return new FloatRange
                {
                    Low = low,
                    High = high,
                    Log = _parameters[index].Log,
                };
            case "int":
                var (from, to) = Bounds(index);
                return double.IsInteger(from) && double.IsInteger(to) && Math.Max(-from, to) < 9e18
                    ? new IntRange
                    {
                        Low = (long)from,
                        High = (long)to,
                        Log = _parameters[index].Log,
                    }
                    : throw new TunerException($"The bounds of '{name}' are not integers.");
            case "categorical":
                return Choice.Of((_parameters[index].Choices ?? []).Select(ParameterValue.Of)) with
                {
                    Shared = ValueList.From(
                        Enumerable
                            .Range(index + 1, _parameters.Count - index - 1)
                            .Where(i => ParentOf(i) == index)
                            .Select(OptionsOf)
                            .Where(options => options.Count > 0)
                            .Distinct()
                            .Select(options => new SharedParameters(options, Below(index, options)))
                    ),
                };
            default:
                throw new TunerException($"'{name}' is of the kind '{kind}': float, int or categorical.");
        }
    }

    private (double, double) Bounds(int index) =>
        _parameters[index] is { Low: { } low, High: { } high }
            ? (low, high)
            : throw new TunerException($"'{_parameters[index].Name}' needs both low and high.");

    private string NameAt(string path) => _parameters[IndexOf(path)].Name;

    private static int IndexOf(string path) =>
        int.Parse(LastName().Match(path).Groups[1].ValueSpan, CultureInfo.InvariantCulture);

    private static ParameterValue Scalar(JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.String => ParameterValue.Of(element.GetString()!),
            JsonValueKind.True or JsonValueKind.False => ParameterValue.Of(element.GetBoolean()),
            JsonValueKind.Number when element.TryGetInt64(out var integer) => ParameterValue.Of(integer),
            JsonValueKind.Number when double.IsFinite(element.GetDouble()) => ParameterValue.Of(
                element.GetDouble()
            ),
            _ => throw new TunerException($"{element.GetRawText()} is not a value."),
        };

    // The 3 of p0[1,2].p3, and of p0.p3.low.
    [GeneratedRegex("(?:^|\\.)p([0-9]+)", RegexOptions.RightToLeft)]
    private static partial Regex LastName();
}
