using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Attune.Client.Protocols.Arm.Mapping;

/// <summary>Reads a body into a record and gathers every value that does not fit, each with its path, instead of ending at the first.</summary>
internal static class BodyReading
{
    private const int MostProblems = 50;
    private const int Deepest = 64;

    private static readonly JsonDocumentOptions Strict = new()
    {
        AllowDuplicateProperties = false,
        MaxDepth = Deepest,
    };

    /// <summary>The record, with what did not fit left out; null when the body is no JSON object, which has then been said.</summary>
    public static T? Read<T>(ReadOnlyMemory<byte> body, JsonTypeInfo<T> type, List<Problem> problems)
        where T : class
    {
        JsonNode? root;
        try
        {
            using var document = JsonDocument.Parse(body, Strict);
            root =
                document.RootElement.ValueKind == JsonValueKind.Object
                    ? JsonObject.Create(document.RootElement.Clone())
                    : null;
        }
        catch (JsonException error)
        {
            problems.Add(
                new Problem(
                    "",
                    FormattableString.Invariant(
                        $"The body is not JSON: line {error.LineNumber + 1 ?? 1}, column {error.BytePositionInLine + 1 ?? 1}."
                    )
                )
            );
            return null;
        }
        if (root is null)
        {
            problems.Add(new Problem("", "The body is no JSON object."));
            return null;
        }
        while (true)
        {
            try
            {
                return root.Deserialize(type);
            }
            catch (Exception error) when (error is JsonException or InvalidOperationException)
            {
                var path = (error as JsonException)?.Path ?? "$";
                problems.Add(new Problem(Parts.Below("", path), "A value of another kind is needed here."));
                if (problems.Count >= MostProblems || !Remove(root, path))
                {
                    return null;
                }
            }
        }
    }

    private static bool Remove(JsonNode root, string path)
    {
        var steps = JsonPath.Steps(path);
        JsonNode? node = root;
        for (var i = 0; i < steps.Count - 1; i++)
        {
            node = Child(node, steps[i]);
        }
        switch (node)
        {
            case JsonObject map when steps.Count > 0 && Key(map, steps[^1]) is { } key:
                return map.Remove(key);
            case JsonArray list
                when steps.Count > 0 && int.TryParse(steps[^1], out var index) && index < list.Count:
                list.RemoveAt(index);
                return true;
            default:
                return false;
        }
    }

    private static JsonNode? Child(JsonNode? node, string step) =>
        node switch
        {
            JsonObject map => Key(map, step) is { } key ? map[key] : null,
            JsonArray list when int.TryParse(step, out var index) && index < list.Count => list[index],
            _ => null,
        };

    // The reader takes names in any letter case, and says them as they were written.
    private static string? Key(JsonObject map, string step) =>
        map.ContainsKey(step)
            ? step
            : map.Select(each => each.Key)
                .FirstOrDefault(key => key.Equals(step, StringComparison.OrdinalIgnoreCase));
}

/// <summary>The paths that the JSON reader names: <c>$.a['b.c'][0]</c>.</summary>
internal static class JsonPath
{
    public static IReadOnlyList<string> Steps(string path)
    {
        var steps = new List<string>();
        var at = path.StartsWith('$') ? 1 : 0;
        while (at < path.Length)
        {
            if (path[at] == '.')
            {
                var end = path.AsSpan(at + 1).IndexOfAny('.', '[');
                end = end < 0 ? path.Length : at + 1 + end;
                steps.Add(path[(at + 1)..end]);
                at = end;
            }
            else if (path.AsSpan(at).StartsWith("['"))
            {
                var end = path.IndexOf("']", at + 2, StringComparison.Ordinal);
                end = end < 0 ? path.Length : end;
                steps.Add(path[(at + 2)..end]);
                at = end + 2;
            }
            else
            {
                var end = path.IndexOf(']', at);
                end = end < 0 ? path.Length : end;
                steps.Add(path[(at + 1)..end]);
                at = end + 1;
            }
        }
        return steps;
    }
}
