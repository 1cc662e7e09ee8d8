using System.Text.Json;
using System.Text.Json.Nodes;
using Attune.Jobs;

namespace Attune.Studio.Pages;

/// <summary>Specifications in the words of the job file: <c>loguniform, min_value -7, max_value 0</c>.</summary>
internal static class SpecWords
{
    /// <summary>A record of a closed family, such as a distribution or a policy.</summary>
    public static string Of<T>(T spec) =>
        JsonSerializer.SerializeToNode(spec, JobJson.Options) switch
        {
            JsonObject map => string.Join(
                ", ",
                map.Where(pair => pair.Value is not null)
                    .Select(pair => pair.Key == "type" ? Text(pair.Value) : $"{pair.Key} {Text(pair.Value)}")
            ),
            var other => Text(other),
        };

    private static string Text(JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>()
        : node is JsonArray list ? "[" + string.Join(", ", list.Select(Text)) + "]"
        : node is JsonObject map
            ? "{" + string.Join(", ", map.Select(pair => $"{pair.Key}: {Text(pair.Value)}")) + "}"
        : node?.ToJsonString() ?? "null";
}
