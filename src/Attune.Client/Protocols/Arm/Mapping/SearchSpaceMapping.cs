using System.Text.Json;
using System.Text.Json.Nodes;
using Attune.Spaces;

namespace Attune.Client.Protocols.Arm.Mapping;

/// <summary>Search spaces as arrays: <c>["uniform",[0,1]]</c>, <c>["choice",[[1,{"k":["uniform",[0,1]],"z":3}]]]</c>.</summary>
/// <remarks>A distribution that Azure has no word for is its name with one object: <c>["int",[{"low":1,"high":9}]]</c>.</remarks>
internal static class SearchSpaceMapping
{
    private const string Type = "type";
    private const string Values = "values";
    private const string ChoiceWord = "choice";

    // Members in the order of the protocol's arguments.
    private static readonly Dictionary<string, string[]> Arguments = new(StringComparer.OrdinalIgnoreCase)
    {
        ["randint"] = ["upper"],
        ["uniform"] = ["min_value", "max_value"],
        ["quniform"] = ["min_value", "max_value", "q"],
        ["loguniform"] = ["min_value", "max_value"],
        ["qloguniform"] = ["min_value", "max_value", "q"],
        ["normal"] = ["mu", "sigma"],
        ["qnormal"] = ["mu", "sigma", "q"],
        ["lognormal"] = ["mu", "sigma"],
        ["qlognormal"] = ["mu", "sigma", "q"],
    };

    public static JsonObject Write(ValueList<NamedDistribution> space)
    {
        var wire = new JsonObject();
        foreach (var (name, distribution) in space)
        {
            wire[name] = Write(distribution);
        }
        return wire;
    }

    public static ValueList<NamedDistribution> Read(JsonObject wire, string path, List<Problem> problems)
    {
        var read = new List<NamedDistribution>();
        foreach (var (name, node) in wire)
        {
            if (ReadEntry(node, $"{path}.{name}", problems) is { } distribution)
            {
                read.Add(new NamedDistribution(name, distribution));
            }
        }
        return ValueList.From(read);
    }

    private static JsonNode Write(Distribution distribution)
    {
        if (distribution is Constant constant)
        {
            return Parts.Write(constant.Value);
        }
        if (distribution is Choice choice)
        {
            JsonNode?[] options =
            [
                .. choice.Options.Select(option =>
                    option.Branch is { } branch ? Write(branch.Entries) : Parts.Write(option.Value!.Value)
                ),
            ];
            return new JsonArray(ChoiceWord, new JsonArray(new JsonArray(options)));
        }
        var whole = Parts.Write(distribution).AsObject();
        var type = whole[Type]!.GetValue<string>();
        whole.Remove(Type);
        return new JsonArray(
            type,
            Arguments.TryGetValue(type, out var members)
                ? new JsonArray([.. members.Select(member => whole[member]!.DeepClone())])
                : new JsonArray(whole)
        );
    }

    private static Distribution? ReadEntry(JsonNode? node, string path, List<Problem> problems) =>
        node switch
        {
            JsonArray array => ReadArray(array, path, problems),
            JsonObject map => new Choice { Options = [new Branch(Read(map, path, problems))] },
            JsonValue value => Value(value, path, problems) is { } constant
                ? new Constant { Value = constant }
                : null,
            _ => Refuse<Distribution>(problems, path, "Nothing stands here."),
        };

    private static Distribution? ReadArray(JsonArray array, string path, List<Problem> problems)
    {
        if (array is not [JsonValue word, JsonArray arguments] || !word.TryGetValue<string>(out var type))
        {
            return Refuse<Distribution>(
                problems,
                path,
                "A distribution is its name with an array of arguments.",
                """write ["uniform", [0, 1]] or ["choice", [[1, 2, 3]]]"""
            );
        }
        if (type.Equals(ChoiceWord, StringComparison.OrdinalIgnoreCase))
        {
            return arguments is [JsonArray options]
                ? ReadChoice(options, $"{path}[1][0]", problems)
                : Refuse<Distribution>(
                    problems,
                    $"{path}[1]",
                    "The values of a choice are an array inside the array of arguments.",
                    """write ["choice", [[1, 2, 3]]]"""
                );
        }
        var whole = new JsonObject { [Type] = Known(type) };
        if (arguments is [JsonObject members])
        {
            foreach (var (name, value) in members)
            {
                whole[name] = value?.DeepClone();
            }
        }
        else if (!Arguments.TryGetValue(type, out var names) || names.Length != arguments.Count)
        {
            return Refuse<Distribution>(
                problems,
                path,
                names is null
                    ? $"'{type}' is no distribution that is known."
                    : $"{type} has {names.Length} arguments ({string.Join(", ", names)}), not {arguments.Count}.",
                names is null ? "one of choice, " + string.Join(", ", Arguments.Keys) : null
            );
        }
        else
        {
            for (var i = 0; i < names.Length; i++)
            {
                whole[names[i]] = arguments[i]?.DeepClone();
            }
        }
        return Distribution(whole, type, path, problems);
    }

    private static Distribution? Distribution(
        JsonObject whole,
        string type,
        string path,
        List<Problem> problems
    )
    {
        var found = new List<Problem>();
        if (Parts.Read<Distribution>(whole, "", found) is { } distribution)
        {
            return distribution;
        }
        var argument = Array.IndexOf(Arguments.GetValueOrDefault(type, []), found[0].Path);
        return Refuse<Distribution>(
            problems,
            argument < 0 ? $"{path}[1]" : FormattableString.Invariant($"{path}[1][{argument}]"),
            $"This cannot be an argument of {type}.",
            "numbers are written without quotes"
        );
    }

    private static Choice ReadChoice(JsonArray options, string path, List<Problem> problems)
    {
        var read = new List<ChoiceOption>();
        for (var i = 0; i < options.Count; i++)
        {
            var at = FormattableString.Invariant($"{path}[{i}]");
            if (options[i] is JsonObject map)
            {
                read.Add(new Branch(Read(map, at, problems)));
            }
            else if (options[i] is JsonValue value && Value(value, at, problems) is { } plain)
            {
                read.Add(plain);
            }
            else if (options[i] is not JsonValue)
            {
                Refuse<ChoiceOption>(
                    problems,
                    at,
                    "A value of a choice is a number, a text, a boolean or an object."
                );
            }
        }
        return new Choice { Options = ValueList.From(read) };
    }

    private static ParameterValue? Value(JsonValue value, string path, List<Problem> problems)
    {
        try
        {
            return value.Deserialize<ParameterValue>(Jobs.JobJson.Options);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            problems.Add(new Problem(path, "A value is a finite number, a text or a boolean."));
            return null;
        }
    }

    // The names of job files are in small letters.
    private static string Known(string type) =>
        Arguments.Keys.FirstOrDefault(name => name.Equals(type, StringComparison.OrdinalIgnoreCase)) ?? type;

    private static T? Refuse<T>(List<Problem> problems, string path, string message, string? hint = null)
        where T : class
    {
        problems.Add(new Problem(path, message, hint));
        return null;
    }
}
